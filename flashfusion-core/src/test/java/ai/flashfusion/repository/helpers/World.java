package ai.flashfusion.repository.helpers;

import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProfileSubscriptionTier;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.AuthUserId;
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
    alice = flashfusion.asUser(signUp(embedded, "alice"));
    bob = flashfusion.asUser(signUp(embedded, "bob"));
    eve = flashfusion.asUser(signUp(embedded, "eve"));
    service = flashfusion.asService("a world for tests");
    anonymous = flashfusion.asAnonymous();
    aliceProfile = alice.profiles().me().getId();
    bobProfile = bob.profiles().me().getId();
    eveProfile = eve.profiles().me().getId();
    project =
        alice
            .projects()
            .create("World", unique("world"), ProjectFramework.REACT, ProjectVisibility.PRIVATE)
            .getId();
    alice
        .dsl()
        .insertInto(PROJECT_COLLABORATORS)
        .set(PROJECT_COLLABORATORS.PROJECT_ID, project)
        .set(PROJECT_COLLABORATORS.USER_ID, bobProfile)
        .set(PROJECT_COLLABORATORS.ROLE, ProjectCollaboratorRole.EDITOR)
        .execute();
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
    alice
        .dsl()
        .insertInto(TEAM_MEMBERS)
        .set(TEAM_MEMBERS.TEAM_ID, team)
        .set(TEAM_MEMBERS.USER_ID, bobProfile)
        .set(TEAM_MEMBERS.ROLE, TeamMemberRole.MEMBER)
        .execute();
    deployment =
        alice
            .deployments()
            .start(project, DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW)
            .getId();
    for (int i = 0; i < 5; i++) {
      toMove.add(
          alice
              .deployments()
              .start(project, DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW)
              .getId());
    }
    webhook =
        alice
            .dsl()
            .insertInto(WEBHOOKS)
            .set(WEBHOOKS.USER_ID, aliceProfile)
            .set(WEBHOOKS.NAME, "World")
            .set(WEBHOOKS.URL, "https://example.com/hook")
            .set(WEBHOOKS.SECRET, "whsec_0123456789abcdef")
            .set(WEBHOOKS.EVENTS, new String[] {"push"})
            .returning()
            .fetchSingle()
            .getId();
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
      ProjectId sharedProject =
          alice
              .projects()
              .create("Shared", unique("shared"), ProjectFramework.REACT, ProjectVisibility.PRIVATE)
              .getId();
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
    return alice
        .projects()
        .create("Spare", unique("spare"), ProjectFramework.REACT, ProjectVisibility.PRIVATE)
        .getId();
  }

  /** Returns a text that no other call got. */
  String unique(String prefix) {
    return prefix + "-" + count++;
  }

  private static AuthUserId signUp(TestDatabase embedded, String name) {
    return embedded.signUp(name + "@example.com");
  }
}
