package ai.flashfusion.performance;

import static ai.flashfusion.schema.Tables.DEPLOYMENT_LOGS;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;
import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the cost of row level security: the queries of the repositories under policies, against
 * the same rows by hand without policies. It compares pages and plans, not times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanTest {

  /**
   * The number of pages that a statement may read to find out who the caller is and what they
   * reach. It depends on how many projects they have: here ten of their own, ten shared and twenty
   * of their teams.
   */
  private static final long REACH = 20;

  /** The same number if all visible deployments are listed, here a hundred. */
  private static final long DEPLOYMENTS = 130;

  private static final Set<String> LISTING_DEPLOYMENTS =
      Set.of("logs of a deployment", "the tail of a deployment's logs");

  private static final PageQuery PAGE = PageQuery.ofSize(20);

  /** Small enough to be read whole. */
  private static final Set<String> SMALL = Set.of("teams");

  private static ManyRows rows;
  private static Session me;

  record Case(String name, Consumer<Session> call, String byHand) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void load() {
    rows = new ManyRows();
    me = rows.person(7);
  }

  @AfterAll
  static void close() {
    rows.close();
  }

  static Case mine(String name, String table, Consumer<Session> call, String rest) {
    return new Case(name, call, "select * from " + table + " where " + rest);
  }

  static List<Case> cases() {
    ProfileId profile = ProfileId.of(rows.id("profile", 7));
    ProjectId project = ProjectId.of(rows.id("project", 71));
    DeploymentId deployment = DeploymentId.of(rows.id("deployment", 71));
    WebhookId webhook = WebhookId.of(rows.id("webhook", 14));
    String mine = "user_id = '" + profile + "'";
    String newest = " order by created_at desc, id desc limit 21";
    String projects =
        """
        project_id = any (array(
          select id from projects where user_id = '%1$s'
          union select project_id from project_collaborators where user_id = '%1$s'
          union select id from projects where visibility <> 'private' and team_id = any (array(
            select team_id from team_members where user_id = '%1$s'))))
        """
            .formatted(profile);
    String teams =
        "any (array(select team_id from team_members where user_id = '%s'))".formatted(profile);
    return List.of(
        mine("the own profile", "profiles", s -> s.profiles().me(), "user_id = '" + user() + "'"),
        mine(
            "own projects",
            "projects",
            s -> s.projects().owned(),
            mine + newest.replace(" limit 21", "")),
        mine("a project", "projects", s -> s.projects().find(project), "id = '" + project + "'"),
        mine(
            "newest visible projects",
            "projects",
            s -> s.projects().page(PAGE),
            "("
                + mine
                + " or visibility = 'public' or id = any (array(select project_id from project_collaborators where "
                + mine
                + "))) "
                + newest),
        mine("teams", "teams", s -> s.teams().page(PAGE), "id = " + teams + newest),
        mine(
            "members of teams",
            "team_members",
            s -> s.teamMembers().page(PAGE),
            "team_id = " + teams + newest),
        mine(
            "collaborators",
            "project_collaborators",
            s -> s.collaborators().page(PAGE),
            "(" + mine + " or " + projects + ")" + newest),
        mine(
            "files of a project",
            "project_files",
            s -> s.files().page(PAGE.where(PROJECT_FILES.PROJECT_ID.eq(project))),
            "project_id = '" + project + "'" + newest),
        mine(
            "the tree of a project",
            "project_files",
            s -> s.files().tree(project, "", 3),
            "project_id = '" + project + "' order by path"),
        mine("usage", "ai_usage_logs", s -> s.aiUsage().page(PAGE), mine + newest),
        mine("conversations", "ai_conversations", s -> s.conversations().page(PAGE), mine + newest),
        mine("deployments", "deployments", s -> s.deployments().page(PAGE), projects + newest),
        mine(
            "deployments of a project",
            "deployments",
            s -> s.deployments().history(project),
            "project_id = '" + project + "' order by created_at desc, id desc"),
        mine(
            "the latest deployment",
            "deployments",
            s -> s.deployments().latest(project, DeploymentEnvironment.PREVIEW),
            "project_id = '%s' and environment = 'preview' order by created_at desc, id desc limit 1"
                .formatted(project)),
        mine(
            "deployment logs",
            "deployment_logs",
            s -> s.deploymentLogs().page(PAGE),
            "deployment_id = any (array(select id from deployments where "
                + projects
                + "))"
                + newest.replace("created_at", "\"timestamp\"")),
        mine(
            "logs of a deployment",
            "deployment_logs",
            s -> s.deploymentLogs().page(PAGE.where(DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(deployment))),
            "deployment_id = '" + deployment + "'" + newest.replace("created_at", "\"timestamp\"")),
        mine(
            "the tail of a deployment's logs",
            "deployment_logs",
            s -> s.deploymentLogs().tail(deployment, 20),
            "deployment_id = '%s' order by \"timestamp\" desc, id desc limit 20"
                .formatted(deployment)),
        mine("webhooks", "webhooks", s -> s.webhooks().page(PAGE), mine + newest),
        mine(
            "webhook deliveries",
            "webhook_logs",
            s -> s.webhookLogs().page(PAGE),
            "webhook_id = any (array(select id from webhooks where " + mine + "))" + newest),
        mine(
            "deliveries of a webhook",
            "webhook_logs",
            s -> s.webhookLogs().page(PAGE.where(WEBHOOK_LOGS.WEBHOOK_ID.eq(webhook))),
            "webhook_id = '" + webhook + "'" + newest),
        mine("transactions", "billing_transactions", s -> s.billing().page(PAGE), mine + newest),
        mine(
            "subscriptions",
            "subscription_history",
            s -> s.subscriptions().page(PAGE),
            mine + newest),
        mine("keys", "api_keys", s -> s.apiKeys().page(PAGE), mine + newest),
        mine(
            "unread notifications",
            "notifications",
            s -> s.notifications().unread(),
            mine + " and read is not true order by created_at desc, id"),
        mine("notifications", "notifications", s -> s.notifications().page(PAGE), mine + newest));
  }

  static String user() {
    return me.identity().authUserId().orElseThrow().toString();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void policiesLeaveThePlanAsItIsAndCostAConstantPerStatement(Case query) {
    Plan byHand = rows.without(query.byHand());
    for (boolean generic : new boolean[] {false, true}) {
      Plan plan = rows.under(me, generic, query.call());

      assertThat(plan.perRow()).as("done for each row").isEmpty();
      assertThat(SMALL).as("tables read whole").containsAll(plan.scanned());
      assertThat(plan.indexes()).as("indexes").isEqualTo(byHand.indexes());
      assertThat(plan.buffers())
          .as("pages, of which by hand %d", byHand.buffers())
          .isLessThanOrEqualTo(
              byHand.buffers()
                  + (LISTING_DEPLOYMENTS.contains(query.name()) ? DEPLOYMENTS : REACH));
      assertThat(plan.rows()).isEqualTo(byHand.rows());
    }
  }

  @Test
  void aMonthOfUsageReadsOnlyTheCallersStretchOfTheIndex() {
    UsageQuery month =
        UsageQuery.between(
            Instant.parse("2026-01-20T00:00:00Z"), Instant.parse("2026-02-20T00:00:00Z"));

    Plan plan = rows.under(me, false, session -> session.aiUsage().byModel(month));

    assertThat(plan.perRow()).isEmpty();
    assertThat(plan.scanned()).isEmpty();
    assertThat(plan.buffers()).isLessThan(60);
  }

  /**
   * Checks with webhooks that all subscribe to the event, so that the index of events is of no use.
   */
  @Test
  void subscribersOfAnEventInAProjectAreFoundByTheProjectAndItsOwners() {
    ProjectId project = ProjectId.of(rows.id("project", 70));
    for (boolean generic : new boolean[] {false, true}) {
      for (Session session : List.of(rows.service(), me)) {
        Plan plan = rows.under(session, generic, s -> s.webhooks().subscribersOf(project, "push"));

        assertThat(SMALL).as("tables read whole").containsAll(plan.scanned());
        assertThat(plan.perRow()).isEmpty();
        assertThat(plan.rows()).isEqualTo(2);
        assertThat(plan.buffers()).isLessThan(70);
      }
    }
  }

  /**
   * Checks a person outside of the project, for whom each file's project is looked up by its key.
   */
  @Test
  void filesOfAPublicProjectAreFoundByTheirIndex() {
    ProjectId open = ProjectId.of(rows.id("project", 19_990));

    Plan plan =
        rows.under(
            me,
            false,
            session -> session.files().page(PAGE.where(PROJECT_FILES.PROJECT_ID.eq(open))));

    assertThat(plan.scanned()).isEmpty();
    assertThat(plan.rows()).isEqualTo(2);
    assertThat(plan.buffers()).isLessThan(120);
  }
}
