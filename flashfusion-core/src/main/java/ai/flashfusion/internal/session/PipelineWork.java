package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.EntryFailure;
import ai.flashfusion.internal.error.ErrorListener;
import ai.flashfusion.internal.error.Lost;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entries of a pipeline, which run in rounds within one transaction. Belongs to one thread. */
public final class PipelineWork {

  /** The guarantees that a pipeline gives. */
  public enum Kind {
    /** Reads in one snapshot. */
    READING("begin isolation level repeatable read, read only"),
    /** Writes, of which nothing is stored if anything is refused, here or by the database. */
    WRITING("begin"),
    /** Writes whose commit is sent with them. */
    WRITING_AT_ONCE("begin");

    private final String begin;

    Kind(String begin) {
      this.begin = begin;
    }
  }

  /**
   * The entries that may wait at the same time, each of which takes some frames of the stack and
   * may take a subtransaction, of which Postgres remembers 64 at little cost.
   */
  static final int MAX_WAITING = 64;

  private final SessionFactory factory;
  private final SessionContext inner;
  private final OpenTransaction transaction;
  private final boolean own;
  private final Kind kind;
  private final Expectation expectation;
  private final Deadline deadline;
  private final boolean part;
  private final List<Entry<?>> entries = new ArrayList<>();
  private final List<Round> rounds = new ArrayList<>();
  private int begun;
  private int depth;
  private @Nullable Round around;
  private boolean last;
  private boolean over;
  private @Nullable Entry<?> running;
  private @Nullable Throwable failure;
  private @Nullable Entry<?> failed;
  private boolean refused;

  /**
   * Creates a pipeline.
   *
   * @param inner the context of its entries
   * @param own whether the transaction is the pipeline's own, to be ended by it
   * @param expectation what its writes together are expected to reach
   * @param deadline the moment at which it must be over
   * @param part whether it is part of one call of the library, so that failures do not name entries
   */
  PipelineWork(
      SessionFactory factory,
      SessionContext inner,
      OpenTransaction transaction,
      boolean own,
      Kind kind,
      Expectation expectation,
      Deadline deadline,
      boolean part) {
    this.factory = factory;
    this.inner = inner;
    this.transaction = transaction;
    this.own = own;
    this.kind = kind;
    this.expectation = expectation;
    this.deadline = deadline;
    this.part = part;
    if (!expectation.isNone()) {
      transaction.expect(expectation);
    }
  }

  /** Returns a transaction for a pipeline of its own. */
  static OpenTransaction begin(ConnectionSource source, Scope scope, Deadline deadline, Kind kind) {
    return new OpenTransaction(source, scope, deadline, kind.begin);
  }

  /** Adds an entry, which runs when the pipeline is sent. */
  public <T extends @Nullable Object> Entry<T> add(
      @Nullable String name, TransactionWork<T, RuntimeException> work) {
    usable();
    Entry<T> entry = new Entry<>(entries.size() + 1, name, work);
    entries.add(entry);
    return entry;
  }

  /** Sends what waits, and leaves the transaction open. */
  public void send() {
    observed(this::sendNow);
  }

  private void observed(Runnable work) {
    if (part) {
      work.run();
    } else {
      factory.calls().pipeline(inner, work);
    }
  }

  private void sendNow() {
    usable();
    run(false);
    if (own) {
      transaction.watch(this);
    }
  }

  /** Sends what waits, and ends the transaction if it is the pipeline's own. */
  public void flush() {
    observed(this::flushNow);
  }

  private void flushNow() {
    usable();
    run(true);
    over = true;
    if (!own) {
      return;
    }
    try {
      finish();
    } catch (Throwable e) {
      transaction.rollback();
      undo("was undone: the pipeline is not stored: " + e.getMessage(), e);
      throw e;
    }
  }

  private void finish() {
    if (!expectation.isNone()) {
      transaction.check();
      if (transaction.met()) {
        transaction.undo(null);
        return;
      }
    }
    try {
      transaction.commit();
    } catch (SQLException e) {
      throw translated(e, "commit");
    }
  }

  /** Undoes what was not flushed. */
  public void close() {
    if (!over) {
      over = true;
      if (own) {
        transaction.rollback();
      }
      undo(
          "has no value: the pipeline was closed before flush()",
          new TransactionException("the pipeline was closed before flush()", null));
    }
  }

  private void usable() {
    if (running != null) {
      throw new TransactionException(
          running.called()
              + " uses the pipeline that it is in: add entries and send them outside of entries",
          null);
    }
    if (over) {
      throw new TransactionException(
          "the pipeline is over: it has one transaction, and is sent once; begin another one",
          null);
    }
    transaction.usable();
    if (transaction.isGathering() && !part) {
      throw new TransactionException(
          "an entry of a pipeline cannot begin another one: add the entries to the outer one",
          null);
    }
  }

  private void run(boolean flush) {
    last = flush;
    OpenTransaction before = factory.current();
    if (own && before != null) {
      throw new TransactionException(
          "this thread is in a transaction, and the pipeline began outside of it: send it before or"
              + " after, or begin it in the transaction",
          null);
    }
    Deadline limit = transaction.limit(deadline);
    factory.setCurrent(transaction);
    around = transaction.gather(null);
    try {
      while (begun < entries.size() && !isBroken()) {
        newRound();
        runNext();
      }
    } finally {
      factory.setCurrent(before);
      transaction.restore(limit);
      transaction.gather(around);
      rounds.forEach(Round::close);
      rounds.clear();
    }
    if (isBroken()) {
      over = true;
      throw Entry.<RuntimeException>rethrown(end());
    }
  }

