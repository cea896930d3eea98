package ai.flashfusion.schema.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code now()} is the transaction's own time, so nothing here depends on the clock. */
class UpdatedAtTest {

  private static final SchemaDatabase DATABASE = databaseWithRows();

  private static SchemaDatabase databaseWithRows() {
    SchemaDatabase database = SchemaDatabase.migrated();
    try (Sql owner = database.sql()) {
      SampleRows.insert(owner, Person.signUp(owner, "alice"));
    }
    return database;
  }

  static List<String> tables() {
    return Dictionary.tablesWith("updated_at");
  }

  @Test
  void eightTablesHaveTheColumn() {
    assertThat(tables()).hasSize(8);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anyUpdateSetsTheTimeOfItsTransaction(String table) {
    try (Sql sql = DATABASE.transaction()) {
      assertThat(sql.text("update public." + table + " set id = id returning updated_at = now()"))
          .isEqualTo("t");
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void valueInTheUpdateIsIgnored(String table) {
    try (Sql sql = DATABASE.transaction()) {
      for (String value : List.of("'1999-12-31'", "'infinity'", "null", "created_at")) {
        assertThat(
                sql.text(
                    "update public."
                        + table
                        + " set updated_at = "
                        + value
                        + " returning updated_at = now()"))
            .as(value)
            .isEqualTo("t");
      }
    }
  }
}
