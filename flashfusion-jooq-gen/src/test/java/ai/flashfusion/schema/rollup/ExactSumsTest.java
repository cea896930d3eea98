package ai.flashfusion.schema.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.migration.Migrations;
import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** Checks that the sums are those of the rows, whatever statement changes usage. */
class ExactSumsTest {

  private static final List<String> STATEMENTS =
      List.of(
          "insert into public.ai_usage_logs $columns select $row",
          "insert into public.ai_usage_logs $columns select $row from generate_series(1, 40)",
          "insert into public.ai_usage_logs $columns select $row where false",
          "insert into public.ai_usage_logs (id, user_id, provider, model) select id, user_id, 'openai', 'x'"
              + " from public.ai_usage_logs order by $all limit 5 on conflict do nothing",
          """
          insert into public.ai_usage_logs (id, user_id, provider, model)
          select id, user_id, 'openai', 'x' from (select id, user_id from public.ai_usage_logs order by $all limit 5) old
          union all select gen_random_uuid(), $person, 'google', 'x'
          on conflict (id) do update set model = 'upserted', prompt_tokens = 7, status = 'timeout'
          """,
          """
          merge into public.ai_usage_logs u
          using (select id from public.ai_usage_logs order by $all limit 6) s on u.id = s.id
          when matched and u.provider = 'openai' then delete
          when matched then update set cost_usd = 0.000001
          """,
          """
          merge into public.ai_usage_logs u using (values (1), (2)) s (i) on false
          when not matched then insert (user_id, provider, model) values ($person, 'cohere', 'merged')
          """,
          "update public.ai_usage_logs set prompt_tokens = $int, cost_usd = $cost, status = $status where $some",
          "update public.ai_usage_logs set created_at = $time where $some",
          "update public.ai_usage_logs set provider = 'custom', model = $model where $some",
          "update public.ai_usage_logs set metadata = '{}', error_message = 'none'",
          "delete from public.ai_usage_logs where $some",
          "with gone as (delete from public.ai_usage_logs where $some returning user_id, model)"
              + " insert into public.ai_usage_logs (user_id, provider, model) select user_id, 'google', model from gone",
          "insert into public.projects (user_id, name, slug) select $person, 'P', gen_random_uuid()::text",
          "update public.ai_usage_logs set project_id = (select id from public.projects limit 1) where $some",
          "delete from public.projects",
          "delete from public.profiles where email like 'person%'",
          "truncate public.ai_usage_logs");

  private final SchemaDatabase database = SchemaDatabase.migrated();
  private final Sql owner = database.sql();
  private final Person alice = Person.signUp(owner, "alice");

  /** Allows values that older rows may hold, which the sums accept too. */
  @BeforeEach
  void allowValuesThatAreRefusedNow() {
    owner.run(
        """
        alter table public.ai_usage_logs
          drop constraint ai_usage_logs_cost_usd_readable, drop constraint ai_usage_logs_created_at_readable
        """);
  }

