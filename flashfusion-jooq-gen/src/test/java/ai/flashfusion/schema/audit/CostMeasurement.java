package ai.flashfusion.schema.audit;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures the cost of the history: the same statements as the service, with it and without, taking
 * turns. Prints medians; run with {@code -Dflashfusion.measure=true}. The numbers in the manual
 * come from it.
 */
@EnabledIfSystemProperty(named = "flashfusion.measure", matches = "true")
class CostMeasurement {

  private final SchemaDatabase with = SchemaDatabase.migrated();
  private final SchemaDatabase without = SchemaDatabase.migrated();

  @Test
  void compare() {
    try (Sql on = with.sql();
        Sql off = without.sql()) {
      Person alice = Person.signUp(on, "alice");
      Person other = Person.signUp(off, "alice");
      for (Sql sql : List.of(on, off)) {
        sql.run(
            "insert into public.projects (user_id, name, slug) select id, 'P', 'p' from public.profiles");
      }
      Audit.enable(on, "ai_usage_logs", "projects");
      compare("insert one usage row", on, off, alice, other, 1, 500);
      compare("insert 10,000 usage rows", on, off, alice, other, 10_000, 15);
      compare("update a project", on, off, alice, other, 0, 500);
    }
    read();
  }

  private static void compare(
      String name, Sql on, Sql off, Person alice, Person other, int rows, int runs) {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (int i = -runs / 5; i < runs; i++) {
      double audited = run(on, alice, rows, i);
      double plain = run(off, other, rows, i);
      if (i >= 0) {
        a.add(audited);
        b.add(plain);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: off %.3f ms, on %.3f ms, %.2f times%n",
        name,
        median(b),
        median(a),
        median(a) / median(b));
  }

  private static double run(Sql sql, Person person, int rows, int i) {
    long start = System.nanoTime();
    if (rows == 0) {
      sql.update("update public.projects set description = ? where slug = 'p'", "d" + i);
    } else {
      sql.update(
          "insert into public.ai_usage_logs (user_id, provider, model, prompt_tokens, completion_tokens, total_tokens,"
              + " cost_usd, latency_ms) select ?, 'openai', 'gpt-4', 100, 50, 150, 0.0123, 250 from generate_series(1, ?)",
          person.profileId(),
          rows);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private void read() {
    try (Sql owner = with.sql()) {
      UUID project = owner.id("select id from public.projects");
      UUID usage = owner.id("select id from public.ai_usage_logs limit 1");
      UUID alice = owner.id("select user_id from public.profiles where email like 'alice%'");
      owner.run("analyze flashfusion_audit.entries; analyze public.projects");
      try (Sql user = with.asUser(new Person(alice, alice));
          Sql service = with.asService()) {
        for (Map.Entry<String, UUID> row :
            List.of(Map.entry("projects", project), Map.entry("ai_usage_logs", usage))) {
          for (Sql reader : List.of(user, service)) {
            List<Double> times = new ArrayList<>();
            int found = 0;
            for (int i = -20; i < 100; i++) {
              long start = System.nanoTime();
              found =
                  reader
                      .lines(
                          "select * from flashfusion_audit.entries where table_name = ? and row_id = ? order by id",
                          row.getKey(),
                          row.getValue())
                      .size();
              if (i >= 0) {
                times.add((System.nanoTime() - start) / 1e6);
              }
            }
            System.out.printf(
                Locale.ROOT,
                "read %d entries of %s as %s: %.3f ms%n",
                found,
                row.getKey(),
                reader.text("select current_user"),
                median(times));
          }
        }
        System.out.println(
            String.join(
                "\n",
                user
                    .lines(
                        "explain (analyze, summary) select * from flashfusion_audit.entries where table_name = 'projects' and row_id = ?",
                        project)
                    .stream()
                    .filter(line -> line.contains("Time"))
                    .toList()));
      }
    }
  }

  private static double median(List<Double> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }
}
