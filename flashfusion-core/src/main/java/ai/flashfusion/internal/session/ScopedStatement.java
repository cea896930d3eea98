package ai.flashfusion.internal.session;

import ai.flashfusion.internal.jdbc.ForwardingStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement without binds, in a transaction that has its identity. */
final class ScopedStatement extends ForwardingStatement {

  private final Statement delegate;
  private final ScopedConnection owner;
  private final boolean service;

  ScopedStatement(Statement delegate, ScopedConnection owner, boolean service) {
    super(delegate, owner);
    this.delegate = delegate;
    this.owner = owner;
    this.service = service;
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    live();
    StatementGuard.check(sql, service);
    owner.checkCaller();
    owner.executing(false);
    try {
      boolean result = owner.ask(() -> delegate.execute(sql));
      owner.executed();
      owner.affected(delegate, result);
      return result;
    } catch (SQLException e) {
      owner.failed(e);
      throw e;
    }
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
    execute(sql);
    return getUpdateCount();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    StatementGuard.check(sql, service);
    live().addBatch(sql);
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    ResultSet result = live().getResultSet();
    return result == null ? null : new ScopedResultSet(result, this, owner);
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return live().getUpdateCount();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return live().getMoreResults();
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    return live().getMoreResults(current);
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return owner.batch(delegate);
  }
}