  @AfterEach
  void close() {
    owner.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sumsEqualRowsAfterAnyStatement(long seed) {
    Random random = new Random(seed);
    owner.lines("select setseed(?)", seed / 10.0);
    for (int i = 0; i < 120; i++) {
      if (random.nextInt(6) == 0) {
        Person.signUp(owner, "person" + i);
      }
      // Mostly inserts, so that there is something to change; truncating seldom.
      int choice = random.nextInt(2) == 0 ? random.nextInt(2) : random.nextInt(STATEMENTS.size());
      String statement = filled(STATEMENTS.get(choice), random);
      switch (random.nextInt(4)) {
        case 0 -> owner.run("begin; " + statement + "; rollback");
        case 1 ->
            owner.run(
                "begin; %s; savepoint s; %s; rollback to s; commit"
                    .formatted(statement, filled(STATEMENTS.get(choice), random)));
        default -> owner.run(statement);
      }
      assertThat(Rollup.differences(owner)).as(statement).isEmpty();
      if (random.nextInt(8) == 0) {
        Rollup.fold(owner);
        assertThat(Rollup.differences(owner)).as("folded after " + statement).isEmpty();
      }
    }
    Rollup.rebuild(owner);
    assertThat(Rollup.differences(owner)).isEmpty();
    assertThat(Rollup.unfolded(owner)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void usageOfRangeEqualsItsRows(long seed) {
    Random random = new Random(seed);
    owner.lines("select setseed(?)", seed / 10.0);
    for (int i = 0; i < 60; i++) {
      owner.run(filled(STATEMENTS.get(random.nextInt(2)), random));
      if (i == 40) {
        Rollup.fold(owner);
      }
      owner.run(filled(STATEMENTS.get(7 + random.nextInt(5)), random));
    }
    for (int i = 0; i < 200; i++) {
      String since = time(random);
      String until = i % 10 == 0 ? since : time(random);
      assertThat(
              owner.lines(
                  """
                  with range as (select least(%1$s, %2$s) as since, greatest(%1$s, %2$s) as until),
                  summed as (
                    select provider, model, sum(requests) as requests, sum(prompt_tokens), sum(completion_tokens), sum(total_tokens),
                      sum(cost_usd), sum(errors)
                    from range, flashfusion_rollup.usage(since, until) group by 1, 2 having sum(requests) <> 0
                  ), scanned as (
                    select provider, model, count(*), sum(coalesce(prompt_tokens, 0)), sum(coalesce(completion_tokens, 0)),
                      sum(coalesce(total_tokens, 0)), sum(coalesce(nullif(cost_usd, 'NaN'), 0)),
                      count(*) filter (where status in ('error', 'timeout'))
                    from range, public.ai_usage_logs where created_at >= since and created_at < until group by 1, 2
                  )
                  (select 'scanned', * from (table scanned except table summed) s)
                  union all (select 'summed', * from (table summed except table scanned) s)
                  """
                      .formatted(since, until)))
          .as("from %s to %s", since, until)
          .isEmpty();
    }
  }

  @Test
  void copiedRowsAreSummedAsOneChangePerGroup() throws SQLException, IOException {
    owner
        .connection()
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn(
            "copy public.ai_usage_logs (user_id, provider, model, cost_usd, created_at) from stdin",
            new StringReader(
                "%s\topenai\tgpt-4o\t0.25\t2026-01-01 00:30Z\n"
                    .formatted(alice.profileId())
                    .repeat(1_000)));

    assertThat(owner.lines("select requests, cost_usd from flashfusion_rollup.usage_deltas"))
        .containsExactly("1000 | 250.000000");
    assertThat(Rollup.differences(owner)).isEmpty();
  }

  @Test
  void statementWithoutEffectOnSumsLeavesNothingToFold() {
    owner.update(
        "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'x')",
        alice.profileId());
    assertThat(Rollup.fold(owner)).isEqualTo(1);

    owner.run("update public.ai_usage_logs set metadata = '{}', latency_ms = 7");
    owner.run("delete from public.ai_usage_logs where false");

    assertThat(Rollup.unfolded(owner)).isZero();
    assertThat(Rollup.fold(owner)).isZero();
  }

  @Test
  void aLateRowIsInItsOwnHour() {
    owner.update(
        "insert into public.ai_usage_logs (user_id, provider, model, created_at)"
            + " values (?, 'openai', 'x', '2020-02-29 23:59:59.999999Z')",
        alice.profileId());
    Rollup.fold(owner);

    assertThat(
            owner.text(
                "select hour at time zone 'UTC', requests from flashfusion_rollup.usage_hours"))
        .isEqualTo("2020-02-29 23:00:00 | 1");
  }

  @Test
  void usersAreCountedUnderRowLevelSecurity() {
    try (Sql user = database.asUser(alice)) {
      user.update(
          "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'x')",
          alice.profileId());
      user.commit();
    }

    assertThat(Rollup.unfolded(owner)).isEqualTo(1);
    assertThat(Rollup.differences(owner)).isEmpty();
  }

  /** The rows that were there before are truncated, whichever snapshot they are in. */
  @Test
  void truncateRemovesRowsNotYetVisible() {
    try (Sql old = database.transaction()) {
      old.run("set transaction isolation level repeatable read");
      old.text("select count(*) from public.ai_usage_logs");
      owner.update(
          "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'x')",
          alice.profileId());
      old.run("truncate public.ai_usage_logs");
      old.commit();
    }

    assertThat(Rollup.differences(owner)).isEmpty();
    assertThat(Rollup.unfolded(owner)).isZero();
  }

  /** Checks that the migration sums existing rows. */
  @Test
  void migrationSumsExistingRows() {
    SchemaDatabase inUse = SchemaDatabase.inUse();
    try (Sql sql = inUse.sql()) {
      Person person = Person.signUp(sql, "ada");
      sql.run(
          filled(STATEMENTS.get(1), new Random(5)).replace("$person", "'" + person.profileId()));
      Migrations.adopt(inUse.owner());

      assertThat(Rollup.differences(sql)).isEmpty();
      assertThat(sql.text("select sum(requests) from flashfusion_rollup.usage_hours"))
          .isNotEqualTo("null");
    }
  }

  @Test
  void migrationSumsRowWrittenMeanwhile() {
    SchemaDatabase older = SchemaDatabase.bootstrapped().migrateTo("9");
    try (Sql sql = older.sql();
        Sql writer = older.transaction()) {
      Person person = Person.signUp(sql, "ada");
      writer.update(
          "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'x')",
          person.profileId());
      String writing = writer.backend();
      CompletableFuture<Integer> migrating =
          CompletableFuture.supplyAsync(
              () -> Migrations.migrate(older.owner()), task -> new Thread(task).start());
      while (!migrating.isDone()
          && sql.lines(
                  "select from pg_stat_activity where ?::int = any (pg_blocking_pids(pid))",
                  writing)
              .isEmpty()) {
        Thread.onSpinWait();
      }
      writer.commit();
      migrating.join();

      assertThat(Rollup.differences(sql)).isEmpty();
      assertThat(sql.text("select requests from flashfusion_rollup.usage_hours")).isEqualTo("1");
    }
  }

  private static String filled(String statement, Random random) {
    String filled =
        statement
            .replace(
                "$columns",
                "(user_id, provider, model, prompt_tokens, completion_tokens, total_tokens, cost_usd, status, created_at)")
            .replace(
                "$row",
                "$person, (array['openai', 'google'])[1 + floor(random() * 2)], $model, $int, 2, $int, $cost, $status,"
                    + " $time + (random() * 7200 || 's')::interval")
            .replace("$person", "(select id from public.profiles order by email desc limit 1)")
            .replace("$some", "hashtext(concat($all)) % 3 = " + random.nextInt(-2, 3))
            .replace("$all", "created_at, provider, model, prompt_tokens, status");
    while (filled.contains("$")) {
      filled =
          filled
              .replaceFirst("\\$time", time(random))
              .replaceFirst("\\$model", "'model " + random.nextInt(3) + "'")
              .replaceFirst("\\$status", one(random, "'success'", "'error'", "'timeout'", "null"))
              .replaceFirst(
                  "\\$cost", one(random, "null", "'NaN'", "0.000001", "9999.999999", "-1"))
              .replaceFirst("\\$int", one(random, "null", "1", "2147483647", "-2147483648"));
    }
    return filled;
  }

  /** Returns a time, mostly in the same few hours, often on the hour, and sometimes null. */
  private static String time(Random random) {
    if (random.nextInt(20) == 0) {
      return "'-infinity'::timestamptz";
    }
    int minute = random.nextBoolean() ? 0 : random.nextInt(60);
    return String.format(
        Locale.ROOT, "'2026-03-29 %02d:%02d:00Z'::timestamptz", random.nextInt(6), minute);
  }

  private static String one(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
