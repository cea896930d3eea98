package ai.flashfusion.internal.session;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words that may stand before a parenthesis in a statement that stores nothing. Any other may
 * be a function of the database's owner, which may write.
 */
final class ReadingCalls {

  private static final Set<String> WORDS =
      Set.copyOf(
          List.of(
              """
              all and any array as between by case cast conflict distinct else except exists
              filter from full group grouping having in inner intersect is join lateral left
              like limit materialized not nullif offset on or order over partition range
              returning right row rows select similar sets some substring then timestamp
              timestamptz union using values when where with within cube rollup interval
              numeric decimal varchar char character varying time bit float abs acos age
              array_agg array_append array_cat array_length array_position array_positions
              array_prepend array_remove array_replace array_to_string ascii avg bit_and
              bit_or bool_and bool_or btrim cardinality ceil ceiling char_length
              clock_timestamp coalesce concat concat_ws convert_from convert_to corr count
              cume_dist date_bin date_part date_trunc decode dense_rank digest div encode
              every exp extract first_value floor format gen_random_uuid generate_series
              generate_subscripts greatest initcap isfinite json_agg json_array_elements
              json_array_length json_build_array json_build_object json_object_agg jsonb_agg
              jsonb_array_elements jsonb_array_elements_text jsonb_array_length
              jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_exists
              jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text
              jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_query
              jsonb_populate_record jsonb_set jsonb_strip_nulls jsonb_typeof json_typeof
              json_build json_each lag last_value lead least length ln localtime
              localtimestamp log lower lpad ltrim make_date make_interval make_timestamptz
              max md5 min mod mode now nth_value ntile num_nonnulls num_nulls octet_length
              overlay percent_rank percentile_cont percentile_disc pg_typeof
              pg_current_snapshot pg_snapshot_xmin pg_snapshot_xmax pg_advisory_xact_lock
              hashtextextended chr regr_slope jsonb_path_query_array position power
              quote_ident quote_literal random rank regexp_match regexp_matches
              regexp_replace regexp_split_to_array regexp_split_to_table repeat replace
              reverse round row_number row_to_json rpad rtrim scale sign split_part sqrt
              starts_with statement_timestamp stddev stddev_pop stddev_samp strpos
              string_agg string_to_array string_to_table substr sum to_char to_date to_json
              to_jsonb to_number to_timestamp to_tsquery to_tsvector plainto_tsquery
              websearch_to_tsquery ts_rank transaction_timestamp translate trim trunc unnest
              upper var_pop var_samp variance width_bucket
              """
                  .split("\\s+")));

  private ReadingCalls() {}

  /**
   * Returns whether a name before a parenthesis stands for something that stores nothing.
   *
   * @param schema the schema that the name is qualified with, or null
   */
  static boolean contains(@Nullable String schema, String name) {
    return (schema == null || schema.equals("pg_catalog")) && WORDS.contains(name);
  }
}
