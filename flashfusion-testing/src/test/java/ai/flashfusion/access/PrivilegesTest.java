package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The privileges of the API roles are the ones that the matrix needs. */
class PrivilegesTest {

  @Test
  void privilegesAreExactlyThoseNeeded() throws SQLException {
    List<String> differences = new ArrayList<>();
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
        Database database = Database.load(embedded.owner(), WorldGenerator.generate(1, 0))) {
      for (Relation relation : Relation.values()) {
        differences.addAll(Privileges.differences(database, relation));
      }
    }
    assertThat(differences).isEmpty();
  }
}
