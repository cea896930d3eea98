package ai.flashfusion.internal.error;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.CheckViolationException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.DatabaseException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.NotNullViolationException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.ReadOnlyException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.identity.Identity;
import java.io.Serial;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import tools.jackson.core.JacksonException;

/** Translates errors of Postgres (Appendix A of its manual) into exceptions that say what to do. */
public final class ErrorListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  /** The message of jOOQ about a field of a row that cannot be read. */
  private static final Pattern UNREAD_FIELD =
      Pattern.compile(
          "^Error while reading field:"
              + " (?:\"public\"\\.)?(?:\"(?<table>[^\"]+)\"\\.)?\"?(?<column>[^\",]+)\"?,");

  private final transient Supplier<Identity> identity;
  private final transient boolean ownPolicies;

  /**
   * Creates a listener for statements of an identity.
   *
   * @param identity returns the one under which the statement ran
   * @param ownPolicies whether the policies of the database are those of the migrations, so that
   *     they can be quoted
   */
  public ErrorListener(Supplier<Identity> identity, boolean ownPolicies) {
    this.identity = identity;
    this.ownPolicies = ownPolicies;
  }

  @Override
  public void exception(ExecuteContext context) {
    RuntimeException thrown = context.exception();
    if (thrown instanceof DateTimeException) {
      context.exception(beyondTime(thrown));
      return;
    }
    SQLException failure = context.sqlException() == null ? within(thrown) : context.sqlException();
    if (failure != null && !(thrown instanceof FlashFusionException)) {
      Matcher field = UNREAD_FIELD.matcher(String.valueOf(failure.getMessage()));
      context.exception(
          field.find()
              ? unreadable(field, context.record(), failure)
              : translate(failure, command(context.sql()), identity.get(), ownPolicies));
    }
  }

  /** Returns the failure of a bind, which jOOQ wraps twice; null if it is something else. */
  private static @Nullable SQLException within(@Nullable Throwable thrown) {
    SQLException found = null;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      found = cause instanceof SQLException failure ? failure : found;
    }
    return found;
  }

  /** Returns the exception about a time beyond those that jOOQ can write. */
  private static InvalidValueException beyondTime(RuntimeException failure) {
    return new InvalidValueException(
        "a time is outside of what Postgres can store, 4713 BC to the year 294276 ("
            + failure.getMessage()
            + "): give one within",
        new DatabaseError("22008", null, null, null),
        failure);
  }

  private static InvalidValueException unreadable(
      Matcher field, @Nullable Record row, SQLException failure) {
    String table = field.group("table");
    String column = field.group("column");
    String why =
        failure.getCause() instanceof JacksonException
            ? "it is not the kind of JSON that is expected there"
            : "Postgres can store this value, but Java has no equivalent";
    return new InvalidValueException(
        "the value of "
            + (table == null ? "" : table + ".")
            + column
            + (row == null ? "" : whichOne(row))
            + " cannot be read: "
            + why
            + "; repair the row",
        new DatabaseError(null, table, column, null),
        failure);
  }

  /** Returns the row's id if it was read before the field at fault, or an empty text. */
  private static String whichOne(Record row) {
    Field<?> id = row.field("id");
    Object value = id == null ? null : row.get(id);
    return value == null ? "" : ", of the row with id " + value + ",";
  }

  /**
   * Returns the exception for a failure.
   *
   * @param command the command that failed, such as insert
   */
  public static FlashFusionException translate(
      SQLException failure, String command, Identity identity, boolean ownPolicies) {
    return failure instanceof EntryFailure entry
        ? translate(entry.failure(), entry.entry() + ": ", command, identity, ownPolicies)
        : translate(failure, "", command, identity, ownPolicies);
  }

  private static FlashFusionException translate(
      SQLException failure, String place, String command, Identity identity, boolean ownPolicies) {
    if (failure instanceof StoppedException stopped) {
      String message = place + command + ": " + failure.getMessage();
      return stopped.isClosed()
          ? new ClosedException(message, failure)
          : new CallInterruptedException(message, failure);
    }
    SQLException first = failure;
    while (!(first instanceof PSQLException) && first.getNextException() != null) {
      first = first.getNextException();
    }
    // The first failure of a batch is in the exception that follows.
    if (first instanceof java.sql.BatchUpdateException
        && first.getCause() instanceof SQLException e) {
      first = e;
    }
    String state = first.getSQLState() == null ? "" : first.getSQLState();
    ServerErrorMessage server =
        first instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    DatabaseError error =
        server == null
            ? new DatabaseError(
                first.getSQLState(),
                null,
                first instanceof UnstorableTextException text ? text.column() : null,
                null)
            : new DatabaseError(
                state,
                server.getTable() == null ? tableIn(server.getMessage()) : server.getTable(),
                server.getColumn(),
                server.getConstraint());
    String said =
        server == null || server.getMessage() == null ? first.getMessage() : server.getMessage();
    String message = place + command + ": " + said;
    String detail = server == null ? null : server.getDetail();
    SQLException cause =
        detail != null && String.valueOf(first.getMessage()).contains(detail)
            ? withoutDetail(first, said, state)
            : failure;
    if (KeyFailure.isTaken(failure)) {
      return new IdempotencyException(
          "the idempotency key was used before; this call stores nothing", error, cause);
    }
    if (KeyFailure.isMissing(failure)) {
      return KeyFailure.missing(error, cause);
    }
    return switch (state) {
      case Lost.UNKNOWN -> new OutcomeUnknownException(message, error, cause);
      case "42501" ->
          new AccessDeniedException(
              Advice.accessDenied(message, command, error, identity, server, ownPolicies),
              error,
              cause);
      case "23505" ->
          new UniqueViolationException(Advice.key(message, error, detail), error, cause);
      case "23503" ->
          new ForeignKeyViolationException(Advice.key(message, error, detail), error, cause);
      case "23514" -> new CheckViolationException(Advice.allowed(message, error), error, cause);
      case "23502" -> new NotNullViolationException(message + "; give it a value", error, cause);
      case "57014" ->
          new StatementTimeoutException(
              message + "; narrow the query or raise the limit", error, cause);
      case Lost.READ_ONLY ->
          new ReadOnlyException(
              message
                  + "; nothing is stored. The server is a standby, or is set to read-only"
                  + " (default_transaction_read_only, as on Supabase when the disk is full):"
                  + " connect to the primary, with several hosts in the url by"
                  + " targetServerType=primary",
              error,
              cause);
      case "40001", "40P01", "55P03" ->
          new ConflictException(message + "; run the transaction again", error, cause);
      default -> byClass(state, message, detail, error, cause);
    };
  }

  /**
   * Returns the exception without the detail, which may repeat a whole row; the library's own pool
   * keeps it out of messages.
   */
  private static SQLException withoutDetail(
      SQLException failure, @Nullable String said, String state) {
    SQLException bare = new SQLException(said, state);
    bare.setStackTrace(failure.getStackTrace());
    return bare;
  }

  private static FlashFusionException byClass(
      String state,
      String message,
      @Nullable String detail,
      DatabaseError error,
      SQLException failure) {
    String migrating = Unmigrated.advice(state, message);
    if (migrating != null) {
      return new ConfigurationException(message + migrating, error, failure);
    }
    if (state.startsWith("22")) {
      return new InvalidValueException(
          message + (detail == null ? "" : ": " + detail), error, failure);
    }
    if (state.startsWith("23")) {
      return new ConstraintViolationException(message, error, failure);
    }
    if ((state.startsWith("08") && !state.equals("08P01"))
        || state.startsWith("57P")
        || Lost.isLoss(failure)) {
      return new ConnectionException(message, error, failure);
    }
    return new DatabaseException(
        Advice.lost(message + " (SQLSTATE " + state + ")", state), error, failure);
  }

  /** Returns the table in a message, as errors of privileges name their table only there. */
  static @Nullable String tableIn(@Nullable String message) {
    if (message == null) {
      return null;
    }
    int quoted = message.indexOf("for table \"");
    if (quoted >= 0) {
      return message.substring(quoted + 11, message.indexOf('"', quoted + 11));
    }
    int plain = message.indexOf("for table ");
    return plain < 0 ? null : message.substring(plain + 10).trim();
  }

  private static String command(@Nullable String sql) {
    if (sql == null) {
      return "batch";
    }
    String text = sql.stripLeading();
    int end = 0;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
