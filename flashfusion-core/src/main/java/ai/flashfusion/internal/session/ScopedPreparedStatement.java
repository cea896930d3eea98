package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.internal.jdbc.ForwardingPreparedStatement;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** One statement in its frame, which skips the frame's binds and results. */
class ScopedPreparedStatement extends ForwardingPreparedStatement {

  private final ScopedConnection owner;
  private final Frame frame;
  private final int skip;
  private final boolean first;
  private final boolean learning;
  private final List<BatchedBinds> batch = new ArrayList<>();
  private boolean consumed;
  private boolean keyed;

  /**
   * Wraps a statement whose frame is bound.
   *
   * @param shift the number of the frame's binds
   * @param skip the number of the frame's results before the statement's own
   * @param first whether the frame carries the identity, and the idempotency key if there is one
   * @param learning whether the last of these results is the id of the transaction
   */
  ScopedPreparedStatement(
      PreparedStatement delegate,
      ScopedConnection owner,
      Frame frame,
      int shift,
      int skip,
      boolean first,
      boolean learning) {
    super(delegate, owner, shift, frame.binds());
    this.owner = owner;
    this.frame = frame;
    this.skip = skip;
    this.first = first;
    this.learning = learning;
  }

  /** Has the rows that it returns stand for those that it wrote. */
  ScopedPreparedStatement returningKeys() {
    keyed = true;
    return this;
  }

  /** Returns whether values can be bound. */
  boolean hasBinds() {
    return own() > 0;
  }

  @Override
  protected boolean isArray(int index, String type) {
    String cast = frame.cast(index);
    return cast != null && cast.startsWith("_" + type);
  }

  @Override
  protected @Nullable String column(int index) {
    return BindColumn.of(frame.checked().parsed(), index);
  }

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    at(index);
    String type = frame.nullType(index, sqlType);
    if (type == null) {
      untyped();
      bind(index, (to, at) -> to.setNull(at, sqlType));
    } else {
      setNull(index, sqlType, type);
    }
  }

  @Override
  public void setNull(int index, int sqlType, String typeName) throws SQLException {
    bind(index, (to, at) -> to.setNull(at, sqlType, typeName));
  }

  /** Executes the statement; one that reads may be repeated on another connection. */
  @Override
  public boolean execute() throws SQLException {
    live();
    owner.checkCaller();
    consumed = false;
    for (int tries = 1; ; tries++) {
      owner.executing(first);
      try {
        boolean result = send();
        owner.executed();
        owner.affected(prepared(), result);
        owner.succeeded(tries);
        return result;
      } catch (SQLException e) {
        if (!owner.repeats(e, frame, tries)) {
          owner.failed(e);
          throw owner.told(e, frame.checked().storing());
        }
        Settings settings = settings();
        replaceBy(owner.another(frame), settings);
      }
    }
  }

  private boolean send() throws SQLException {
    PreparedStatement statement = prepared();
    if (skip > 0 && isUntyped()) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
    boolean result = owner.ask(statement::execute);
    for (int i = 1; i <= skip; i++) {
      if (learning && i == skip) {
        owner.learn(statement.getResultSet());
      }
      result = statement.getMoreResults();
    }
    return result;
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    if (!execute()) {
      throw new SQLException("the statement returned no rows to read");
    }
    ResultSet result = getResultSet();
    if (result == null) {
      throw new SQLException("the statement returned no rows to read");
    }
    return result;
  }

  @Override
  public int executeUpdate() throws SQLException {
    return Math.toIntExact(executeLargeUpdate());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    boolean rows = execute();
    if (rows && keyed) {
      return GeneratedKeys.count(prepared().getResultSet());
    }
    if (rows) {
      throw new SQLException("the statement returned rows where a count was expected");
    }
    return getLargeUpdateCount();
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    ResultSet result = consumed ? null : live().getResultSet();
    return result == null ? null : new ScopedResultSet(result, this, owner);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    ResultSet keys = keyed ? getResultSet() : null;
    if (keys == null) {
      throw refused("getGeneratedKeys of a statement that was not prepared for it, or a batch,");
    }
    return keys;
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return consumed ? -1 : live().getUpdateCount();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return consumed ? -1 : live().getLargeUpdateCount();
  }

  /** Returns false, as the results after the statement's only one belong to the frame. */
  @Override
  public boolean getMoreResults() {
    consumed = true;
    return false;
  }

  @Override
  public boolean getMoreResults(int current) {
    return getMoreResults();
  }

  @Override
  public void setFetchSize(int value) throws SQLException {
    if (value > 0 && owner.isPipelined()) {
      throw new RefusedStatementException(
          "a fetch size is refused in a pipeline, whose answers are read whole: read a stream in a"
              + " transaction");
    }
    super.setFetchSize(value);
  }

  /** Keeps the values for the batch, which no frame can hold, where the connection is lent. */
  @Override
  public void addBatch() throws SQLException {
    if (owner.isLent()) {
      live();
      batch.add(batched());
      return;
    }
    if (skip > 0) {
      throw refused(
          "addBatch outside of a batch or transaction, and on the first write of a transaction,"
              + " which asks for the transaction's id: use jOOQ's batch. This");
    }
    live();
    prepared().addBatch();
  }

  /**
   * Clears the statement's own binds by leaving them to be bound again, as the frame's must stay.
   */
  @Override
  public void clearParameters() throws SQLException {
    if (skip > 0) {
      throw refused("clearParameters");
    }
    live();
    prepared().clearParameters();
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    throw refused("getParameterMetaData");
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    throw refused("getMetaData");
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    throw refused("executeQuery(String) on a prepared statement");
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    throw refused("executeUpdate(String) on a prepared statement");
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw refused("execute(String) on a prepared statement");
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    throw refused("addBatch(String) on a prepared statement");
  }

  @Override
  public int[] executeBatch() throws SQLException {
    if (!owner.isLent()) {
      return owner.batch(prepared());
    }
    List<BatchedBinds> all = List.copyOf(batch);
    batch.clear();
    if (all.isEmpty()) {
      return new int[0];
    }
    owner.beginBatch();
    try (ScopedPreparedStatement bare = owner.prepare(frame.bare())) {
      for (BatchedBinds values : all) {
        values.to(bare.prepared());
        bare.prepared().addBatch();
      }
      int[] counts = owner.batch(bare.prepared());
      owner.endBatch();
      return counts;
    }
  }

  @Override
  public void clearBatch() throws SQLException {
    batch.clear();
    super.clearBatch();
  }
}
