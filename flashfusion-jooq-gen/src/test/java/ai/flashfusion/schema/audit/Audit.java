package ai.flashfusion.schema.audit;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Operations with which tests switch the history on and read it. */
final class Audit {

  /** A column of each table that may be set to any text. */
  static final Map<String, String> TEXT_COLUMNS =
      Map.ofEntries(
          Map.entry("profiles", "bio"),
          Map.entry("teams", "name"),
          Map.entry("team_members", "role"),
          Map.entry("projects", "name"),
          Map.entry("project_collaborators", "role"),
          Map.entry("project_files", "mime_type"),
          Map.entry("ai_usage_logs", "model"),
          Map.entry("ai_conversations", "title"),
          Map.entry("deployments", "branch"),
          Map.entry("deployment_logs", "message"),
          Map.entry("webhooks", "name"),
          Map.entry("webhook_logs", "event_type"),
          Map.entry("billing_transactions", "description"),
          Map.entry("subscription_history", "tier"),
          Map.entry("api_keys", "name"),
          Map.entry("notifications", "title"));

  private Audit() {}

  static void enable(Sql owner, String... tables) {
    for (String table : tables) {
      owner.lines("select flashfusion_audit.enable(?::regclass)", "public." + table);
    }
  }

  static void enableAll(Sql owner) {
    enable(owner, Dictionary.tables().toArray(String[]::new));
  }

  /** The operations on a row, oldest first. */
  static List<String> operations(Sql sql, String table, UUID row) {
    return sql.lines(
        "select operation from flashfusion_audit.entries where table_name = ? and row_id = ? order by id",
        table,
        row);
  }

  static String count(Sql sql) {
    return sql.text("select count(*) from flashfusion_audit.entries");
  }
}
