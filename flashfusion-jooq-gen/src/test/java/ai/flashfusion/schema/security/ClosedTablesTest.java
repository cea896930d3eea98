package ai.flashfusion.schema.security;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows belong to the caller, so a right that was given by mistake would show. */
class ClosedTablesTest {

  static final Set<String> OPEN_TABLES =
      Set.of("profiles", "projects", "ai_usage_logs", "deployments");

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final Person ALICE = aliceWithRows();

  private static Person aliceWithRows() {
    try (Sql owner = DATABASE.sql()) {
      Person alice = Person.signUp(owner, "alice");
      SampleRows.insert(owner, alice);
      return alice;
    }
  }

  static Stream<String> closedTables() {
    return Dictionary.tables().stream().filter(table -> !OPEN_TABLES.contains(table));
  }

  @ParameterizedTest
  @MethodSource("closedTables")
  void neitherReadableNorWritableWithoutPolicy(String table) {
    for (String role : List.of("authenticated", "anon")) {
      try (Sql caller = DATABASE.as(role, ALICE.authUserId())) {
        assertThat(caller.reaches("select from public." + table)).as("%s selects", role).isFalse();
        assertThat(caller.reaches("insert into public." + table + " default values"))
            .as("%s inserts", role)
            .isFalse();
        assertThat(caller.reaches("update public." + table + " set id = id"))
            .as("%s updates", role)
            .isFalse();
        assertThat(caller.reaches("delete from public." + table)).as("%s deletes", role).isFalse();
        assertThat(caller.sqlState("truncate public." + table + " cascade"))
            .as("%s truncates", role)
            .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("closedTables")
  void openToTheService(String table) {
    try (Sql service = DATABASE.asService()) {
      assertThat(service.reaches("select from public." + table)).isTrue();
      assertThat(service.reaches("update public." + table + " set id = id")).isTrue();
      assertThat(service.reaches("delete from public." + table)).isTrue();
    }
  }

  @Test
  void noTableIsReachableWhereNobodyWasNamed() {
    try (Sql nobody = DATABASE.asNobody()) {
      for (String table : Dictionary.tables()) {
        assertThat(nobody.sqlState("select from public." + table))
            .as(table)
            .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      }
    }
  }

  @Test
  void migrationHistoryIsClosedToTheApiRoles() {
    for (String role : List.of("anon", "authenticated", "service_role")) {
      try (Sql caller = DATABASE.as(role, ALICE.authUserId())) {
        assertThat(caller.sqlState("select from flashfusion.schema_history"))
            .as(role)
            .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      }
    }
  }
}
