package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.fixture.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that are finer than the microseconds of Postgres, which would round them. */
class TimeOnTheWireTest {

  private static final Instant FINE = Instant.parse("2024-03-01T23:59:59.999999700Z");
  private static final Instant CUT = Instant.parse("2024-03-01T23:59:59.999999Z");

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");

  @Test
  void jooqsBindsAreCutToMicroseconds() {
    assertThat(read(DSL.val(FINE))).isEqualTo(CUT);
    assertThat(read(DSL.val(FINE.atOffset(ZoneOffset.UTC))).toInstant()).isEqualTo(CUT);
    LocalDateTime local = LocalDateTime.ofInstant(FINE, ZoneOffset.UTC);
    assertThat(read(DSL.val(local))).isEqualTo(LocalDateTime.ofInstant(CUT, ZoneOffset.UTC));
    assertThat(read(DSL.val(Timestamp.from(FINE))).toInstant()).isEqualTo(CUT);
    assertThat(read(DSL.val(new Instant[] {null, FINE}))).containsExactly(null, CUT);
  }

  @Test
  void timesBeforeTheEpochAreCutDownToo() {
    assertThat(read(DSL.val(Instant.parse("1969-12-31T23:59:59.9999999Z"))))
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
  }

  @Test
  void bindsOfJdbcAreCutToMicroseconds() {
    alice
        .dsl()
        .connection(
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement(
                      "select ?::timestamptz, ?::timestamptz, ?::timestamptz[]")) {
                statement.setObject(1, FINE.atOffset(ZoneOffset.UTC));
                statement.setTimestamp(2, Timestamp.from(FINE));
                statement.setArray(
                    3,
                    connection.createArrayOf("timestamptz", new Object[] {FINE.toString(), null}));
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  assertThat(row.getObject(1, OffsetDateTime.class).toInstant()).isEqualTo(CUT);
                  assertThat(row.getTimestamp(2).toInstant()).isEqualTo(CUT);
                  assertThat(((Timestamp[]) row.getArray(3).getArray())[0].toInstant())
                      .isEqualTo(CUT);
                }
              }
            });
  }

  /** jOOQ binds arrays as text, from 3.21 on without saying so. */
  @Test
  void arraysBoundAsObjectsAreCutToMicroseconds() {
    alice
        .dsl()
        .connection(
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement("select cast(? as timestamp with time zone[])")) {
                statement.setObject(1, "{\"" + FINE + "\"}", Types.OTHER);
                try (ResultSet row = statement.executeQuery()) {
                  row.next();
                  assertThat(((Timestamp[]) row.getArray(1).getArray())[0].toInstant())
                      .isEqualTo(CUT);
                }
              }
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1000000000-01-01T00:00:00Z",
        "-4800-01-01T00:00:00Z",
        "+294277-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void timesThatPostgresCannotStoreAreRefused(Instant time) {
    assertThatThrownBy(() -> read(DSL.val(time)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("outside of what Postgres can store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-4712-01-01T00:00:00Z",
        "-0043-03-15T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "+294276-12-31T23:59:59.999999Z"
      })
  void earliestAndLatestTimesArrive(Instant time) {
    assertThat(read(DSL.val(time))).isEqualTo(time);
  }

  private static <T> T read(Field<T> value) {
    return alice.dsl().select(value).fetchSingle().value1();
  }
}
