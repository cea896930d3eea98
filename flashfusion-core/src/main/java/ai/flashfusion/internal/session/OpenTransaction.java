package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.ExpectationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.error.ErrorListener;
import ai.flashfusion.internal.error.KeyFailure;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.internal.error.StoppedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A transaction of one identity on one connection, used by one thread. The connection is taken, and
 * the transaction begun, with the first statement, whose round trip also carries the identity; a
 * transaction without statements costs nothing.
 */
final class OpenTransaction {

  private static final String CANCELED = "57014";

  /** The state in which it is not known which time limit the server applies to statements. */
  private static final long UNTOLD = -1;

  private final ConnectionSource source;
  private final Scope scope;
  private final Thread thread = Thread.currentThread();
  private Deadline deadline;
  private long limit;
  private long told = UNTOLD;
  private final boolean borrowed;

  /**
   * The statement that takes the idempotency key, before the first statement of the transaction.
   */
  private final Lead key;

  /** The statement before the identity, which begins the transaction or characterizes it. */
  private final String begin;

  /** Whether the driver begins the transaction, as it does for cursors to be read in pieces. */
  private final boolean drivers;

  private @Nullable Round round;
  private boolean committed;
  private @Nullable PooledConnection pooled;
  private boolean identified;
  private boolean batch;
  private boolean storing;
  private @Nullable TransactionId id;
  private boolean over;
  private boolean repeated;
  private boolean commitLost;
  private int savepoints;
  private @Nullable Throwable failure;
  private @Nullable RowCount affected;
  private final Map<String, Long> affectedBefore = new HashMap<>();

  /** Creates a transaction that takes a connection when it needs one, and returns it. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline) {
    this(source, scope, deadline, Lead.NONE);
  }

  /** Creates a transaction like the others, which takes an idempotency key when it begins. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline, Lead key) {
    this.source = source;
    this.scope = scope;
    this.deadline = deadline;
    this.borrowed = false;
    this.key = key;
    this.begin = "";
    this.drivers = true;
  }

  /** Creates a transaction that begins with this statement. */
  OpenTransaction(ConnectionSource source, Scope scope, Deadline deadline, String begin) {
    this(source, scope, deadline, begin + ";", false);
  }

  /**
   * Creates a transaction.
   *
   * @param begin the statement before the identity, with a semicolon, or empty
   * @param drivers whether the driver begins the transaction before that
   */
  OpenTransaction(
      ConnectionSource source, Scope scope, Deadline deadline, String begin, boolean drivers) {
    this.source = source;
    this.scope = scope;
    this.deadline = deadline;
    this.borrowed = false;
    this.key = Lead.NONE;
    this.begin = begin;
    this.drivers = drivers;
  }

  /** Creates a transaction on a connection that its owner takes and returns. */
  OpenTransaction(
      ConnectionSource source, Scope scope, PooledConnection pooled, Deadline deadline) {
    this.source = source;
    this.scope = scope;
    this.deadline = deadline;
    this.pooled = pooled;
    this.borrowed = true;
    this.key = Lead.NONE;
    this.begin = "";
    this.drivers = true;
  }

  Scope scope() {
    return scope;
  }

  /**
   * Limits the time of everything until {@link #restore}, and returns the limit so far.
   *
   * @param limit the moment at which it must be over
   */
  Deadline limit(Deadline limit) {
    Deadline before = deadline;
    deadline = deadline.earlier(limit);
    return before;
  }

  /** Applies a limit again that {@link #limit(Deadline)} returned. */
  void restore(Deadline before) {
    deadline = before;
  }

