package ai.flashfusion.schema.migration;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Difference;
import ai.flashfusion.schema.catalog.Fact;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The known objects that the database in use has beside its tables, and the check for unknown ones.
 */
final class Adoption {

  /** A policy or trigger that later versions replace. */
  private record Replaced(String kind, String table, String name) {}

  private static final List<Replaced> REPLACED =
      List.of(
          new Replaced("policy", "public.profiles", "\"Service role has full access\""),
          new Replaced("policy", "public.profiles", "\"Users can update own profile\""),
          new Replaced("policy", "public.profiles", "\"Users can view own profile\""),
          new Replaced("policy", "public.projects", "\"Users can create projects\""),
          new Replaced("policy", "public.projects", "\"Users can delete own projects\""),
          new Replaced("policy", "public.projects", "\"Users can update own projects\""),
          new Replaced("policy", "public.projects", "\"Users can view own projects\""),
          new Replaced("trigger", "public.profiles", "update_profiles_updated_at"),
          new Replaced(
              "trigger", "public.project_collaborators", "update_project_collaborators_updated_at"),
          new Replaced("trigger", "public.projects", "update_projects_updated_at"),
          new Replaced("trigger", "public.teams", "update_teams_updated_at"));

  /**
   * A trigger on a table that is not ours. Later versions replace it, as only the owner of the
   * table may drop it.
   */
  private static final Replaced SIGN_UP =
      new Replaced("trigger", "auth.users", "on_auth_user_created");

  private static final List<String> FUNCTIONS =
      List.of("public.handle_new_user()", "public.update_updated_at_column()");

  /**
   * The kinds of facts on which the later versions are built. They set row level security and
   * grants themselves. They set row level security and grants themselves.
   */
  private static final Set<String> COMPARED =
      Set.of(
          "table",
          "forced row level security",
          "replica identity",
          "option",
          "parent",
          "column",
          "column storage",
          "constraint",
          "index",
          "statistics",
          "rule",
          "policy",
          "trigger");

  private Adoption() {}

  /** Returns how the tables differ from those of the database in use. */
  static List<Difference> drift(Catalog found) {
    return found.differencesFrom(Catalog.tablesOnly()).stream()
        .filter(difference -> COMPARED.contains(difference.fact().kind()))
        .filter(difference -> !difference.fact().object().startsWith("flashfusion"))
        .filter(difference -> !replaced(difference.fact()))
        .toList();
  }

  private static boolean replaced(Fact fact) {
    Replaced known = new Replaced(fact.kind(), fact.object(), fact.name());
    return known.equals(SIGN_UP) || REPLACED.contains(known);
  }

  /** Removes policies and triggers, before the later versions are applied. */
  static void removeReplaced(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          REPLACED.stream()
              .map(old -> "drop " + old.kind() + " if exists " + old.name() + " on " + old.table())
              .collect(Collectors.joining("; ")));
    }
  }

  /**
   * Removes functions, after the later versions were applied, unless something else uses them,
   * which is not ours to break.
   */
  static void removeFunctions(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String function : FUNCTIONS) {
        boolean unused;
        try (ResultSet row =
            statement.executeQuery(
                """
                select to_regprocedure('%1$s') is not null and not exists (
                  select from pg_depend
                  where refclassid = 'pg_proc'::regclass and refobjid = to_regprocedure('%1$s'))
                """
                    .formatted(function))) {
          row.next();
          unused = row.getBoolean(1);
        }
        if (unused) {
          statement.execute("drop function " + function);
        }
      }
    }
  }
}
