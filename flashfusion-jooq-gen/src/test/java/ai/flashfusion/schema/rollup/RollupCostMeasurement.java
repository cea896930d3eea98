package ai.flashfusion.schema.rollup;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postgresql.PGConnection;

/**
 * Measures the cost and the gain of the rollup: the same work with it and without, taking turns.
 * Prints medians; run with {@code -Dflashfusion.measure=true}. The numbers in the manual come from
 * it.
 */
@EnabledIfSystemProperty(named = "flashfusion.measure", matches = "true")
class RollupCostMeasurement {

  private static final String INSERT =
      "insert into public.ai_usage_logs (user_id, provider, model, prompt_tokens, completion_tokens, total_tokens,"
          + " cost_usd, latency_ms) values (?, 'openai', 'gpt-4', 100, 50, 150, 0.0123, 250)";

  private final SchemaDatabase with = SchemaDatabase.migrated();
  private final SchemaDatabase without = SchemaDatabase.migrated();

  private interface Work {
    void run(Sql sql, Person person) throws Exception;
  }

  @Test
  void compare() throws Exception {
    try (Sql on = with.sql();
        Sql off = without.sql()) {
      Person alice = Person.signUp(on, "alice");
      Person other = Person.signUp(off, "alice");
      off.run(
          "drop trigger roll_up_insert on public.ai_usage_logs;"
              + " drop trigger roll_up_update on public.ai_usage_logs;"
              + " drop trigger roll_up_delete on public.ai_usage_logs");
      compare(
          "insert one row",
          2_000,
          on,
          alice,
          off,
          other,
          (sql, p) -> sql.update(INSERT, p.profileId()));
      compare("copy 10,000 rows", 15, on, alice, off, other, RollupCostMeasurement::copy);
      compare(
          "update one row",
          500,
          on,
          alice,
          off,
          other,
          (sql, p) ->
              sql.run(
                  "update public.ai_usage_logs set metadata = '{}' where id = (select id from public.ai_usage_logs limit 1)"));
    }
    ask();
  }

  private static void copy(Sql sql, Person person) throws Exception {
    String row = person.profileId() + "\topenai\tgpt-4\t100\t50\t150\t0.0123\t250\n";
    sql.connection()
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "copy public.ai_usage_logs (user_id, provider, model, prompt_tokens, completion_tokens, total_tokens,"
                + " cost_usd, latency_ms) from stdin",
            new StringReader(row.repeat(10_000)));
  }

  /** Queries a month of everybody among a million rows of a year, as the service. */
  private void ask() throws Exception {
    SchemaDatabase database = SchemaDatabase.migrated();
    try (Sql owner = database.sql()) {
      Person alice = Person.signUp(owner, "alice");
      owner.run(
          """
          insert into public.ai_usage_logs (user_id, provider, model, prompt_tokens, cost_usd, created_at)
          select id, 'openai', 'model ' || i % 8, 100, 0.000125, timestamptz '2026-01-01Z' + i * interval '31 seconds'
          from public.profiles, generate_series(0, 999999) i
          """);
      time("fold", 1, () -> Rollup.fold(owner));
      time("rebuild of 1,000,000 rows", 3, () -> Rollup.rebuild(owner));
      owner.run("vacuum analyze");
      ask(owner, "a month", "2026-05-10 10:20Z", "2026-06-10 10:20Z");
      ask(owner, "a year", "2026-01-01Z", "2027-01-01 10:20Z");
      for (int i = 0; i < 100_000; i++) {
        owner.update(INSERT, alice.profileId());
      }
      ask(owner, "a month with 100,000 unfolded", "2026-05-10 10:20Z", "2026-06-10 10:20Z");
      time("fold of 100,000", 1, () -> Rollup.fold(owner));
    }
  }

  private static void ask(Sql owner, String what, String since, String until) throws Exception {
    time(
        what + ", rollup",
        30,
        () ->
            owner.lines(
                "select model, sum(requests), sum(cost_usd)"
                    + " from flashfusion_rollup.usage(?::timestamptz, ?::timestamptz) group by 1",
                since,
                until));
    time(
        what + ", scan",
        10,
        () ->
            owner.lines(
                "select model, count(*), sum(cost_usd) from public.ai_usage_logs"
                    + " where created_at >= ?::timestamptz and created_at < ?::timestamptz group by 1",
                since,
                until));
  }

  private interface Step {
    void run() throws Exception;
  }

  private static void time(String name, int runs, Step step) throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      step.run();
      times.add((System.nanoTime() - start) / 1e6);
    }
    System.out.printf(Locale.ROOT, "%s: %.2f ms%n", name, median(times));
  }

  private static void compare(
      String name, int runs, Sql on, Person alice, Sql off, Person other, Work work)
      throws Exception {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (int i = -runs / 5; i < runs; i++) {
      double rolled = elapsed(on, alice, work);
      double plain = elapsed(off, other, work);
      if (i >= 0) {
        a.add(rolled);
        b.add(plain);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: without %.3f ms, with %.3f ms, %.2f times%n",
        name,
        median(b),
        median(a),
        median(a) / median(b));
  }

  private static double elapsed(Sql sql, Person person, Work work) throws Exception {
    long start = System.nanoTime();
    work.run(sql, person);
    return (System.nanoTime() - start) / 1e6;
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
