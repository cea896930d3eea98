package ai.flashfusion.internal.session;

import ai.flashfusion.internal.error.Lost;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;

/** The texts of a transaction's rounds: prepared, sent, and what their failures mean. */
final class RoundSender {

  private final HeldConnection held;

  RoundSender(HeldConnection held) {
    this.held = held;
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
  Prepared prepare(RoundText text, boolean counted, boolean learn, Deadline call)
      throws SQLException {
    long millis = held.limited(call);
    PooledConnection connection = held.begin();
    Opening.Before before = held.opening.before(millis, learn);
    return new Prepared(
        before.prepare(connection, held.opening.text(before, text), counted),
        before.binds(),
        before.results(),
        before.learning());
  }

  /** Prepares a statement that is a whole transaction, in the text of a plain call. */
  Prepared prepareAlone(Frame frame, Deadline call) throws SQLException {
    long millis = held.limited(call);
    PooledConnection connection = held.begin();
    String text = held.scope.frame(frame.bare(), millis).single();
    return new Prepared(
        held.scope.prepare(connection, text, millis, Lead.NONE, false),
        held.scope.binds(millis),
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
    PooledConnection connection = Objects.requireNonNull(held.pooled);
    long all = held.limit == 0 ? 0 : held.deadline.earlier(call).millis(held.limit * statements);
    connection.ask(all, text.statement()::execute);
    held.opening.identified();
    if (commits) {
      held.committed = true;
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
    held.learn(text.statement().getResultSet());
    return index;
  }

  /** Records what a statement may leave on the connection. */
  void notice(Frame frame) {
    Objects.requireNonNull(held.pooled).noticeCalls(frame.checked());
  }

  /** Returns whether the server refused a statement, rather than ran out of time. */
  boolean isRefused(SQLException failure) {
    return held.pooled != null && held.pooled.failed() && !Lost.isCanceled(failure);
  }

  /** Returns whether the text was sent completely, so that only its commit can have failed. */
  boolean isCommitRefused(SQLException failure) {
    return held.pooled != null
        && !Lost.isLoss(failure)
        && !Lost.isCanceled(failure)
        && held.pooled.idle();
  }

  /** Returns the failure of a text that ends with the commit, whose outcome may be unknown. */
  SQLException told(SQLException failure) {
    boolean open =
        Lost.isLoss(failure)
            || (Lost.isCanceled(failure) && held.pooled != null && held.pooled.idle());
    return held.opening.isStoring() && open ? Lost.unknown(failure) : failure;
  }

  /** Returns the number of the entry that failed in a marked round, or 0 if it is not known. */
  int failedEntry() {
    return held.pooled == null || held.pooled.spoiled()
        ? 0
        : EntryMark.last(held.pooled, held.limit);
  }
}
