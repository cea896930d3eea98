package ai.flashfusion.internal.session;

import ai.flashfusion.error.ExpectationException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.Lost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A transaction of one identity on one connection, used by one thread. The connection is taken, and
 * the transaction begun, with the first statement, whose round trip also carries the identity; a
 * transaction without statements costs nothing.
 */
final class OpenTransaction extends HeldConnection {

  private final RoundSender rounds = new RoundSender(this);
  private final RowCounts counts = new RowCounts();
  private @Nullable Round round;
  private boolean batch;
  private boolean commitLost;
  private int savepoints;

  /** Creates a transaction that takes a connection when it needs one, and returns it. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline) {
    this(source, scope, deadline, Lead.NONE);
  }

  /** Creates a transaction like the others, which takes an idempotency key when it begins. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline, Lead key) {
    this(source, scope, null, deadline, new Opening(scope, key, ""));
  }

  /** Creates a transaction that begins with this statement. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline, String begin) {
    this(source, scope, null, deadline, new Opening(scope, Lead.NONE, begin + ";"));
  }

  /**
   * Creates a transaction.
   *
   * @param begin the statement before the identity, with a semicolon, or empty
   * @param drivers whether the driver begins the transaction before that
   */
  OpenTransaction(
      ConnectionSource source, Scope scope, Deadline deadline, String begin, boolean drivers) {
    this(source, scope, null, deadline, new Opening(scope, Lead.NONE, begin, drivers));
  }

  /** Creates a transaction on a connection that its owner takes and returns. */
  OpenTransaction(
      ConnectionSource source, Scope scope, PooledConnection pooled, Deadline deadline) {
    this(source, scope, pooled, deadline, new Opening(scope, Lead.NONE, ""));
  }

  private OpenTransaction(
      ConnectionSource source,
      Scope scope,
      @Nullable PooledConnection borrowed,
      Deadline deadline,
      Opening opening) {
    super(source, scope, borrowed, deadline, opening);
  }

  ScopedPreparedStatement prepare(String sql, boolean keys, ScopedConnection owner, Deadline call)
      throws SQLException {
    long millis = limited(call);
    Frame frame = scope.frame(sql, millis);
    if (round != null && !round.isGathering()) {
      round.another(frame);
    }
    PooledConnection connection = begin();
    opening.noticeWrite(frame.checked());
    connection.noticeCalls(frame.checked());
    if (round != null && round.isGathering()) {
      return round.prepare(connection, frame, owner, call);
    }
    boolean counted = keys || (counts.isCounting() && frame.checked().countsRows());
    if (batch) {
      PreparedStatement statement = connection.prepare(frame.bare(), counted);
      return new ScopedPreparedStatement(statement, owner, frame, 0, 0, false, false);
    }
    Opening.Before before = opening.before(millis, frame.checked().storing());
    String text =
        before.identifies()
            ? opening.begin() + frame.first(before.lead())
            : frame.bare(before.lead());
    return new ScopedPreparedStatement(
        before.prepare(connection, text, counted),
        owner,
        frame,
        before.binds(),
        before.results(),
        before.identifies(),
        before.learning());
  }

  /**
   * Lets statements wait for those of other entries, and returns the round before.
   *
   * @param gathering the round; null for no longer
   */
  @Nullable Round gather(@Nullable Round gathering) {
    Round before = round;
    round = gathering;
    return before;
  }

  /** Returns whether entries of a pipeline run in this transaction now. */
  boolean isGathering() {
    return round != null;
  }

  /** Returns what sends the texts of rounds. */
  RoundSender rounds() {
    return rounds;
  }

  /** Returns whether the rows of writes are counted now. */
  boolean isCounting() {
    return counts.isCounting();
  }

  /** Returns the failure of a statement as it is to be told. */
  SQLException toldOf(SQLException failure) {
    return round == null ? failure : round.told(failure);
  }

  Statement create(ScopedConnection owner, Deadline call) throws SQLException {
    direct();
    limited(call);
    opening.announceWrite();
    PooledConnection connection = begin();
    connection.served().taint(); // its text comes later
    return new ScopedStatement(
        connection.create(counts.isCounting()), owner, scope.identity().isService());
  }

  /**
   * Prepares for a batch: statements prepared from now on do not carry the identity, which is sent
   * before them.
   */
  void batch() {
    direct();
    batch = true;
  }

  /** Sends what waits for other entries, as what follows cannot wait with it. */
  private void direct() {
    if (round != null) {
      round.direct();
    }
  }

  void executing(boolean carries) throws SQLException {
    begin();
    if (!carries) {
      identify();
    } else if (opening.isIdentified() && opening.isKeyed()) {
      throw new TransactionException(
          "this statement takes the idempotency key of its transaction, which was taken before:"
              + " prepare it again to execute it once more",
          null);
    }
  }

  /** Returns whether the answer to the commit was lost. */
  boolean commitLost() {
    return commitLost;
  }

  /** Counts rows from now on, until {@link #met}. */
  void expect(Expectation expectation) {
    counts.expect(expectation);
  }

  void affected(long rows) {
    try {
      counts.add(rows);
    } catch (ExpectationException e) {
      failure = e;
      throw e;
    }
  }

