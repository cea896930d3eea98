package ai.flashfusion.internal.session;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The library's own statements before the next one of a transaction: what begins it, the identity,
 * an idempotency key, a time limit, the question for its id. Used by one thread.
 */
final class Opening {

  /** The state in which it is not known which time limit the server applies to statements. */
  private static final long UNTOLD = -1;

  private final Scope scope;

  /**
   * The statement that takes the idempotency key, before the first statement of the transaction.
   */
  private final Lead key;

  /** The statement before the identity, which begins the transaction or characterizes it. */
  private final String begin;

  /** Whether the driver begins the transaction, as it does for cursors to be read in pieces. */
  private final boolean drivers;

  private long told = UNTOLD;
  private boolean identified;
  private boolean storing;
  private @Nullable TransactionId id;

  Opening(Scope scope, Lead key, String begin) {
    this(scope, key, begin, begin.isEmpty());
  }

  /**
   * Creates what comes before the first statement.
   *
   * @param begin a statement with a semicolon, or empty
   * @param drivers whether the driver begins the transaction before that
   */
  Opening(Scope scope, Lead key, String begin, boolean drivers) {
    this.scope = scope;
    this.key = key;
    this.begin = begin;
    this.drivers = drivers;
  }

  /** Returns whether the driver begins the transaction, or has to know that it has begun. */
  boolean isDrivers() {
    return drivers || begin().isEmpty();
  }

  /**
   * The library's statements in a text.
   *
   * @param lead those that are neither the beginning nor the identity
   * @param scope the identity; null if the text does not carry it
   * @param millis the time limit
   * @param binds the number of their binds
   * @param results the number of their results
   * @param learning whether the last of these is the id of the transaction
   */
  record Before(
      Lead lead, @Nullable Scope scope, long millis, int binds, int results, boolean learning) {

    boolean identifies() {
      return scope != null;
    }

    /** Prepares a text that has them, and binds their values. */
    PreparedStatement prepare(PooledConnection pooled, String text, boolean counted)
        throws SQLException {
      if (scope != null) {
        return scope.prepare(pooled, text, millis, lead, counted);
      }
      PreparedStatement statement = pooled.prepare(text, counted);
      lead.bind(statement, 0);
      return statement;
    }
  }

  /**
   * Returns what comes before the next statement.
   *
   * @param millis the time limit for statements, or 0 if there is none
   * @param stores whether something will be stored, so that the id is asked for
   */
  Before before(long millis, boolean stores) {
    Lead learned = learned(stores);
    if (!identified) {
      return identifying(millis, key, learned);
    }
    Lead lead = (isLimitOther(millis) ? limit(millis) : Lead.NONE).then(learned);
    told = millis;
    return new Before(lead, null, millis, lead.values().size(), lead.results(), !learned.isEmpty());
  }

  /** Returns the identity by itself, which may be sent again. */
  Before identity(long millis) {
    return identifying(millis, identified ? Lead.NONE : key, learned(storing));
  }

  private Before identifying(long millis, Lead first, Lead learned) {
    Lead lead = first.then(learned);
    told = millis;
    return new Before(
        lead,
        scope,
        millis,
        scope.binds(millis) + lead.values().size(),
        (begin().isEmpty() ? 0 : 1) + Preamble.RESULTS + lead.results(),
        !learned.isEmpty());
  }

  /** Returns the question for the id; a key tells better what became of the transaction. */
  private Lead learned(boolean stores) {
    return stores && id == null && key.isEmpty() ? TransactionId.LEAD : Lead.NONE;
  }

  private static Lead limit(long millis) {
    return new Lead(Preamble.TIME_LIMIT, List.of(millis + "ms"), 1);
  }

  /** Returns what begins the transaction: empty if it has begun, or if the driver sends it. */
  String begin() {
    return identified ? "" : begin;
  }

  /** Returns the text of a round. */
  String text(Before before, RoundText round) {
    if (!before.identifies()) {
      return before.lead().sql() + round.sql();
    }
    return before.lead().isEmpty()
        ? scope.preamble(before.millis()).round(begin(), round)
        : text(before, round.sql());
  }

  /** Returns the text that gives a statement the identity. */
  String text(Before before, String statement) {
    return begin() + scope.preamble(before.millis()).sql() + ";" + before.lead().sql() + statement;
  }

  /** Returns whether the server must be told of this time limit. */
  boolean isLimitOther(long millis) {
    return told != millis;
  }

  /** Forgets which time limit the server knows. */
  void forgetLimit() {
    told = UNTOLD;
  }

  boolean isKeyed() {
    return !key.isEmpty();
  }

  /** Returns whether the transaction has its identity, and with it a snapshot. */
  boolean isIdentified() {
    return identified;
  }

  /** Records that the identity was sent. */
  void identified() {
    identified = true;
  }

  /** Returns whether something was stored, or may have been. */
  boolean isStoring() {
    return storing;
  }

  void noticeWrite(CheckedStatement statement) {
    storing |= statement.storing();
  }

  /** Announces that something will be stored, so that the identity's round trip asks for the id. */
  void announceWrite() {
    storing = true;
  }

  /** Reads the id of the transaction, which came before a statement's result. */
  void learn(ResultSet row) throws SQLException {
    id = TransactionId.read(row);
  }

  @Nullable TransactionId id() {
    return id;
  }

  /** Begins again on another connection. */
  void again() {
    identified = false;
    told = UNTOLD;
  }

  /** Begins another transaction on the same connection. */
  void forget() {
    identified = false;
    storing = false;
    id = null;
  }
}
