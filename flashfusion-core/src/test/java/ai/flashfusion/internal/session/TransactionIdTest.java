package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.internal.session.TransactionId.Ending;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TransactionIdTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  private final TransactionId id = new TransactionId("700", 1, 1_000);

  @Test
  void believesTheServerThatGaveTheId() throws SQLException {
    assertThat(ending("values ('committed', 1, 999)")).isEqualTo(Ending.STORED);
    assertThat(ending("values ('aborted', 1, 999)")).isEqualTo(Ending.NOT_STORED);
    assertThat(ending("values ('in progress', 1, null::int8)")).isEqualTo(Ending.OPEN);
    assertThat(ending("values (null, 1, 999)")).isEqualTo(Ending.UNKNOWN);
  }

  @Test
  void believesOnlyAnAbortAfterAFailoverOrACrash() throws SQLException {
    assertThat(ending("values ('committed', 2, 999)")).isEqualTo(Ending.UNKNOWN);
    assertThat(ending("values ('in progress', 2, 999)")).isEqualTo(Ending.UNKNOWN);
    assertThat(ending("values ('aborted', 2, 999)")).isEqualTo(Ending.NOT_STORED);
    assertThat(ending("values ('committed', 1, 1001)")).isEqualTo(Ending.UNKNOWN);
    assertThat(ending("values ('aborted', 1, 1001)")).isEqualTo(Ending.NOT_STORED);
  }

  @Test
  void waitsForAStandbyThatMayBecomeTheServer() throws SQLException {
    assertThat(ending("select 'committed', 1, 1 where false")).isEqualTo(Ending.OPEN);
  }

  private Ending ending(String answer) throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(answer)) {
      return id.ending(row);
    }
  }
}
