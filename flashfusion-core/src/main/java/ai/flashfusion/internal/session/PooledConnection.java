package ai.flashfusion.internal.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A connection of the pool while it is in use. Never leaves this package.
 *
 * @param connection as the pool gave it
 * @param driver the same, as pgjdbc knows it; tells without a round trip how its transaction stands
 */
record PooledConnection(Connection connection, BaseConnection driver) {

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  boolean idle() {
    return driver.getTransactionState() == TransactionState.IDLE;
  }

  /** Ends whatever transaction is open, also one that pgjdbc does not know it began. */
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    } else if (!idle()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("rollback");
      }
    }
  }
}
