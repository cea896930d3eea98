package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Person;
import java.util.List;

/**
 * A query for the caller's newest rows of a table: under policies, and with the filter written out
 * for a login that is exempt from them.
 *
 * @param table the name of the table
 * @param underPolicies the query in which policies select the rows
 * @param byHand the query that returns the same rows without them
 */
public record MyRows(String table, String underPolicies, String byHand) {

  private static final String NEWEST = " order by created_at desc, id desc limit 21";

  /** Returns a query for each table. */
  public static List<MyRows> of(Person person) {
    String mine = "user_id = '" + person.profile() + "'";
    String project = "project_id = '" + person.projects().get(0) + "'";
    String teams = "any (array(select team_id from team_members where %s))".formatted(mine);
    String projects =
        """
        project_id = any (array(
          select id from projects where %1$s
          union select project_id from project_collaborators where %1$s
          union select id from projects where visibility <> 'private' and team_id = %2$s))
        """
            .formatted(mine, teams);
    return List.of(
        same("profiles", "user_id = '" + person.auth() + "'"),
        same("projects", mine + NEWEST),
        filtered("teams", "id = " + teams),
        filtered("team_members", "team_id = " + teams),
        filtered("project_collaborators", "(" + mine + " or " + projects + ")"),
        same("project_files", project + NEWEST),
        filtered("ai_usage_logs", mine),
        filtered("ai_conversations", mine),
        filtered("deployments", projects),
        newest(
            "deployment_logs",
            "deployment_id = any (array(select id from deployments where " + projects + "))",
            NEWEST.replace("created_at", "\"timestamp\"")),
        filtered("webhooks", mine),
        filtered(
            "webhook_logs", "webhook_id = any (array(select id from webhooks where " + mine + "))"),
        filtered("billing_transactions", mine),
        filtered("subscription_history", mine),
        filtered("api_keys", mine),
        filtered("notifications", mine));
  }

  /**
   * Returns a query with the caller's filter also under policies, as others' rows may be visible to
   * them.
   */
  private static MyRows same(String table, String rest) {
    String sql = "select * from " + table + " where " + rest;
    return new MyRows(table, sql, sql);
  }

  private static MyRows filtered(String table, String filter) {
    return newest(table, filter, NEWEST);
  }

  private static MyRows newest(String table, String filter, String order) {
    String all = "select * from " + table;
    return new MyRows(table, all + order, all + " where " + filter + order);
  }
}
