package ai.flashfusion.repository.contract;

import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.DeploymentLogId;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProjectCollaboratorId;
import ai.flashfusion.schema.ids.ProjectFileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.SubscriptionHistoryId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.TeamMemberId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.ids.WebhookLogId;
import ai.flashfusion.schema.tables.records.AiConversationRecord;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.NotificationRecord;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.schema.tables.records.TeamRecord;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * All tables except profiles, as a user has just one profile, which comes with the sign-up. {@link
 * RepositoryContractTest} tests profiles too.
 */
final class TableCases {

  static final TableCase<ProjectCollaboratorRecord, ProjectCollaboratorId> PROJECT_COLLABORATORS =
      new TableCase<>(
          Session::collaborators,
          Tables.PROJECT_COLLABORATORS.ID,
          Keys.PROJECT_COLLABORATORS_PROJECT_ID_USER_ID_KEY,
          (s, n) -> {
            ProjectCollaboratorRecord r = new ProjectCollaboratorRecord();
            r.setProjectId(s.project);
            r.setUserId(s.other(n));
            return r;
          },
          r -> r.setRole(ProjectCollaboratorRole.ADMIN),
          true,
          true);

  static final TableCase<ProjectFileRecord, ProjectFileId> PROJECT_FILES =
      new TableCase<>(
          Session::files,
          Tables.PROJECT_FILES.ID,
          Keys.PROJECT_FILES_PROJECT_ID_PATH_KEY,
          (s, n) -> {
            ProjectFileRecord r = new ProjectFileRecord();
            r.setProjectId(s.project);
            r.setPath("file-" + n);
            r.setName("file-" + n);
            return r;
          },
          r -> r.setContent("changed"),
          true,
          true);

  static final TableCase<AiUsageLogRecord, AiUsageLogId> AI_USAGE_LOGS =
      new TableCase<>(
          Session::aiUsage,
          Tables.AI_USAGE_LOGS.ID,
          Keys.AI_USAGE_LOGS_PKEY,
          (s, n) -> {
            AiUsageLogRecord r = new AiUsageLogRecord();
            r.setUserId(s.me);
            r.setProvider(AiUsageLogProvider.OPENAI);
            r.setModel("model-" + n);
            return r;
          },
          null,
          true,
          false);

  static final TableCase<AiConversationRecord, AiConversationId> AI_CONVERSATIONS =
      new TableCase<>(
          Session::conversations,
          Tables.AI_CONVERSATIONS.ID,
          Keys.AI_CONVERSATIONS_PKEY,
          (s, n) -> {
            AiConversationRecord r = new AiConversationRecord();
            r.setUserId(s.me);
            r.setModel("model-" + n);
            return r;
          },
          r -> r.setTitle("changed"),
          true,
          true);

  static final TableCase<DeploymentRecord, DeploymentId> DEPLOYMENTS =
      new TableCase<>(
          Session::deployments,
          Tables.DEPLOYMENTS.ID,
          Keys.DEPLOYMENTS_PKEY,
          (s, n) -> {
            DeploymentRecord r = new DeploymentRecord();
            r.setProjectId(s.project);
            r.setUserId(s.me);
            r.setProvider(DeploymentProvider.VERCEL);
            return r;
          },
          r -> r.setBranch("changed"),
          true,
          true);

  static final TableCase<DeploymentLogRecord, DeploymentLogId> DEPLOYMENT_LOGS =
      new TableCase<>(
          Session::deploymentLogs,
          Tables.DEPLOYMENT_LOGS.ID,
          Keys.DEPLOYMENT_LOGS_PKEY,
          (s, n) -> {
            DeploymentLogRecord r = new DeploymentLogRecord();
            r.setDeploymentId(s.deployment);
            r.setMessage("line " + n);
            return r;
          },
          null,
          true,
          false);

  static final TableCase<WebhookRecord, WebhookId> WEBHOOKS =
      new TableCase<>(
          Session::webhooks,
          Tables.WEBHOOKS.ID,
          Keys.WEBHOOKS_PKEY,
          (s, n) -> {
            WebhookRecord r = new WebhookRecord();
            r.setUserId(s.me);
            r.setName("hook-" + n);
            r.setEvents(new String[] {"push", "a,\"b\" \\", null, "NULL"});
            r.setUrl("https://example.com");
            return r;
          },
          r -> r.setName("changed"),
          true,
          true);

