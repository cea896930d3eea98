package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.Public;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

/** The login by itself: the last protection if everything else fails. */
class NoIdentityTest {

  @Test
  void loginWithoutIdentityReadsAndWritesNothing() throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection bare =
            DriverManager.getConnection(embedded.url(), embedded.login(), embedded.password())) {
      embedded.signUp("alice@example.com");
      List<String> open = new ArrayList<>();
      for (Table<?> table : Public.PUBLIC.getTables()) {
        for (String statement :
            List.of(
                "select count(*) from public." + table.getName(),
                "insert into public." + table.getName() + " default values",
                "update public." + table.getName() + " set id = gen_random_uuid()",
                "delete from public." + table.getName(),
                "truncate public." + table.getName())) {
          String state = state(bare, statement);
          if (!state.equals("42501")) {
            open.add(statement + " -> " + state);
          }
        }
      }
      assertThat(Public.PUBLIC.getTables()).hasSize(16);
      assertThat(open).isEmpty();
    }
  }

  private static String state(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return "done";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
