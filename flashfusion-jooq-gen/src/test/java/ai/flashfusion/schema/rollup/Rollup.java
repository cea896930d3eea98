package ai.flashfusion.schema.rollup;

import ai.flashfusion.schema.fixture.Sql;
import java.util.List;

/** Operations with which tests read the sums. */
final class Rollup {

  /**
   * Selects differences in one statement, and so in one snapshot. Groups without rows must have no
   * sums. Groups without rows must be without anything.
   */
  private static final String DIFFERENCES =
      """
      with scanned as (
        select date_trunc('hour', created_at, 'UTC') as hour, provider, model, count(*) as requests,
          coalesce(sum(prompt_tokens), 0) as prompt_tokens, coalesce(sum(completion_tokens), 0) as completion_tokens,
          coalesce(sum(total_tokens), 0) as total_tokens, coalesce(sum(nullif(cost_usd, 'NaN')), 0) as cost_usd,
          count(*) filter (where status in ('error', 'timeout')) as errors
        from public.ai_usage_logs where created_at is not null group by 1, 2, 3
      ), summed as (
        select hour, provider, model, sum(requests) as requests, sum(prompt_tokens) as prompt_tokens,
          sum(completion_tokens) as completion_tokens, sum(total_tokens) as total_tokens, sum(cost_usd) as cost_usd,
          sum(errors) as errors
        from (
          table flashfusion_rollup.usage_hours
          union all
          select hour, provider, model, requests, prompt_tokens, completion_tokens, total_tokens, cost_usd, errors
          from flashfusion_rollup.usage_deltas) r
        group by 1, 2, 3
      )
      (select 'only scanned', * from (table scanned except table summed) s)
      union all
      (select 'only summed', * from (table summed except table scanned) s
       where (requests, prompt_tokens, completion_tokens, total_tokens, cost_usd, errors) <> (0, 0, 0, 0, 0, 0))
      """;

  private Rollup() {}

  /** Returns where the sums are not those of the rows. */
  static List<String> differences(Sql sql) {
    return sql.lines(DIFFERENCES);
  }

  /** Folds the changes, and returns how many there were. */
  static int fold(Sql sql) {
    return Integer.parseInt(sql.text("select flashfusion_rollup.fold_usage()"));
  }

  /** Rebuilds the sums, and returns the number of groups. */
  static int rebuild(Sql sql) {
    return Integer.parseInt(sql.text("select flashfusion_rollup.rebuild_usage()"));
  }

  /** Returns how many changes are not yet folded. */
  static int unfolded(Sql sql) {
    return Integer.parseInt(sql.text("select count(*) from flashfusion_rollup.usage_deltas"));
  }
}
