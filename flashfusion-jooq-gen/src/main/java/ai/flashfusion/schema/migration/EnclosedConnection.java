package ai.flashfusion.schema.migration;

import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.tools.jdbc.DefaultConnection;

/**
 * A connection within a transaction that somebody else ends. Flyway begins and commits several
 * transactions, for the schema, the history and the versions; here they all become part of one. A
 * rollback undoes this whole transaction, which must not be committed then.
 */
final class EnclosedConnection extends DefaultConnection {

  private boolean autoCommit = true;
  private boolean rolledBack;

  EnclosedConnection(Connection connection) {
    super(connection);
  }

  boolean rolledBack() {
    return rolledBack;
  }

  @Override
  public boolean getAutoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) {
    this.autoCommit = autoCommit;
  }

  @Override
  public void commit() {
    // Whoever began the transaction commits it.
  }

  @Override
  public void rollback() throws SQLException {
    rolledBack = true;
    super.rollback();
  }

  @Override
  public void close() {
    // The connection is still in use.
  }
}
