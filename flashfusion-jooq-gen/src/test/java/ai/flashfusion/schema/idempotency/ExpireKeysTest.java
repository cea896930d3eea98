package ai.flashfusion.schema.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.migration.Migrations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that old keys are deleted, in batches and beside other calls. */
class ExpireKeysTest {

  private static final String AGED =
      """
      insert into flashfusion_idempotency.keys (caller, key, digest, created_at)
      select 'service', 'key ' || i, sha256(''), now() - i * interval '1 hour' from generate_series(%d, %d) i
      """;

  private static final String EXPIRE = "select flashfusion_idempotency.expire_keys()";
  private static final String LEFT = "select count(*) from flashfusion_idempotency.keys";

  private final SchemaDatabase database = SchemaDatabase.migrated();

  @Test
  void keysOlderThanADayAreDeleted() {
    try (Sql owner = database.sql();
        Sql service = database.asService()) {
      owner.run(AGED.formatted(0, 47));
      assertThat(service.text(EXPIRE)).isEqualTo("23");
      assertThat(service.text(LEFT)).isEqualTo("25");
      assertThat(
              service.text(
                  "select flashfusion_idempotency.expire_keys(interval '12 hours 30 minutes')"))
          .isEqualTo("12");
    }
  }

  @Test
  void oneCallDeletesTenThousandTheOldestFirst() {
    try (Sql owner = database.sql();
        Sql service = database.asService()) {
      owner.run(AGED.formatted(100, 10_199));
      assertThat(service.text(EXPIRE)).isEqualTo("10000");
      assertThat(
              service.text(
                  "select count(*), max(now() - created_at) < interval '200 hours' from flashfusion_idempotency.keys"))
          .isEqualTo("100 | t");
      assertThat(service.text(EXPIRE)).isEqualTo("100");
    }
  }

  @Test
  void callsAtOnceDoNotWaitForEachOther() {
    try (Sql owner = database.sql();
        Sql one = database.asService();
        Sql other = database.asService()) {
      owner.run(AGED.formatted(100, 109));
      assertThat(one.text(EXPIRE)).isEqualTo("10");
      other.run("set local lock_timeout = '1s'");
      assertThat(other.text(EXPIRE)).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "interval '59 minutes'", "interval '-1 day'"})
  void keysOfTheLastHourStay(String olderThan) {
    try (Sql service = database.asService()) {
      assertThat(service.sqlState("select flashfusion_idempotency.expire_keys(" + olderThan + ")"))
          .isEqualTo("22023");
    }
  }

  @Test
  void oldKeysAreFoundByTheIndex() {
    try (Sql owner = database.sql()) {
      owner.run(AGED.formatted(0, 50_000) + "; analyze flashfusion_idempotency.keys");
      assertThat(
              owner.lines(
                  """
                  explain (costs off) select ctid from flashfusion_idempotency.keys
                  where created_at < now() - interval '24 hours' order by created_at limit 10000 for update skip locked
                  """))
          .anyMatch(line -> line.contains("Index Scan using idx_keys_created"));
    }
  }

  @Test
  void worksForAnOwnerWhomPoliciesBind() {
    SchemaDatabase supabase = SchemaDatabase.supabase();
    Migrations.migrate(supabase.login("plain_owner"));
    try (Sql owner = Sql.on(supabase.login("plain_owner"));
        Sql service = supabase.asService()) {
      owner.run(AGED.formatted(100, 109));
      assertThat(service.text(EXPIRE)).isEqualTo("10");
    }
  }
}
