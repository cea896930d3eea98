package ai.flashfusion.internal.session;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.Refused;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * The statements of a pipeline that are sent in one text. Each waits in its {@code execute}, and
 * runs the next entry on top of its own stack; the last one sends the text, and the stack unwinds.
 */
final class Round {

  /**
   * The binds that may be sent behind a statement whose rows come back meanwhile: both sides would
   * wait for each other if neither reads. Sockets hold this much in any case.
   */
  static final long MAX_BINDS = 64_000;

  private final PipelineWork pipeline;
  private final OpenTransaction transaction;
  private final List<WaitingStatement> waiting = new ArrayList<>();
  private Deadline deadline = Deadline.NONE;
  private long behind;
  private boolean sent;
  private boolean committed;
  private @Nullable PreparedStatement statement;
  private @Nullable SQLException failure;
  private @Nullable WaitingStatement failed;

  Round(PipelineWork pipeline, OpenTransaction transaction) {
    this.pipeline = pipeline;
    this.transaction = transaction;
  }

  /** Returns whether statements of further entries can join. */
  boolean isGathering() {
    return !sent;
  }

  /** Returns a statement that waits to be sent with the others. */
  WaitingStatement prepare(
      PooledConnection pooled, Frame frame, ScopedConnection owner, Deadline call)
      throws SQLException {
    pipeline.check(frame);
    deadline = deadline.earlier(call);
    return new WaitingStatement(
        pooled.prepare(frame.bare(), false), owner, frame, this, pipeline.running());
  }

  /** Waits until the statement was sent and its result is there. */
  void await(WaitingStatement own) throws SQLException {
    if (sent) {
      throw new SQLException(
          "the statement was prepared for a round that is over: prepare it again");
    }
    if (!waiting.isEmpty() && behind + own.bytes() > MAX_BINDS) {
      direct();
      Round next = pipeline.newRound();
      own.moveTo(next);
      next.await(own);
      return;
    }
    behind += waiting.isEmpty() ? 0 : own.bytes();
    waiting.add(own);
    while (!sent && pipeline.canRunNext()) {
      pipeline.runNext();
    }
    if (!sent && !pipeline.isBroken()) {
      send(pipeline.commits());
    }
    if (failed == own) {
      throw told(Objects.requireNonNull(failure));
    }
    if (failure != null || !sent) {
      throw stopped(own.entry());
    }
  }

  /** Sends what waits, as what the running entry does next cannot wait with it. */
  void direct() {
    if (sent) {
      return;
    }
    if (waiting.isEmpty()) {
      sent = true;
    } else if (!pipeline.isBroken()) {
      send(false);
    }
    if (failure != null || pipeline.isBroken()) {
      throw stopped(pipeline.running());
    }
  }

  /** Checks that the running entry may send a further statement by itself. */
  void another(Frame frame) {
    Entry<?> entry = pipeline.running();
    if (pipeline.isBroken()) {
      throw stopped(entry);
    }
    pipeline.check(frame);
    if (committed) {
      throw new RefusedStatementException(
          entry.called()
              + " sends a second statement after the pipeline's commit, in another transaction and"
              + " snapshot: call send() after adding it, or let it be a transaction");
    }
    if (frame.checked().storing() && !pipeline.isNewest(entry)) {
      throw new RefusedStatementException(
          entry.called()
              + " writes after the entries behind it have: call send() after adding it, or let it"
              + " be a transaction, so that writes are in the order of entries");
    }
  }

  /** Returns the failure of the running entry as it is to be told. */
  SQLException told(SQLException e) {
    return pipeline.told(e);
  }

  private TransactionException stopped(Entry<?> entry) {
    entry.stop();
    return new TransactionException(
        entry.called() + " was stopped, as another entry of the pipeline failed", failure);
  }

