package ai.flashfusion.repository;

import ai.flashfusion.internal.session.SessionContext;

/** The repositories of one session. Creating one costs nothing, so there is no need to keep it. */
public abstract class Repositories {

  private final SessionContext context;

  /** Creates the repositories of a session. Only a session can make the argument. */
  @SuppressWarnings("exports") // no caller has a context
  protected Repositories(SessionContext context) {
    this.context = context;
  }

  /** Returns the repository for {@code profiles}: the people. */
  public final ProfileRepository profiles() {
    return new ProfileRepository(context);
  }

  /** Returns the repository for {@code projects}. */
  public final ProjectRepository projects() {
    return new ProjectRepository(context);
  }

  /** Returns the repository for {@code ai_usage_logs}: requests to AI services and their cost. */
  public final AiUsageRepository aiUsage() {
    return new AiUsageRepository(context);
  }

  /** Returns the repository for {@code deployments}. */
  public final DeploymentRepository deployments() {
    return new DeploymentRepository(context);
  }

  /**
   * Returns the repository for {@code project_collaborators}: the people with whom projects are
   * shared.
   */
  public final ProjectCollaboratorRepository collaborators() {
    return new ProjectCollaboratorRepository(context);
  }

  /** Returns the repository for {@code project_files}: files and directories. */
  public final ProjectFileRepository files() {
    return new ProjectFileRepository(context);
  }

  /** Returns the repository for {@code ai_conversations}: conversations with models. */
  public final AiConversationRepository conversations() {
    return new AiConversationRepository(context);
  }

  /**
   * Returns the repository for {@code deployment_logs}: the lines that builds and deployments
   * print.
   */
  public final DeploymentLogRepository deploymentLogs() {
    return new DeploymentLogRepository(context);
  }

  /** Returns the repository for {@code webhooks}: the URLs to notify of events. */
  public final WebhookRepository webhooks() {
    return new WebhookRepository(context);
  }

  /**
   * Returns the repository for {@code webhook_logs}: the deliveries to webhooks and their outcome.
   */
  public final WebhookLogRepository webhookLogs() {
    return new WebhookLogRepository(context);
  }

  /** Returns the repository for {@code billing_transactions}: payments and refunds. */
  public final BillingTransactionRepository billing() {
    return new BillingTransactionRepository(context);
  }

  /** Returns the repository for {@code subscription_history}: the plans of profiles over time. */
  public final SubscriptionHistoryRepository subscriptions() {
    return new SubscriptionHistoryRepository(context);
  }

  /** Returns the repository for {@code teams}. */
  public final TeamRepository teams() {
    return new TeamRepository(context);
  }

  /** Returns the repository for {@code team_members}. */
  public final TeamMemberRepository teamMembers() {
    return new TeamMemberRepository(context);
  }

  /**
   * Returns the repository for {@code api_keys}: the keys with which programs identify themselves.
   */
  public final ApiKeyRepository apiKeys() {
    return new ApiKeyRepository(context);
  }

  /** Returns the repository for {@code notifications}. */
  public final NotificationRepository notifications() {
    return new NotificationRepository(context);
  }

  /**
   * Returns the audit trail, which says who changed which row, for the tables where that is
   * recorded.
   */
  public final AuditTrail audit() {
    return new AuditTrail(context);
  }
}
