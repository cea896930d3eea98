package ai.flashfusion.repository.contract;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.session.Session;
import java.util.HashMap;
import java.util.Map;

/** Alice, a stranger, the service, and rows to which rows of Alice refer. */
final class SampleRows {

  final Session alice;
  final Session stranger;
  final Session service;
  final ProfileId me;
  final ProjectId project;
  final TeamId team;
  final DeploymentId deployment;
  final WebhookId webhook;

  private final Map<Integer, ProfileId> others = new HashMap<>();

  SampleRows(TestDatabase embedded, FlashFusion flashfusion) {
    alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
    stranger = flashfusion.asUser(embedded.signUp("stranger@example.com"));
    service = flashfusion.asService("contract of the repositories");
    me = alice.profiles().me().getId();
    project =
        service
            .dsl()
            .insertInto(PROJECTS)
            .set(PROJECTS.USER_ID, me)
            .set(PROJECTS.NAME, "Sample")
            .set(PROJECTS.SLUG, "sample")
            .returning()
            .fetchSingle()
            .getId();
    team =
        service
            .dsl()
            .insertInto(TEAMS)
            .set(TEAMS.OWNER_ID, me)
            .set(TEAMS.NAME, "Sample")
            .set(TEAMS.SLUG, "sample")
            .returning()
            .fetchSingle()
            .getId();
    deployment =
        service
            .dsl()
            .insertInto(DEPLOYMENTS)
            .set(DEPLOYMENTS.PROJECT_ID, project)
            .set(DEPLOYMENTS.USER_ID, me)
            .set(DEPLOYMENTS.PROVIDER, DeploymentProvider.VERCEL)
            .returning()
            .fetchSingle()
            .getId();
    webhook =
        service
            .dsl()
            .insertInto(WEBHOOKS)
            .set(WEBHOOKS.USER_ID, me)
            .set(WEBHOOKS.NAME, "Sample")
            .set(WEBHOOKS.URL, "https://example.com")
            .returning()
            .fetchSingle()
            .getId();
  }

  /** Returns somebody else, the same for the same number. */
  ProfileId other(int number) {
    return others.computeIfAbsent(
        number,
        n ->
            service
                .dsl()
                .insertInto(PROFILES)
                .set(PROFILES.EMAIL, "other-" + n + "@example.com")
                .returning()
                .fetchSingle()
                .getId());
  }
}
