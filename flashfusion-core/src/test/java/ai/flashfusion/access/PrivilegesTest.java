package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.Public;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** The privileges of the API roles are the ones that the matrix needs. */
class PrivilegesTest {

  @Test
  void modelKnowsEveryTable() {
    assertThat(Relation.values())
        .extracting(Relation::table)
        .containsExactlyInAnyOrderElementsOf(
            Public.PUBLIC.getTables().stream().map(Table::getName).toList());
  }

  @Test
  void privilegesAreExactlyThoseNeeded() throws SQLException {
    List<String> differences = new ArrayList<>();
    try (TestDatabase embedded = TestDatabase.start();
        Database database = Database.load(embedded.owner(), WorldGenerator.generate(1, 0))) {
      for (Relation relation : Relation.values()) {
        differences.addAll(Privileges.differences(database, relation));
      }
    }
    assertThat(differences).isEmpty();
  }
}
