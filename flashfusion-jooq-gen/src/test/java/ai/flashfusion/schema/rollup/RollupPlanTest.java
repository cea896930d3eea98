package ai.flashfusion.schema.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a query about everybody reads the sums, however many rows there are. */
class RollupPlanTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

  static {
    try (Sql sql = DATABASE.sql()) {
      Person.signUp(sql, "alice");
      // Lets vacuum mark the pages as visible to all.
      sql.run("set synchronous_commit = on");
      // Forty days with two hundred rows and two models an hour.
      sql.run(
          """
          insert into public.ai_usage_logs (user_id, provider, model, cost_usd, created_at)
          select id, 'openai', 'model ' || i % 2, 0.000125, timestamptz '2026-01-01Z' + i * interval '18 seconds'
          from public.profiles, generate_series(0, 191999) i
          """);
      Rollup.fold(sql);
      sql.run(
          "insert into public.ai_usage_logs (user_id, provider, model) select user_id, 'google', 'new' from public.ai_usage_logs limit 1");
      sql.run("vacuum analyze");
    }
  }

  @ParameterizedTest
  @CsvSource({"2026-01-05 00:00, 2026-02-05 00:00", "2026-01-05 00:20, 2026-02-05 10:55"})
  void aMonthOfEverybodyTouchesTheSumsAndTheRowsOfTheHoursAtItsEnds(String since, String until) {
    for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
      try (Sql service = DATABASE.asService()) {
        service.run("set local plan_cache_mode = " + mode);
        service.run(
            """
            prepare asked (timestamptz, timestamptz) as
              select provider, sum(requests), sum(cost_usd) from flashfusion_rollup.usage($1, $2) group by provider
            """);
        String execute = "execute asked ('" + since + "Z', '" + until + "Z')";
        service.lines(execute);
        List<String> plan =
            service.lines("explain (analyze, buffers, costs off, timing off) " + execute);

        // The rows alone would be some thousand pages.
        assertThat(buffers(plan)).as(mode).isLessThan(100);
      }
    }
  }

  private static int buffers(List<String> plan) {
    Matcher matcher = BUFFERS.matcher(String.join("\n", plan));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