  ScopedPreparedStatement prepare(String sql, boolean keys, ScopedConnection owner, Deadline call)
      throws SQLException {
    long millis = limited(call);
    PooledConnection connection = begin();
    Frame frame = scope.frame(sql, millis);
    if (round != null && !round.isGathering()) {
      round.another(frame);
    }
    storing |= frame.checked().storing();
    connection.noticeCalls(frame.checked());
    if (round != null && round.isGathering()) {
      return round.prepare(connection, frame, owner, call);
    }
    boolean counted = keys || (affected != null && frame.checked().countsRows());
    if (batch) {
      PreparedStatement statement = connection.prepare(frame.bare(), counted);
      return new ScopedPreparedStatement(statement, owner, frame, 0, 0, false, false);
    }
    // A key tells better than the id what became of the transaction.
    boolean learning = id == null && key.isEmpty() && frame.checked().storing();
    Lead learned = learning ? TransactionId.LEAD : Lead.NONE;
    if (identified) {
      Lead lead = telling(millis).then(learned);
      PreparedStatement statement = connection.prepare(frame.bare(lead), counted);
      lead.bind(statement, 0);
      return new ScopedPreparedStatement(
          statement, owner, frame, lead.values().size(), lead.results(), false, learning);
    }
    Lead lead = key.then(learned);
    told = millis;
    return new ScopedPreparedStatement(
        scope.prepare(connection, begin + frame.first(lead), millis, lead, counted),
        owner,
        frame,
        scope.binds(millis) + lead.values().size(),
        preambleResults() + lead.results(),
        true,
        learning);
  }

  private int preambleResults() {
    return Preamble.RESULTS + (begin.isEmpty() ? 0 : 1);
  }

  /** Lets statements wait for those of other entries; null for no longer. */
  void gather(@Nullable Round gathering) {
    round = gathering;
  }

  /** Returns whether entries of a pipeline run in this transaction now. */
  boolean isGathering() {
    return round != null;
  }

  /**
   * A prepared text that holds statements of several entries.
   *
   * @param binds the number of binds before the first entry's
   * @param results the number of results before those of the entries
   * @param learning whether the last of these results is the id of the transaction
   */
  record Prepared(PreparedStatement statement, int binds, int results, boolean learning) {}

  /** Prepares the text of a round, with what has to come before it. */
  Prepared prepare(RoundText text, boolean counting, boolean learn, Deadline call)
      throws SQLException {
    long millis = limited(call);
    PooledConnection connection = begin();
    boolean counted = affected != null && counting;
    boolean learning = learn && id == null && key.isEmpty();
    Lead learned = learning ? TransactionId.LEAD : Lead.NONE;
    if (identified) {
      Lead lead = telling(millis).then(learned);
      PreparedStatement statement = connection.prepare(lead.sql() + text.sql(), counted);
      lead.bind(statement, 0);
      return new Prepared(statement, lead.values().size(), lead.results(), learning);
    }
    Lead lead = key.then(learned);
    told = millis;
    Preamble preamble = scope.preamble(millis);
    String all =
        lead.isEmpty()
            ? preamble.round(begin, text)
            : begin + preamble.sql() + ";" + lead.sql() + text.sql();
    return new Prepared(
        scope.prepare(connection, all, millis, lead, counted),
        scope.binds(millis) + lead.values().size(),
        preambleResults() + lead.results(),
        learning);
  }

  /** Prepares a statement that is a whole transaction, in the text of a plain call. */
  Prepared prepareAlone(Frame frame, Deadline call) throws SQLException {
    long millis = limited(call);
    PooledConnection connection = begin();
    String text = scope.frame(frame.bare(), millis).single();
    return new Prepared(
        scope.prepare(connection, text, millis, Lead.NONE, false),
        scope.binds(millis),
        1 + Preamble.RESULTS,
        false);
  }

  /**
   * Sends the text of a round, and returns the index of its current result.
   *
   * @param commits whether the text ends with the commit
   * @param statements the number of statements, each of which has the limit of one
   * @param call the moment at which they must be over
   */
  int execute(Prepared text, boolean commits, int statements, Deadline call) throws SQLException {
    PooledConnection connection = Objects.requireNonNull(pooled);
    long all = limit == 0 ? 0 : deadline.earlier(call).millis(limit * statements);
    connection.ask(all, text.statement()::execute);
    identified = true;
    if (commits) {
      committed = true;
      connection.committed();
    } else {
      connection.begun();
    }
    if (!text.learning()) {
      return 0;
    }
    int index = text.results() - 1;
    for (int i = 0; i < index; i++) {
      text.statement().getMoreResults();
    }
    learn(text.statement().getResultSet());
    return index;
  }

