package ai.flashfusion.schema.rollup;

import ai.flashfusion.schema.fixture.Sql;
import java.util.List;

/** How tests look at the sums. */
final class Rollup {

  /** In one statement, and so in one snapshot. Groups without rows must be without anything. */
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

  /** Where the sums are not those of the rows. */
  static List<String> differences(Sql sql) {
    return sql.lines(DIFFERENCES);
  }

  /** Returns how many changes it folded. */
  static int fold(Sql sql) {
    return Integer.parseInt(sql.text("select flashfusion_rollup.fold_usage()"));
  }

  /** Returns how many groups there are. */
  static int rebuild(Sql sql) {
    return Integer.parseInt(sql.text("select flashfusion_rollup.rebuild_usage()"));
  }

  /** How many changes are not yet folded. */
  static int unfolded(Sql sql) {
    return Integer.parseInt(sql.text("select count(*) from flashfusion_rollup.usage_deltas"));
  }
}