  /** Fails if the counted rows are not as expected. */
  void check() {
    counts.check();
  }

  /** Ends the counting, and returns whether everything is to be undone. */
  boolean met() {
    return counts.end();
  }

  /** Copies rows into a table; the identity is sent before. */
  long copyIn(String sql, byte[] rows) throws SQLException {
    if (round != null) {
      throw new RefusedStatementException(
          "copy is refused in a pipeline, which has no room for its rows: copy in a transaction");
    }
    unlimited();
    opening.announceWrite();
    executing(false);
    try {
      PgConnection driver = begin().driver();
      if (opening.isLimitOther(limit)) {
        send(begin(), "");
      }
      long copied = Objects.requireNonNull(pooled).ask(limit, () -> copyIn(driver, sql, rows));
      affected(copied);
      return copied;
    } catch (SQLException e) {
      failed(e);
      throw e;
    }
  }

  /** Lifts the limit of single statements, which rows that are copied know none of. */
  private void unlimited() {
    limit = deadline.millis(scope.millis(Deadline.NONE) > 0 ? Integer.MAX_VALUE : 0);
  }

  private static long copyIn(PgConnection driver, String sql, byte[] rows) throws SQLException {
    try {
      return driver.getCopyAPI().copyIn(sql, new ByteArrayInputStream(rows));
    } catch (IOException e) {
      throw new SQLException("the rows could not be read", e);
    }
  }

  /** Sets a savepoint together with the identity, so that rolling back to it keeps the identity. */
  String savepoint() {
    direct();
    String name = "flashfusion_" + ++savepoints;
    try {
      limited(Deadline.NONE);
      send(begin(), "savepoint " + name);
      counts.mark(name);
    } catch (SQLException e) {
      failed(e);
      throw failures.notDone("the savepoint was not set: ", e);
    }
    return name;
  }

  /** Undoes everything since the savepoint; the transaction can go on. */
  void rollbackTo(String savepoint) {
    try {
      control("rollback to savepoint " + savepoint);
      failure = null;
      opening.forgetLimit();
      counts.undo(savepoint);
    } catch (SQLException e) {
      failed(e);
      throw failures.notDone("rolling back to the savepoint failed: ", e);
    }
  }

  /** Undoes a dry run; a failure that was swallowed is reported as a commit would report it. */
  void undo(@Nullable String savepoint) {
    noticeFailure();
    Throwable cause = failure;
    rollback(savepoint);
    if (cause != null) {
      throw failures.swallowed("the dry run", cause);
    }
  }

  /** Undoes everything since the savepoint, or since the beginning. */
  void rollback(@Nullable String savepoint) {
    if (savepoint == null) {
      rollback();
    } else {
      rollbackTo(savepoint);
    }
  }

  /**
   * Keeps what was done since the savepoint, unless a statement failed and its exception was
   * swallowed.
   */
  void release(String savepoint) {
    noticeFailure();
    if (failure != null) {
      Throwable cause = failure;
      rollbackTo(savepoint);
      throw failures.swallowed("the nested transaction", cause);
    }
    try {
      control("release savepoint " + savepoint);
      counts.forget(savepoint);
    } catch (SQLException e) {
      failed(e);
      throw failures.notDone("the savepoint was not released: ", e);
    }
  }

  /**
   * Commits.
   *
   * @throws TransactionException if a statement failed and its exception was swallowed: Postgres
   *     would answer this commit with a silent rollback
   */
  void commit() throws SQLException {
    commit(Lead.NONE);
  }

  /** Commits like {@link #commit()}, in one round trip with statements of the library. */
  void commit(Lead last) throws SQLException {
    over = true;
    PooledConnection connection = pooled;
    if (connection == null) {
      return;
    }
    if (committed) {
      end(connection);
      return;
    }
    noticeFailure();
    TransactionId stored = opening.id();
    SQLException loss;
    try {
      if (failure != null) {
        connection.rollback();
        throw failures.swallowed("the transaction", failure);
      }
      limited(Deadline.NONE);
      loss = commit(connection, last);
      if (loss == null) {
        singleAgain(connection);
      }
    } finally {
      end(connection);
    }
    if (loss != null) {
      if (opening.isKeyed()) {
        commitLost = true;
        throw Lost.unknown(loss);
      }
      LostCommit.settle(source, scope, stored, loss);
    }
  }

  void rollback() {
    over = true;
    PooledConnection connection = pooled;
    if (connection == null) {
      return;
    }
    try {
      if (isBorrowed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw failures.notDone("rolling back failed: ", e);
    } finally {
      end(connection);
    }
  }

  private static void singleAgain(PooledConnection connection) {
    try {
      connection.connection().setAutoCommit(true);
    } catch (SQLException e) {
      // It is committed. The connection is gone, which its next use says.
    }
  }

  /** Commits, and returns the failure that leaves the outcome open, or null. */
  private @Nullable SQLException commit(PooledConnection connection, Lead last)
      throws SQLException {
    try {
      connection.commit(limit, last);
      return null;
    } catch (SQLException e) {
      if ((opening.isStoring() || opening.isKeyed()) && (Lost.isLoss(e) || Lost.isCanceled(e))) {
        return e;
      }
      throw e;
    }
  }
}
