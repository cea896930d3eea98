package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One person's month is read from its stretch of an index, whatever others used. */
class UsageIndexTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final Person READER;

  static {
    try (Sql sql = DATABASE.sql()) {
      READER = Person.signUp(sql, "reader");
      for (int i = 0; i < 19; i++) {
        Person.signUp(sql, "other" + i);
      }
      // Otherwise vacuum cannot yet mark the pages as visible to all.
      sql.run("set synchronous_commit = on");
      // One row for each person and hour of fifty days.
      sql.run(
          """
          insert into public.ai_usage_logs (user_id, provider, model, cost_usd, latency_ms, created_at)
          select p.id, 'openai', 'gpt-4o', 0.000125, 100, timestamptz '2026-01-01 00:00Z' + hour * interval '1 hour'
          from public.profiles p, generate_series(0, 1199) hour
          """);
      sql.run("vacuum analyze public.ai_usage_logs");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model",
        "provider",
        "status",
        "date_trunc('hour', created_at, 'Europe/Berlin')",
        "(created_at at time zone 'Europe/Berlin')::date"
      })
  void aMonthOfOnePersonTouchesOnlyTheirStretchOfTheIndex(String key) {
    try (Sql sql = DATABASE.asUser(READER.authUserId())) {
      List<String> plan =
          sql.lines(
              """
              explain (analyze, costs off, timing off, summary off)
              select %s, count(*), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), sum(cost_usd),
                     count(*) filter (where status in ('error', 'timeout')),
                     percentile_cont(array[0.5, 0.95, 0.99]) within group (order by latency_ms)
              from public.ai_usage_logs
              where created_at >= timestamptz '2026-01-10 00:00Z' and created_at < timestamptz '2026-01-20 00:00Z'
                and user_id = (select id from public.profiles where user_id = ?)
              group by 1
              """
                  .formatted(key),
              READER.authUserId());
      assertThat(plan)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("Index Only Scan using idx_ai_usage_user_created")
                      .containsPattern("rows=240(\\.00)? "))
          .anySatisfy(line -> assertThat(line).contains("Heap Fetches: 0"))
          .noneSatisfy(line -> assertThat(line).contains("Rows Removed by"));
    }
  }
}
