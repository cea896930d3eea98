package ai.flashfusion.internal.session;

import ai.flashfusion.internal.jdbc.ForwardingStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement without binds for callers of JDBC, which prepares its text when it is executed, as
 * then it travels with its identity in one round trip.
 */
final class LentStatement extends ForwardingStatement {

  private final ScopedConnection owner;
  private @Nullable Statement sent;
  private @Nullable Statement batch;

  /** Creates a statement over one of the driver that has its settings and is never sent. */
  LentStatement(ScopedConnection owner) throws SQLException {
    super(owner.pooled().connection().createStatement(), owner);
    this.owner = owner;
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    live();
    if (sent != null) {
      sent.close();
    }
    ScopedPreparedStatement prepared = owner.prepare(sql);
    sent = prepared;
    Settings settings = settings();
    if (prepared.hasBinds()) {
      // A question mark is an operator here, as nothing can be bound.
      prepared.close();
      Statement plain = owner.create();
      sent = plain;
      apply(settings, plain);
      boolean rows = plain.execute(sql);
      owner.endBatch();
      return rows;
    }
    apply(settings, prepared);
    return prepared.execute();
  }

  private static void apply(Settings settings, Statement to) throws SQLException {
    to.setFetchSize(settings.fetchSize());
    to.setMaxRows(settings.maxRows());
    to.setQueryTimeout(settings.timeout());
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    execute(sql);
    ResultSet result = getResultSet();
    if (result == null) {
      throw new SQLException("the statement returned no rows to read");
    }
    return result;
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    if (execute(sql)) {
      throw new SQLException("the statement returned rows where a count was expected");
    }
    return getUpdateCount();
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    live();
    return sent == null ? null : sent.getResultSet();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    live();
    return sent == null ? -1 : sent.getUpdateCount();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    live();
    return sent != null && sent.getMoreResults();
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    return getMoreResults();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    live();
    if (batch == null) {
      batch = owner.create();
    }
    batch.addBatch(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    live();
    if (batch != null) {
      batch.clearBatch();
    }
  }

  @Override
  public int[] executeBatch() throws SQLException {
    live();
    if (batch == null) {
      return new int[0];
    }
    int[] counts = batch.executeBatch();
    batch = null;
    owner.endBatch();
    return counts;
  }

  @Override
  public void cancel() throws SQLException {
    if (sent != null) {
      sent.cancel();
    }
  }

  @Override
  public void close() throws SQLException {
    if (sent != null) {
      sent.close();
    }
    super.close();
  }
}
