package ai.flashfusion.access;

import java.util.Map;

/** The words of the matrix, for sentences about a failing cell. */
final class Page {

  private Page() {}

  static String rule(Relation relation, MatrixOperation operation) {
    Map<MatrixOperation, String> cells =
        switch (relation) {
          case PROFILES ->
              cells("self", "self, with one's confirmed e-mail", "self, nine columns only", "none");
          case PROJECTS ->
              cells(
                  "reader and up",
                  "user_id = self; team_id null or a team one is member or higher of",
                  "admin and up; user_id and counters never",
                  "owner");
          case PROJECT_COLLABORATORS ->
              cells(
                  "viewer and up, and one's own row",
                  "admin and up; role owner only by owner",
                  "as insert; the invitee only accepted_at; nobody raises their own role",
                  "admin and up; one's own row");
          case PROJECT_FILES ->
              cells("reader and up", "editor and up", "editor and up", "editor and up");
          case AI_USAGE_LOGS ->
              cells("own rows", "own rows; project_id null or viewer and up", "none", "none");
          case AI_CONVERSATIONS ->
              cells(
                  "own rows", "own rows; project_id null or viewer and up", "own rows", "own rows");
          case DEPLOYMENTS ->
              cells(
                  "viewer and up",
                  "editor and up, user_id = self",
                  "editor and up",
                  "admin and up");
          case DEPLOYMENT_LOGS -> cells("as the deployment", "editor and up", "none", "none");
          case WEBHOOKS ->
              cells(
                  "own rows", "own rows; project_id null or admin and up", "own rows", "own rows");
          case WEBHOOK_LOGS -> cells("of own webhooks", "none", "none", "none");
          case BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY ->
              cells("own rows", "none", "none", "none");
          case TEAMS ->
              cells(
                  "members, guests and owner",
                  "owner_id = self; never id, subscription_tier",
                  "team owner/admin; id, owner_id, subscription_tier never",
                  "team owner");
          case TEAM_MEMBERS ->
              cells(
                  "members of the same team",
                  "team owner/admin; role owner only by team owner",
                  "as insert; the invitee only accepted_at; nobody raises their own role",
                  "team owner/admin; one's own row");
          case API_KEYS -> cells("own rows", "own rows", "own rows, six columns only", "own rows");
          case NOTIFICATIONS -> cells("own rows", "none", "own rows, only read", "own rows");
        };
    return cells.getOrDefault(operation, "none");
  }

  private static Map<MatrixOperation, String> cells(
      String select, String insert, String update, String delete) {
    return Map.of(
        MatrixOperation.SELECT,
        select,
        MatrixOperation.INSERT,
        insert,
        MatrixOperation.UPDATE,
        update,
        MatrixOperation.DELETE,
        delete);
  }
}
