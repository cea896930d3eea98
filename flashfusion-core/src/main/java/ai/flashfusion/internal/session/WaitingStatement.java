package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.internal.jdbc.KeptValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a pipeline's entry. When it is executed, it waits until it was sent with those of
 * other entries. Until then a statement of the driver that is never sent checks its binds.
 */
final class WaitingStatement extends ScopedPreparedStatement {

  private Round round;
  private final Entry<?> entry;
  private final ScopedConnection owner;
  private final Frame frame;
  private long bytes;
  private boolean executed;
  private boolean read;
  private @Nullable ResultSet rows;
  private long count = -1;

  WaitingStatement(
      PreparedStatement delegate,
      ScopedConnection owner,
      Frame frame,
      Round round,
      Entry<?> entry) {
    super(delegate, owner, frame, 0, 0, false, false);
    this.round = round;
    this.entry = entry;
    this.owner = owner;
    this.frame = frame;
  }

  Entry<?> entry() {
    return entry;
  }

  Frame frame() {
    return frame;
  }

  /** Lets the statement wait in another round than it was prepared for. */
  void moveTo(Round another) {
    round = another;
  }

  /** Closes the statement that checks the binds. */
  void closeCheck() {
    try {
      prepared().close();
    } catch (SQLException e) {
      // Its connection is gone.
    }
  }

  /** Returns roughly how many bytes the values take that may be long. */
  long bytes() {
    return bytes;
  }

  int binds() {
    return own();
  }

  boolean leavesTypes() {
    return isUntyped();
  }

  void bind(PreparedStatement text, int before) throws SQLException {
    bindTo(text, before);
  }

  /** Keeps the current result of the text, which is this statement's. */
  void take(PreparedStatement text) throws SQLException {
    rows = text.getResultSet();
    count = rows == null ? text.getLargeUpdateCount() : -1;
  }

  @Override
  protected @Nullable Object kept(@Nullable Object value) throws SQLException {
    Object kept = KeptValues.of(value);
    bytes += KeptValues.weight(kept);
    return kept;
  }

  /** Refuses binds while the statement waits, as they would change what it sends. */
  @Override
  protected int at(int index) throws SQLException {
    requireNew();
    return super.at(index);
  }

  private void requireNew() throws SQLException {
    if (executed) {
      throw new SQLException("in a pipeline, prepare a statement again to execute it again");
    }
  }

  @Override
  public boolean execute() throws SQLException {
    live();
    requireNew();
    executed = true;
    requireBinds();
    round.await(this);
    ResultSet result = rows;
    owner.affected(
        result == null ? Math.max(0, count) : frame.checked().countsRows() ? size(result) : 0);
    return result != null;
  }

  private static long size(ResultSet result) throws SQLException {
    if (result.getType() == ResultSet.TYPE_FORWARD_ONLY) {
      return 0;
    }
    long size = result.last() ? result.getRow() : 0;
    result.beforeFirst();
    return size;
  }

  @Override
  public @Nullable ResultSet getResultSet() throws SQLException {
    live();
    ResultSet result = read ? null : rows;
    return result == null ? null : new ScopedResultSet(result, this, owner);
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return (int) Math.min(Integer.MAX_VALUE, getLargeUpdateCount());
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    live();
    return read ? -1 : count;
  }

  @Override
  public boolean getMoreResults() {
    read = true;
    return false;
  }

  @Override
  public void setMaxRows(int value) throws SQLException {
    if (value > 0) {
      throw new RefusedStatementException(
          "a maximum number of rows is refused in a pipeline, as it would apply to all entries: use"
              + " limit");
    }
  }

  @Override
  public void setQueryTimeout(int value) throws SQLException {
    if (value > 0) {
      throw new RefusedStatementException(
          "a query timeout is refused in a pipeline, as it would apply to all entries: use"
              + " Session.withTimeout");
    }
  }

  @Override
  public void addBatch() throws SQLException {
    throw refused("addBatch in a pipeline: use jOOQ's batch. This");
  }

  @Override
  public int[] executeBatch() throws SQLException {
    throw refused("executeBatch in a pipeline: use jOOQ's batch. This");
  }
}
