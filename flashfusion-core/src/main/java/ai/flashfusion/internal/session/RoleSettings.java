package ai.flashfusion.internal.session;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings that the database gives to the roles of sessions with {@code alter role … set}.
 * Postgres applies those of a login only, not those of a role that is switched to, so they are sent
 * with the identity, as PostgREST does.
 *
 * @param roles the settings of each role by their names
 */
public record RoleSettings(Map<String, Map<String, String>> roles) {

  /** The settings of one role that has none. */
  static final RoleSettings NONE = new RoleSettings(Map.of());

  static final String STATEMENT_TIMEOUT = "statement_timeout";

  /**
   * The settings that are applied: time limits, and choices of the planner. Others could change how
   * text is parsed, how values are written, who the caller is or whether policies apply. A {@code
   * search_path} is not among them: on Postgres 18 the driver forgets its prepared statements, and
   * all names that the library sends are qualified.
   */
  private static final Set<String> APPLIED =
      Set.of(
          STATEMENT_TIMEOUT,
          "lock_timeout",
          "idle_in_transaction_session_timeout",
          "transaction_timeout",
          "work_mem",
          "hash_mem_multiplier",
          "temp_buffers",
          "effective_cache_size",
          "random_page_cost",
          "seq_page_cost",
          "cpu_tuple_cost",
          "cpu_index_tuple_cost",
          "cpu_operator_cost",
          "parallel_setup_cost",
          "parallel_tuple_cost",
          "min_parallel_table_scan_size",
          "min_parallel_index_scan_size",
          "max_parallel_workers_per_gather",
          "parallel_leader_participation",
          "from_collapse_limit",
          "join_collapse_limit",
          "cursor_tuple_fraction",
          "constraint_exclusion",
          "plan_cache_mode",
          "recursive_worktable_factor",
          "effective_io_concurrency",
          "geqo",
          "geqo_threshold",
          "jit",
          "jit_above_cost",
          "jit_inline_above_cost",
          "jit_optimize_above_cost");

  /** Switches of the planner; the prefix does not lead to anything else. */
  private static final String PLANNER_SWITCH = "enable_";

  /** A query for the settings as an array, each with its role before it. */
  static final String COLUMN =
      """
      array(select g.rolname || ' ' || s.setting
            from pg_catalog.pg_db_role_setting d join pg_catalog.pg_roles g on g.oid = d.setrole
            cross join unnest(d.setconfig) s (setting)
            where g.rolname in ('anon', 'authenticated', 'service_role')
              and d.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
            order by d.setdatabase)""";

  private static final Pattern ENTRY = Pattern.compile("(?s)(\\S+) ([^=]+)=(.*)");
  private static final Pattern TIME = Pattern.compile("([0-9.]+)\\s*(us|ms|s|min|h|d|)");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "us", new BigDecimal("0.001"),
          "", BigDecimal.ONE,
          "ms", BigDecimal.ONE,
          "s", BigDecimal.valueOf(1_000),
          "min", BigDecimal.valueOf(60_000),
          "h", BigDecimal.valueOf(3_600_000),
          "d", BigDecimal.valueOf(86_400_000));

  /** Reads the settings in one round trip. */
  static RoleSettings read(PooledConnection pooled) throws SQLException {
    try (Statement statement = pooled.connection().createStatement();
        ResultSet row = statement.executeQuery("select " + COLUMN)) {
      row.next();
      return of((String[]) row.getArray(1).getArray());
    }
  }

  /** Returns the settings in what {@link #COLUMN} returns; a database's come last and count. */
  static RoleSettings of(String[] entries) {
    Map<String, Map<String, String>> roles = new HashMap<>();
    for (String entry : entries) {
      Matcher parts = ENTRY.matcher(entry);
      if (parts.matches()) {
        roles
            .computeIfAbsent(parts.group(1), any -> new TreeMap<>())
            .put(parts.group(2), parts.group(3));
      }
    }
    return new RoleSettings(Map.copyOf(roles));
  }

  /**
   * Returns the time limit for statements of a role in milliseconds, 0 if it sets that there is
   * none, or null if it sets nothing.
   */
  @Nullable Long statementMillis(String role) {
    String value = of(role).get(STATEMENT_TIMEOUT);
    Matcher time = TIME.matcher(value == null ? "" : value.trim());
    return time.matches()
        ? new BigDecimal(time.group(1)).multiply(UNITS.get(time.group(2))).longValue()
        : null;
  }

  /**
   * Returns the settings of a role as calls, each with a comma after it, except the time limit for
   * statements, which poolers accept only as a column of its own.
   */
  String calls(String role) {
    if (roles.isEmpty()) {
      return "";
    }
    return of(role).entrySet().stream()
        .filter(setting -> isApplied(setting.getKey()))
        .filter(setting -> !setting.getKey().equals(STATEMENT_TIMEOUT))
        .map(
            setting ->
                "pg_catalog.set_config('"
                    + setting.getKey()
                    + "', '"
                    + setting.getValue().replace("'", "''")
                    + "', true), ")
        .collect(Collectors.joining());
  }

  /** Returns the roles with settings that have no effect, and these separated by commas. */
  public Map<String, String> ignored() {
    Map<String, String> ignored = new TreeMap<>();
    roles.forEach(
        (role, settings) -> {
          String names =
              settings.keySet().stream()
                  .filter(setting -> !isApplied(setting))
                  .collect(Collectors.joining(", "));
          if (!names.isEmpty()) {
            ignored.put(role, names);
          }
        });
    return ignored;
  }

  private Map<String, String> of(String role) {
    return roles.getOrDefault(role, Map.of());
  }

  private static boolean isApplied(String setting) {
    return APPLIED.contains(setting) || setting.startsWith(PLANNER_SWITCH);
  }
}