  /** Records what a statement may leave on the connection. */
  void notice(Frame frame) {
    Objects.requireNonNull(pooled).noticeCalls(frame.checked());
  }

  /** Takes the connection back, if there is one, once nothing can reach its user any more. */
  void watch(Object user) {
    if (pooled != null) {
      source.watch(pooled, user);
    }
  }

  /** Returns whether the commit travelled with the statements of a round. */
  boolean isCommitted() {
    return committed;
  }

  /** Returns whether a statement failed, so that it can only roll back. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Returns whether the identity was sent, so that the transaction has a snapshot. */
  boolean isIdentified() {
    return identified;
  }

  /** Gives the failed connection back, to begin anew on another one. */
  void restart() {
    PooledConnection connection = pooled;
    pooled = null;
    identified = false;
    told = UNTOLD;
    if (connection != null) {
      source.giveBack(connection);
    }
  }

  /** Returns whether the server refused a statement, rather than ran out of time. */
  boolean isRefused(SQLException failure) {
    return pooled != null && pooled.failed() && !Lost.isCanceled(failure);
  }

  /** Returns whether the text was sent completely, so that only its commit can have failed. */
  boolean isCommitRefused(SQLException failure) {
    return pooled != null && !Lost.isLoss(failure) && !Lost.isCanceled(failure) && pooled.idle();
  }

  /** Returns the failure of a statement as it is to be told. */
  SQLException toldOf(SQLException failure) {
    return round == null ? failure : round.told(failure);
  }

  /** Returns the failure of a text that ends with the commit, whose outcome may be unknown. */
  SQLException told(SQLException failure) {
    boolean open =
        Lost.isLoss(failure) || (Lost.isCanceled(failure) && pooled != null && pooled.idle());
    return storing && open ? Lost.unknown(failure) : failure;
  }

  /** Returns the number of the entry that failed in a marked round, or 0 if it is not known. */
  int failedEntry() {
    return pooled == null || pooled.spoiled() ? 0 : EntryMark.last(pooled, limit);
  }

  /** Reads the id of the transaction, which came before a statement's result. */
  void learn(ResultSet row) throws SQLException {
    id = TransactionId.read(row);
  }

  /** Announces that something will be stored, so that the identity's round trip asks for the id. */
  void announceWrite() {
    storing = true;
  }

  /**
   * Returns the milliseconds that the next statement may take, or 0 if there is no limit.
   *
   * @param call the moment at which the statement must be over
   * @throws StatementTimeoutException if no time is left; the transaction can only roll back then
   */
  private long limited(Deadline call) {
    try {
      limit = scope.millis(deadline.earlier(call));
      return limit;
    } catch (StatementTimeoutException e) {
      failed(e);
      throw e;
    }
  }

  /** Returns the statement that tells the server a time limit other than the one it knows. */
  private Lead telling(long millis) {
    if (millis == told) {
      return Lead.NONE;
    }
    told = millis;
    return new Lead(Preamble.TIME_LIMIT, List.of(millis + "ms"), 1);
  }

