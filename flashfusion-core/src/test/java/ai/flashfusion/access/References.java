package ai.flashfusion.access;

import org.jspecify.annotations.Nullable;

/** The tables to which columns refer. */
final class References {

  private References() {}

  /**
   * Returns the table, or null for a column that refers to none, and for the one that refers to an
   * auth user.
   */
  static @Nullable Relation target(Relation relation, String column) {
    return switch (column) {
      case "user_id" -> relation == Relation.PROFILES ? null : Relation.PROFILES;
      case "owner_id", "invited_by", "created_by", "updated_by" -> Relation.PROFILES;
      case "project_id" -> Relation.PROJECTS;
      case "team_id" -> Relation.TEAMS;
      case "deployment_id" -> Relation.DEPLOYMENTS;
      case "webhook_id" -> Relation.WEBHOOKS;
      default -> null;
    };
  }

  /** Whether access depends on the column, so that it matters which value is written. */
  static boolean decides(Relation relation, String column) {
    if (column.equals("id")
        || column.equals("invited_by")
        || column.equals("created_by")
        || column.equals("updated_by")) {
      return true;
    }
    return switch (relation) {
      case TEAM_MEMBERS, PROJECT_COLLABORATORS ->
          column.equals("role")
              || column.equals("user_id")
              || column.equals("team_id")
              || column.equals("project_id");
      case PROJECTS ->
          column.equals("visibility") || column.equals("status") || column.equals("team_id");
      default -> column.equals("project_id") || column.equals("user_id");
    };
  }
}
