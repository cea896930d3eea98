package ai.flashfusion.repository.helpers;

import static ai.flashfusion.fixture.Given.collaborator;
import static ai.flashfusion.fixture.Given.deployment;
import static ai.flashfusion.fixture.Given.member;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.fixture.Given.webhook;
import static ai.flashfusion.schema.Tables.TEAMS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Alice with a private project, a team, a deployment and a webhook; Bob, who is editor of the
 * project and member of the team; Eve, who is a stranger; and the service.
 */
final class World {

  final Session alice;
  final Session bob;
  final Session eve;
  final Session service;
  final Session anonymous;
  final ProfileId aliceProfile;
  final ProfileId bobProfile;
  final ProfileId eveProfile;
  final ProjectId project;
  final TeamId team;
  final DeploymentId deployment;
  final Deque<DeploymentId> toMove = new ArrayDeque<>();
  final WebhookId webhook;

  /** Pending keys and payments of Alice, enough to use up one in each call. */
  final Deque<ApiKeyId> keys = new ArrayDeque<>();

  final Deque<BillingTransactionId> pending = new ArrayDeque<>();
  final BillingTransactionId payment;

  /** The tiers to change to, in order. */
  final Deque<ProfileSubscriptionTier> tiers =
      new ArrayDeque<>(List.of(ProfileSubscriptionTier.values()));

  /** Active projects of Alice, one for each call that needs one. */
  final Deque<ProjectId> projects = new ArrayDeque<>();

  /** Archived projects of Alice, one for each call that needs one. */
  final Deque<ProjectId> archived = new ArrayDeque<>();

  /** The same kind of projects, as rows. */
  final Deque<ProjectRecord> rows = new ArrayDeque<>();

  /** Paths of files in the project, one for each call that needs one. */
  final Deque<String> files = new ArrayDeque<>();

  /** Further files in the project as they were written, one for each call that needs one. */
  final Deque<ProjectFileRecord> written = new ArrayDeque<>();

  /** Projects of Alice to which Bob is invited; each for one call. */
  final Deque<ProjectId> sharedProjects = new ArrayDeque<>();

  /** Teams of Alice to which Bob is invited; each for one call. */
  final Deque<TeamId> sharedTeams = new ArrayDeque<>();

  private int count;

  World(TestDatabase embedded, FlashFusion flashfusion) {
    alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
    bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
    eve = flashfusion.asUser(embedded.signUp("eve@example.com"));
    service = flashfusion.asService("a world for tests");
    anonymous = flashfusion.asAnonymous();
    aliceProfile = alice.profiles().me().getId();
    bobProfile = bob.profiles().me().getId();
    eveProfile = eve.profiles().me().getId();
    project = project(alice, unique("world"));
    collaborator(alice, project, bobProfile, ProjectCollaboratorRole.EDITOR);
    team =
        alice
            .dsl()
            .insertInto(TEAMS)
            .set(TEAMS.NAME, "World")
            .set(TEAMS.SLUG, unique("team"))
            .set(TEAMS.OWNER_ID, aliceProfile)
            .returning()
            .fetchSingle()
            .getId();
    member(alice, team, bobProfile, TeamMemberRole.MEMBER);
    deployment = deployment(alice, project);
    for (int i = 0; i < 5; i++) {
      toMove.add(deployment(alice, project));
    }
    webhook = webhook(alice, "whsec_0123456789abcdef");
    for (int i = 0; i < 8; i++) {
      keys.add(alice.apiKeys().issue("World", Permissions.of()).id());
      pending.add(service.billing().record(payment()).getId());
    }
    payment = service.billing().markSucceeded(pending.remove()).getId();
    for (int i = 0; i < 20; i++) {
      projects.add(spare());
      rows.add(alice.projects().get(spare()));
      archived.add(alice.projects().archive(spare()).getId());
      files.add(alice.files().write(project, unique("spare/file"), "content").getPath());
      written.add(alice.files().write(project, unique("written/file"), "content"));
    }
    for (int i = 0; i < 24; i++) {
      ProjectId sharedProject = project(alice, unique("shared"));
      alice.collaborators().invite(sharedProject, bobProfile, ProjectCollaboratorRole.VIEWER);
      sharedProjects.add(sharedProject);
      TeamId sharedTeam = alice.teams().create("Shared", unique("shared")).getId();
      alice.teamMembers().invite(sharedTeam, bobProfile, TeamMemberRole.GUEST);
      sharedTeams.add(sharedTeam);
    }
  }

  /** Creates a payment of Alice with an intent of its own. */
  BillingTransactionRecord payment() {
    return new BillingTransactionRecord()
        .setUserId(aliceProfile)
        .setStripePaymentIntentId(unique("pi"))
        .setAmountUsd(new BigDecimal("100.00"));
  }

  private ProjectId spare() {
    return project(alice, unique("spare"));
  }

  /** Returns a text that no other call got. */
  String unique(String prefix) {
    return prefix + "-" + count++;
  }
}