  Statement create(ScopedConnection owner, Deadline call) throws SQLException {
    direct();
    limited(call);
    storing = true;
    PooledConnection connection = begin();
    connection.served().taint(); // its text comes later
    return new ScopedStatement(
        connection.create(affected != null), owner, scope.identity().isService());
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
    } else if (identified && !key.isEmpty()) {
      throw new TransactionException(
          "this statement takes the idempotency key of its transaction, which was taken before:"
              + " prepare it again to execute it once more",
          null);
    }
  }

  /** Sends the identity now, in a round trip of its own, unless the transaction has it. */
  void identify() {
    try {
      PooledConnection connection = begin();
      if (!identified) {
        send(connection, "");
      }
    } catch (SQLException e) {
      failed(e);
      throw notDone("the transaction did not begin: ", e);
    }
  }

  void executed() throws SQLException {
    identified = true;
    Objects.requireNonNull(pooled).begun();
  }

  void failed(Exception e) {
    if (failure == null) {
      failure = e;
      repeated = !key.isEmpty() && e instanceof SQLException refused && KeyFailure.isTaken(refused);
    }
  }

  /** Returns whether the idempotency key was taken before, so that nothing more can be done. */
  boolean repeated() {
    return repeated;
  }

  /** Returns whether the answer to the commit was lost. */
  boolean commitLost() {
    return commitLost;
  }

  /** Ends the transaction, and leaves its failed connection to the caller, to be given back. */
  PooledConnection leave() {
    over = true;
    PooledConnection left = Objects.requireNonNull(pooled);
    pooled = null;
    return left;
  }

  /** Counts rows from now on, until {@link #met}. */
  void expect(Expectation expectation) {
    affected = new RowCount(expectation, affected);
  }

  void affected(long rows) {
    if (affected != null) {
      try {
        affected.add(rows);
      } catch (ExpectationException e) {
        failure = e;
        throw e;
      }
    }
  }

  /** Fails if the counted rows are not as expected. */
  void check() {
    if (affected != null) {
      affected.end();
    }
  }

  /** Ends the counting, and returns whether everything is to be undone. */
  boolean met() {
    RowCount ended = affected;
    affected = ended == null ? null : ended.outer();
    return ended != null && ended.dryRun();
  }

  PooledConnection pooled() throws SQLException {
    return begin();
  }

  /** Runs a call of the driver on the connection of the transaction, which must have one. */
  <T> T ask(PooledConnection.Call<T> call) throws SQLException {
    return Objects.requireNonNull(pooled).ask(limit, call);
  }

  /** Copies rows into a table; the identity is sent before. */
  long copyIn(String sql, byte[] rows) throws SQLException {
    if (round != null) {
      throw new RefusedStatementException(
          "copy is refused in a pipeline, which has no room for its rows: copy in a transaction");
    }
    unlimited();
    storing = true;
    executing(false);
    try {
      PgConnection driver = begin().driver();
      if (told != limit) {
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
      affectedBefore.put(name, affected == null ? 0 : affected.count());
    } catch (SQLException e) {
      failed(e);
      throw notDone("the savepoint was not set: ", e);
    }
    return name;
  }

  /** Undoes everything since the savepoint; the transaction can go on. */
  void rollbackTo(String savepoint) {
    try {
      control("rollback to savepoint " + savepoint);
      failure = null;
      told = UNTOLD;
      long before = Objects.requireNonNullElse(affectedBefore.remove(savepoint), 0L);
      if (affected != null) {
        affected.undo(affected.count() - before);
      }
    } catch (SQLException e) {
      failed(e);
      throw notDone("rolling back to the savepoint failed: ", e);
    }
  }

  /** Undoes a dry run; a failure that was swallowed is reported as a commit would report it. */
  void undo(@Nullable String savepoint) {
    noticeFailure();
    Throwable cause = failure;
    rollback(savepoint);
    if (cause != null) {
      throw swallowed("the dry run", cause);
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
      throw swallowed("the nested transaction", cause);
    }
    try {
      control("release savepoint " + savepoint);
      affectedBefore.remove(savepoint);
    } catch (SQLException e) {
      failed(e);
      throw notDone("the savepoint was not released: ", e);
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
    TransactionId stored = id;
    SQLException loss;
    try {
      if (failure != null) {
        connection.rollback();
        throw swallowed("the transaction", failure);
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
      if (!key.isEmpty()) {
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
      if (borrowed) {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw notDone("rolling back failed: ", e);
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
      if ((storing || !key.isEmpty()) && (Lost.isLoss(e) || Lost.isCanceled(e))) {
        return e;
      }
      throw e;
    }
  }

  private void end(PooledConnection connection) {
    if (borrowed) {
      storing = false;
      id = null;
      failure = null;
      over = false;
      identified = false;
    } else {
      pooled = null;
      source.giveBack(connection);
    }
  }

  /** Fails if the transaction is over, or belongs to another thread. */
  void usable() {
    if (over) {
      throw new TransactionException(
          "the transaction is over: it lives only as long as its callback, so keep the session"
              + " instead",
          null);
    }
    if (thread != Thread.currentThread()) {
      throw new TransactionException(
          "the transaction belongs to thread '"
              + thread.getName()
              + "': use it there, or a session in this thread",
          null);
    }
  }

  private PooledConnection begin() throws SQLException {
    usable();
    noticeFailure();
    if (failure instanceof SQLException e && isOver(e)) {
      throw notDone("the transaction cannot go on: ", e);
    }
    if (failure != null) {
      throw new TransactionException(
          "an earlier statement of this transaction failed, so it can only roll back; run what may"
              + " fail in a nested transaction. The failure was: "
              + failure.getMessage(),
          failure);
    }
    PooledConnection connection = pooled;
    if (connection == null) {
      connection = source.take(scope);
      pooled = connection;
    }
    connection.served().watched().checkOpen();
    // A function that ran in this transaction may have changed the settings.
    DriverModes.check(connection.driver());
    if (drivers && connection.connection().getAutoCommit()) {
      connection.connection().setAutoCommit(false);
    }
    return connection;
  }

  /** Notices failures of statements that the driver sends itself, for example to read a cursor. */
  private void noticeFailure() {
    if (failure == null && pooled != null && pooled.failed()) {
      failure = new SQLException("a statement that pgjdbc sent while rows were read failed");
    }
  }

  private void send(PooledConnection connection, String more) throws SQLException {
    boolean learning = storing && id == null && key.isEmpty();
    Lead lead = (identified ? Lead.NONE : key).then(learning ? TransactionId.LEAD : Lead.NONE);
    String text = (identified ? "" : begin) + scope.preamble(limit).sql() + ";" + lead.sql() + more;
    int before = Preamble.RESULTS + (identified || begin.isEmpty() ? 0 : 1);
    try (PreparedStatement statement = scope.prepare(connection, text, limit, lead, false)) {
      told = limit;
      connection.ask(limit, statement::execute);
      connection.begun();
      identified = true;
      if (learning) {
        for (int i = 0; i < before; i++) {
          statement.getMoreResults();
        }
        learn(statement.getResultSet());
      }
    }
  }

  /** Runs transaction control, which must also work after a failure. */
  private void control(String sql) throws SQLException {
    Objects.requireNonNull(pooled).execute(sql, limit);
  }

  /** Returns whether a failure has ended the connection, or the library's use of it. */
  private static boolean isOver(SQLException e) {
    return e instanceof StoppedException || Lost.isLoss(e);
  }

  /** Returns the failure of transaction control; with a lost connection nothing is stored. */
  private FlashFusionException notDone(String what, SQLException e) {
    DatabaseError error = new DatabaseError(e.getSQLState(), null, null, null);
    if (e instanceof StoppedException || CANCELED.equals(e.getSQLState())) {
      return ErrorListener.translate(
          e, "transaction", scope.identity(), scope.login().ownPolicies());
    }
    if (KeyFailure.isMissing(e)) {
      return KeyFailure.missing(error, e);
    }
    return Lost.isLoss(e)
        ? new ConnectionException(what + Advice.said(e), error, e)
        : new TransactionException(what + Advice.said(e), error, e);
  }

  /** Returns the exception about a failure that nobody let pass; a time that is over is no such. */
  private FlashFusionException swallowed(String what, Throwable cause) {
    if (cause instanceof StatementTimeoutException over) {
      return over;
    }
    if (cause instanceof SQLException e && isOver(e)) {
      return notDone(what + " is not stored: ", e);
    }
    return new TransactionException(
        what
            + " was rolled back, nothing of it is stored: a statement failed and its exception was"
            + " swallowed; let it pass, or run the statement in a nested transaction. The"
            + " failure was: "
            + (cause instanceof SQLException e ? Advice.said(e) : cause.getMessage()),
        cause);
  }
}