  /** Begins a round, to which statements go from now on. */
  Round newRound() {
    Round round = new Round(this, transaction);
    rounds.add(round);
    transaction.gather(round);
    return round;
  }

  /** Returns whether a further entry may run on top of those that wait. */
  boolean canRunNext() {
    return begun < entries.size() && depth < MAX_WAITING && !isBroken();
  }

  /** Runs the next entry. */
  void runNext() {
    Entry<?> entry = entries.get(begun++);
    Entry<?> below = running;
    running = entry;
    depth++;
    try {
      if (part) {
        entry.run(inner);
      } else {
        factory.calls().apart(() -> entry.run(inner));
      }
    } finally {
      depth--;
      running = below;
    }
    Throwable thrown = entry.failure();
    if (thrown != null
        && (failure == null || (failed != null && entry.number() < failed.number()))) {
      failure = thrown;
      failed = entry;
    }
  }

  /** Returns the entry that runs. */
  Entry<?> running() {
    return Objects.requireNonNull(running);
  }

  /** Returns whether no later entry has begun. */
  boolean isNewest(Entry<?> entry) {
    return entry.number() == begun;
  }

  /** Returns whether the commit can travel with what waits now. */
  boolean commits() {
    return last && own && kind != Kind.WRITING && expectation.isNone() && begun == entries.size();
  }

  /** Returns whether what waits can be sent again without storing anything twice. */
  boolean isRepeatable() {
    return own && kind == Kind.READING && !transaction.isIdentified();
  }

  /** Returns whether it refuses writes. */
  boolean isReading() {
    return own && kind == Kind.READING;
  }

  /** Returns whether its entries are statements of one call, within the transaction of the call. */
  boolean isWithinCall() {
    return part && !own;
  }

  /** Returns the failure of the running entry as it is to be told. */
  SQLException told(SQLException e) {
    if (part) {
      return around == null ? e : around.told(e);
    }
    Entry<?> entry = running();
    if (isReading() && Lost.READ_ONLY.equals(e.getSQLState())) {
      throw writes(entry, e);
    }
    return new EntryFailure(entry.called(), e);
  }

  /** Refuses a write in a pipeline that reads, or of a call that may not write any more. */
  void check(Frame frame) {
    if (around != null) {
      around.another(frame);
    }
    if (isReading() && frame.checked().writing()) {
      throw writes(running(), null);
    }
  }

  /** Returns the refusal of an entry that writes. */
  RefusedStatementException writes(Entry<?> entry, @Nullable SQLException cause) {
    RefusedStatementException refusal =
        new RefusedStatementException(
            entry.called()
                + " writes or locks rows in a pipeline that reads: begin it with writePipeline()");
    if (cause != null) {
      refusal.addSuppressed(cause);
    }
    return refusal;
  }

  /** Returns whether an entry failed. */
  boolean isBroken() {
    return failure != null;
  }

  /**
   * Records the failure of a text.
   *
   * @param entry the entry that failed; null if it is not known
   * @param place what failed otherwise
   */
  void failed(SQLException e, @Nullable Entry<?> entry, String place) {
    refused = true;
    failed = entry;
    failure = entry == null ? translated(e, place) : translated(told(entry, e), "");
  }

  /** Returns the failure of an entry's statement as it is to be told. */
  SQLException told(Entry<?> entry, SQLException e) {
    return part ? e : new EntryFailure(entry.called(), e);
  }

  /** Records that a text could not be sent. */
  void broken(RuntimeException e) {
    refused = true;
    failure = e;
  }

  private FlashFusionException translated(SQLException e, String command) {
    Scope scope = transaction.scope();
    return ErrorListener.translate(e, command, scope.identity(), scope.login().ownPolicies());
  }

  /** Ends a pipeline that failed, and returns its failure. */
  private Throwable end() {
    Throwable thrown = Objects.requireNonNull(failure);
    Entry<?> culprit = failed;
    if (culprit != null && refused) {
      if (culprit.failure() == null) {
        culprit.fail(thrown); // it swallowed its exception
      } else {
        thrown = Objects.requireNonNull(culprit.failure());
      }
    }
    boolean undone =
        refused
            || transaction.hasFailed()
            || (own && kind != Kind.READING && !transaction.committed);
    if (own) {
      try {
        transaction.rollback();
      } catch (RuntimeException e) {
        thrown.addSuppressed(e);
      }
    }
    String why =
        (culprit == null ? "the pipeline" : culprit.called()) + " failed: " + thrown.getMessage();
    for (Entry<?> entry : entries) {
      if (undone || !entry.isDone()) {
        entry.undo((entry.begun() ? "was undone, as " : "was not run, as ") + why, thrown);
      }
    }
    if (culprit != null && !refused && !part) {
      thrown.addSuppressed(
          new TransactionException(
              "thrown by " + culprit.called() + " of a pipeline of " + entries.size(), null));
    }
    return thrown;
  }

  private void undo(String why, Throwable cause) {
    entries.forEach(entry -> entry.undo(why, cause));
  }
}