  static final TableCase<WebhookLogRecord, WebhookLogId> WEBHOOK_LOGS =
      new TableCase<>(
          Session::webhookLogs,
          Tables.WEBHOOK_LOGS.ID,
          Keys.WEBHOOK_LOGS_PKEY,
          (s, n) -> {
            WebhookLogRecord r = new WebhookLogRecord();
            r.setWebhookId(s.webhook);
            r.setEventType("push");
            return r;
          },
          null,
          false,
          false);

  static final TableCase<BillingTransactionRecord, BillingTransactionId> BILLING_TRANSACTIONS =
      new TableCase<>(
          Session::billing,
          Tables.BILLING_TRANSACTIONS.ID,
          Keys.BILLING_TRANSACTIONS_STRIPE_PAYMENT_INTENT_ID_KEY,
          (s, n) -> {
            BillingTransactionRecord r = new BillingTransactionRecord();
            r.setUserId(s.me);
            r.setAmountUsd(BigDecimal.TEN);
            r.setStripePaymentIntentId("pi_" + n);
            return r;
          },
          null,
          false,
          false);

  static final TableCase<SubscriptionHistoryRecord, SubscriptionHistoryId> SUBSCRIPTION_HISTORY =
      new TableCase<>(
          Session::subscriptions,
          Tables.SUBSCRIPTION_HISTORY.ID,
          Keys.SUBSCRIPTION_HISTORY_PKEY,
          (s, n) -> {
            SubscriptionHistoryRecord r = new SubscriptionHistoryRecord();
            r.setUserId(s.me);
            r.setTier("pro");
            r.setStatus("active");
            r.setStartedAt(Instant.EPOCH.plusSeconds(n));
            return r;
          },
          null,
          false,
          false);

  static final TableCase<TeamRecord, TeamId> TEAMS =
      new TableCase<>(
          Session::teams,
          Tables.TEAMS.ID,
          Keys.TEAMS_SLUG_KEY,
          (s, n) -> {
            TeamRecord r = new TeamRecord();
            r.setOwnerId(s.me);
            r.setName("Team " + n);
            r.setSlug("team-" + n);
            return r;
          },
          r -> r.setName("changed"),
          true,
          true);

  static final TableCase<TeamMemberRecord, TeamMemberId> TEAM_MEMBERS =
      new TableCase<>(
          Session::teamMembers,
          Tables.TEAM_MEMBERS.ID,
          Keys.TEAM_MEMBERS_TEAM_ID_USER_ID_KEY,
          (s, n) -> {
            TeamMemberRecord r = new TeamMemberRecord();
            r.setTeamId(s.team);
            r.setUserId(s.other(n));
            return r;
          },
          r -> r.setRole(TeamMemberRole.ADMIN),
          true,
          true);

  static final TableCase<ApiKeyRecord, ApiKeyId> API_KEYS =
      new TableCase<>(
          Session::apiKeys,
          Tables.API_KEYS.ID,
          Keys.API_KEYS_KEY_HASH_KEY,
          (s, n) -> {
            ApiKeyRecord r = new ApiKeyRecord();
            r.setUserId(s.me);
            r.setName("key");
            r.setKeyHash("hash-" + n);
            r.setKeyPrefix("ff_");
            return r;
          },
          r -> r.setName("changed"),
          true,
          true);

  static final TableCase<NotificationRecord, NotificationId> NOTIFICATIONS =
      new TableCase<>(
          Session::notifications,
          Tables.NOTIFICATIONS.ID,
          Keys.NOTIFICATIONS_PKEY,
          (s, n) -> {
            NotificationRecord r = new NotificationRecord();
            r.setUserId(s.me);
            r.setType(NotificationType.INFO);
            r.setTitle("title " + n);
            return r;
          },
          r -> r.setRead(true),
          false,
          true);

  static final TableCase<ProjectRecord, ProjectId> PROJECTS =
      new TableCase<>(
          Session::projects,
          Tables.PROJECTS.ID,
          Keys.PROJECTS_SLUG_KEY,
          (s, n) -> {
            ProjectRecord r = new ProjectRecord();
            r.setUserId(s.me);
            r.setName("Project");
            r.setSlug("project-" + n);
            return r;
          },
          r -> r.setName("changed"),
          true,
          true);

  static final List<TableCase<?, ?>> ALL =
      List.of(
          PROJECT_COLLABORATORS,
          PROJECT_FILES,
          AI_USAGE_LOGS,
          AI_CONVERSATIONS,
          DEPLOYMENTS,
          DEPLOYMENT_LOGS,
          WEBHOOKS,
          WEBHOOK_LOGS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY,
          TEAMS,
          TEAM_MEMBERS,
          API_KEYS,
          NOTIFICATIONS,
          PROJECTS);

  private TableCases() {}
}