  private void send(boolean commit) {
    sent = true;
    boolean alone = waiting.size() == 1;
    // A function that the library does not know runs once only.
    boolean repeatable =
        pipeline.isRepeatable()
            && waiting.stream().noneMatch(one -> one.frame().checked().storing());
    boolean marked = !alone && !repeatable && !pipeline.isWithinCall();
    for (int tries = 1; ; tries++) {
      try {
        sendOnce(marked, commit);
        committed = commit;
        transaction.scope().retries().succeeded(tries);
        return;
      } catch (SQLException e) {
        if (repeatable && transaction.scope().retries().readAgain(e, tries)) {
          restart();
        } else if (repeatable && !alone && !marked && transaction.rounds().isRefused(e)) {
          // A read may run twice: the second time tells its entries apart.
          restart();
          marked = true;
        } else {
          fail(e, marked, commit);
          return;
        }
      } catch (RuntimeException e) {
        failure = new SQLException("the round was not sent", e);
        transaction.failed(e);
        pipeline.broken(e);
        return;
      }
    }
  }

  /** Goes on with another connection; what belongs to the one that goes back is closed before. */
  private void restart() {
    close();
    waiting.forEach(WaitingStatement::closeCheck);
    transaction.restart();
  }

  private void fail(SQLException e, boolean marked, boolean commit) {
    boolean ended = commit && transaction.rounds().isCommitRefused(e);
    int at = ended ? 0 : marked ? transaction.rounds().failedEntry() : waiting.size() == 1 ? 1 : 0;
    if (pipeline.isWithinCall()) {
      String role = transaction.scope().identity().role();
      at = Refused.isLast(e, waiting.get(0).frame().bare(), role) ? waiting.size() : 1;
    }
    SQLException told = commit ? transaction.rounds().told(e) : e;
    failure = told;
    failed = at > 0 && at <= waiting.size() ? waiting.get(at - 1) : null;
    transaction.failed(told);
    pipeline.failed(
        told,
        failed == null ? null : failed.entry(),
        ended ? "commit" : "one of entries " + from() + " to " + to());
  }

  private int from() {
    return waiting.get(0).entry().number();
  }

  private int to() {
    return waiting.get(waiting.size() - 1).entry().number();
  }

  private void sendOnce(boolean marked, boolean commit) throws SQLException {
    close();
    boolean storing = waiting.stream().anyMatch(one -> one.frame().checked().storing());
    boolean plain = waiting.size() == 1 && commit && !storing && pipeline.isRepeatable();
    RoundText together = new RoundText(statements(), marked, commit);
    RoundSender.Prepared prepared =
        plain
            ? transaction.rounds().prepareAlone(waiting.get(0).frame(), deadline)
            : transaction
                .rounds()
                .prepare(
                    together,
                    transaction.isCounting()
                        && waiting.stream().anyMatch(one -> one.frame().checked().countsRows()),
                    storing && !commit,
                    deadline);
    PreparedStatement text = prepared.statement();
    statement = text;
    int binds = prepared.binds();
    for (WaitingStatement one : waiting) {
      transaction.rounds().notice(one.frame());
      one.bind(text, binds);
      binds += one.binds();
    }
    if (waiting.stream().anyMatch(WaitingStatement::leavesTypes)) {
      text.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
    int at = transaction.rounds().execute(prepared, commit, waiting.size(), deadline);
    int next = prepared.results() + together.results();
    for (WaitingStatement one : waiting) {
      next += marked ? EntryMark.RESULTS : 0;
      for (; at < next; at++) {
        text.getMoreResults(Statement.KEEP_CURRENT_RESULT);
      }
      one.take(text);
      next++;
    }
  }

  private List<String> statements() {
    return waiting.stream().map(one -> one.frame().bare()).toList();
  }

  /** Forgets the results. */
  void close() {
    PreparedStatement ended = statement;
    statement = null;
    if (ended != null) {
      try {
        ended.close();
      } catch (SQLException e) {
        // The connection is gone, and the results with it.
      }
    }
  }
}
