package ai.flashfusion.access;

import java.util.Set;

/** The rules of the page about columns, for the role {@code authenticated}. */
final class ColumnRules {

  private static final Set<String> OF_PROFILE =
      Set.of(
          "username",
          "full_name",
          "avatar_url",
          "bio",
          "github_username",
          "notion_workspace_id",
          "preferences",
          "metadata",
          "last_login_at");

  private static final Set<String> OF_NEW_PROFILE = Set.of("id", "user_id", "email");

  private static final Set<String> OF_API_KEY =
      Set.of("name", "permissions", "rate_limit", "expires_at", "last_used_at", "revoked_at");

  /**
   * The columns that say where a row belongs, whose it is and when it was created, which nobody may
   * change.
   */
  private static final Set<String> DECIDED_WHEN_MADE =
      Set.of(
          "id",
          "user_id",
          "owner_id",
          "project_id",
          "team_id",
          "deployment_id",
          "webhook_id",
          "invited_by",
          "created_by",
          "created_at");

  private static final Set<String> COUNTERS = Set.of("star_count", "fork_count", "view_count");

  private ColumnRules() {}

  /** Whether somebody may name the column in an insert. */
  static boolean insertable(Relation relation, String column) {
    return switch (relation) {
      case PROFILES -> OF_PROFILE.contains(column) || OF_NEW_PROFILE.contains(column);
      case PROJECTS -> !COUNTERS.contains(column);
      case TEAMS -> !column.equals("id") && !column.equals("subscription_tier");
      case WEBHOOK_LOGS, BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY, NOTIFICATIONS -> false;
      default -> true;
    };
  }

  /** Whether somebody may name the column in an update. */
  static boolean updatable(Relation relation, String column) {
    return switch (relation) {
      case PROFILES -> OF_PROFILE.contains(column);
      case PROJECTS ->
          column.equals("team_id")
              || (!DECIDED_WHEN_MADE.contains(column) && !COUNTERS.contains(column));
      case TEAMS -> !DECIDED_WHEN_MADE.contains(column) && !column.equals("subscription_tier");
      case API_KEYS -> OF_API_KEY.contains(column);
      case NOTIFICATIONS -> column.equals("read");
      case AI_USAGE_LOGS,
          DEPLOYMENT_LOGS,
          WEBHOOK_LOGS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY ->
          false;
      default -> !DECIDED_WHEN_MADE.contains(column);
    };
  }

  /** Whether somebody may delete rows of the table at all. */
  static boolean deletable(Relation relation) {
    return switch (relation) {
      case PROFILES,
          AI_USAGE_LOGS,
          DEPLOYMENT_LOGS,
          WEBHOOK_LOGS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY ->
          false;
      default -> true;
    };
  }
}
