package ai.flashfusion.internal.session;

import ai.flashfusion.error.TransactionException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.ConnectionProvider;

/**
 * A connection for a statement under an idempotency key and for the question that follows if the
 * key was taken before, which needs no round trip of its own to roll back.
 */
final class KeyedConnection implements ConnectionProvider, AutoCloseable {

  private final ConnectionSource source;
  private final Scope scope;
  private final PooledConnection pooled;
  private final Deadline deadline;
  private Lead lead;

  /**
   * Creates a provider over a connection, which it gives back.
   *
   * @param deadline the moment at which its statements must be over
   * @param lead the statements that travel with each statement
   */
  KeyedConnection(
      ConnectionSource source, Scope scope, PooledConnection pooled, Deadline deadline, Lead lead) {
    this.source = source;
    this.scope = scope;
    this.pooled = pooled;
    this.deadline = deadline;
    this.lead = lead;
  }

  /** Sends statements alone from now on. */
  void withoutLead() {
    lead = Lead.NONE;
  }

  @Override
  public Connection acquire() {
    return new SingleConnection(source, scope, pooled, deadline, lead);
  }

  @Override
  public void release(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new TransactionException("the connection did not close: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    source.giveBack(pooled);
  }
}
