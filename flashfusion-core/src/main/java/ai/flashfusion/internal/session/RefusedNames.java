package ai.flashfusion.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of functions, views and schemas that a statement may not mention. Of Postgres's own names,
 * which begin with {@code pg_}, only those that are listed may be mentioned; of other names, those
 * that are listed are refused.
 */
final class RefusedNames {

  /** Names of Postgres's own that reveal and change nothing beyond the caller. */
  private static final Set<String> ALLOWED =
      words(
          """
          pg_catalog pg_lsn pg_snapshot
          pg_advisory_xact_lock pg_advisory_xact_lock_shared
          pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared
          pg_backend_pid pg_basetype pg_client_encoding pg_collation_for pg_column_compression
          pg_column_size pg_current_snapshot pg_current_xact_id pg_current_xact_id_if_assigned
          pg_has_role pg_input_error_info pg_input_is_valid pg_is_in_recovery pg_size_bytes
          pg_size_pretty pg_sleep pg_sleep_for pg_sleep_until pg_snapshot_xip pg_snapshot_xmax
          pg_snapshot_xmin pg_timezone_abbrevs pg_timezone_names pg_typeof pg_visible_in_snapshot
          pg_xact_status
          """);

  /**
   * Names for service sessions only, as they reveal how many rows everybody has, and the text of
   * functions, views and triggers, in which keys may be found.
   */
  private static final Set<String> CATALOGUE =
      words(
          """
          information_schema
          pg_attrdef pg_attribute pg_auth_members pg_cast pg_class pg_collation pg_constraint
          pg_depend pg_description pg_enum pg_extension pg_index pg_indexes pg_inherits pg_language
          pg_matviews pg_namespace pg_operator pg_policies pg_policy pg_proc pg_range pg_rewrite
          pg_rules pg_sequence pg_tables pg_trigger pg_type pg_views
          pg_database_size pg_describe_object pg_function_is_visible pg_get_constraintdef pg_get_expr
          pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result
          pg_get_functiondef pg_get_indexdef pg_get_ruledef pg_get_serial_sequence
          pg_get_triggerdef pg_get_userbyid pg_get_viewdef pg_indexes_size pg_partition_ancestors
          pg_partition_tree pg_relation_size pg_table_is_visible pg_table_size
          pg_total_relation_size pg_type_is_visible
          """);

  /**
   * The refused names by the reason for refusing them. A star stands for any ending; a dot or a
   * parenthesis must follow the name.
   */
  private static final Map<String, String> REFUSED =
      Map.of(
          "it could change the identity or a setting",
          "set_config binary_upgrade_*",
          "it runs text that is not checked",
          """
          query_to_xml* cursor_to_xml* table_to_xml* schema_to_xml* database_to_xml*
          ts_stat ts_rewrite
          dblink* crosstab* connectby xpath_table
          index_advisor standardize_address pgr_* _pgr_* pgroonga_command plv8_* oracle_execute
          dbms_sql.
          bag_eq bag_has bag_hasnt bag_ne is_empty( isnt_empty( lives_ok performs_ok
          performs_within results_eq results_ne row_eq set_eq set_has set_hasnt set_ne throws_ilike
          throws_imatching throws_like throws_matching throws_ok
          """,
          "it shows or disturbs the statements, rows or numbers of others",
          """
          currval lastval currtid currtid2 st_estimatedextent st_estimated_extent
          get_raw_page bt_metap bt_page_items bt_page_stats bt_multi_page_stats
          hash_bitmap_info bt_index_* verify_heapam heap_force_* pgrowlocks pgstat*
          brin_summarize_* brin_desummarize_range gin_clean_pending_list autoprewarm_*
          vault. pgsodium. graphql. graphql_public.
          """,
          "it outlives the transaction, for the next identity to find",
          """
          setseed setval set_limit hypopg*
          lo_close lo_creat lo_create lo_export lo_from_bytea lo_get lo_import lo_lseek* lo_manage
          lo_open lo_put lo_tell* lo_truncate* lo_unlink loread lowrite
          """,
          "it acts outside of the transaction",
          """
          postgres_fdw_* http( http_request http_get http_post http_put http_patch http_delete
          http_head http_collect_response http_request_queue _http_response http_set_curlopt
          http_reset_curlopt cron. utl_file. xslt_process
          plpgsql_inline_handler
          """);

  private static final Map<String, String> EXACT = new HashMap<>();
  private static final List<String> PREFIXES = new ArrayList<>();

  static {
    REFUSED.forEach(
        (reason, names) -> {
          for (String name : words(names)) {
            EXACT.put(name, reason);
            if (name.endsWith("*")) {
              PREFIXES.add(name.substring(0, name.length() - 1));
            }
          }
        });
  }

  private RefusedNames() {}

  /**
   * Returns the reason why a name is refused, or null if it may be mentioned.
   *
   * @param name the name as Postgres reads it, or with the dot or parenthesis that follows it
   * @param service whether the session is the service's
   */
  static @Nullable String reason(String name, boolean service) {
    if (name.startsWith("pg_") || name.equals("information_schema")) {
      if (CATALOGUE.contains(name)) {
        return service ? null : "outside service sessions it would reveal others' rows, or keys";
      }
      return ALLOWED.contains(name) || !isName(name)
          ? null
          : "it is not among Postgres's own names that a session may use";
    }
    String reason = EXACT.get(name);
    if (reason == null) {
      for (String prefix : PREFIXES) {
        if (name.startsWith(prefix)) {
          return EXACT.get(prefix + "*");
        }
      }
    }
    return reason;
  }

  private static boolean isName(String name) {
    char last = name.charAt(name.length() - 1);
    return last != '.' && last != '(';
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
