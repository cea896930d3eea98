package ai.flashfusion.repository.helpers;

import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Alice with a private project, a team, a deployment and a webhook; Bob, who is editor of the
 * project and member of the team; Eve, whom nobody knows; and the service.
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
  final Queue<DeploymentId> toMove = new ArrayDeque<>();
  final WebhookId webhook;

  private int count;

  World(EmbeddedFlashFusion embedded, FlashFusion flashfusion) {
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
  }

  /** A text that no other call got. */
  String unique(String prefix) {
    return prefix + "-" + count++;
  }

  private static AuthUserId signUp(EmbeddedFlashFusion embedded, String name) {
    return embedded.signUp(name + "@example.com");
  }
}
