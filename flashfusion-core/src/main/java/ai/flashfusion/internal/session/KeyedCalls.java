package ai.flashfusion.internal.session;

import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.internal.error.ErrorListener;
import ai.flashfusion.internal.error.Lost;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** One write or transaction under an idempotency key. */
final class KeyedCalls {

  private static final Table<Record> KEYS = DSL.table(DSL.name("flashfusion_idempotency", "keys"));
  private static final Field<byte[]> DIGEST = column("digest", SQLDataType.BLOB);
  private static final Field<UUID> SUBJECT = column("subject", SQLDataType.UUID);
  private static final Field<String> RESULT = column("result", SQLDataType.CLOB);
  private static final Condition OWN =
      DSL.condition("{0} = flashfusion_idempotency.caller()", column("caller", SQLDataType.CLOB));
  private static final Field<String> KEY = column("key", SQLDataType.CLOB);

  private final SessionFactory factory;
  private final ConnectionSource source;
  private final Scope scope;
  private final Deadline deadline;
  private final Configuration configuration;
  private final IdempotencyKey key;

  KeyedCalls(
      SessionFactory factory,
      Scope scope,
      Deadline deadline,
      Configuration configuration,
      IdempotencyKey key) {
    this.factory = factory;
    this.source = factory.source(scope.identity());
    this.scope = scope;
    this.deadline = deadline;
    this.configuration = configuration;
    this.key = key;
    if (factory.current() != null) {
      throw new TransactionException(
          "an idempotency key is for a write by itself or for a whole transaction, and this thread"
              + " is in a transaction: begin that one with once(key).transaction(…)",
          null);
    }
  }

  private static <T> Field<T> column(String name, DataType<T> type) {
    return DSL.field(DSL.name("flashfusion_idempotency", "keys", name), type);
  }

  /** Returns the field with the id of the row that was stored, for a condition on that row. */
  static Field<UUID> subject() {
    return SUBJECT;
  }

  /**
   * Runs a statement that writes one row, and returns the row; if it was written before, returns it
   * as it is now.
   */
  <R extends UpdatableRecord<R>> R write(KeyedWrite<R> write) {
    List<String> parts = new ArrayList<>(write.parts());
    parts.add(0, "row of " + write.table().getName());
    String digest = key.digest(parts);
    Lead take = key.take(digest, write.subject());
    return tried(
        null,
        end -> {
          try (KeyedConnection connection = connection(source.take(scope), end, take)) {
            DSLContext dsl = DSL.using(configuration.derive(connection));
            try {
              return write.statement().apply(dsl);
            } catch (IdempotencyException taken) {
              connection.withoutLead();
              return storedRow(dsl, write, digest);
            }
          }
        });
  }

  private <R extends UpdatableRecord<R>> R storedRow(
      DSLContext dsl, KeyedWrite<R> write, String digest) {
    Table<R> table = write.table();
    Record kept =
        dsl.select(DIGEST, SUBJECT)
            .select(table.fields())
            .from(KEYS)
            .leftJoin(table)
            .on(write.stored())
            .where(OWN)
            .and(KEY.eq(key.text()))
            .fetchOne();
    check(kept, digest, write.subject() != null, "a row of " + table.getName());
    R row = Objects.requireNonNull(kept).into(table);
    if (row.key().get(0) == null) {
      throw new NotFoundException(
          "the row of "
              + table.getName()
              + " that was stored under the idempotency key '"
              + key.text()
              + "' is gone, or hidden from "
              + scope.identity());
    }
    return row;
  }

  /**
   * Runs the work in a transaction, and returns its value; if it was committed before, the value
   * that was kept then.
   *
   * @param type the type of the value, or null to keep none
   */
  <T extends @Nullable Object, X extends Exception> T transaction(
      List<String> parts, @Nullable Class<T> type, TransactionWork<T, X> work) throws X {
    List<String> all = new ArrayList<>(parts);
    all.add(0, "transaction");
    String digest = key.digest(all);
    Lead take = key.take(digest, null);
    OpenTransaction opened = new OpenTransaction(source, scope, deadline, take);
    factory.setCurrent(opened);
    try {
      T value = work.run(new SessionContext(factory, scope, Expectation.NONE, opened, null));
      if (!opened.repeated()) {
        return commit(opened, value, type);
      }
    } catch (Throwable e) {
      if (!opened.repeated()) {
        opened.rollback();
        if (opened.commitLost() && e instanceof OutcomeUnknownException lost) {
          return resolved(lost, take, digest, type);
        }
        throw e;
      }
    } finally {
      factory.setCurrent(null);
    }
    return storedValue(opened.leave(), digest, type);
  }

  /** Commits, keeps the value, and returns it as later calls will get it. */
  private <T extends @Nullable Object> T commit(
      OpenTransaction opened, T value, @Nullable Class<T> type) {
    KeptAnswer<T> kept = value == null || type == null ? null : KeptAnswer.of(key, value, type);
    try {
      opened.commit(kept == null ? Lead.NONE : keep(kept));
    } catch (SQLException e) {
      throw ErrorListener.translate(e, "commit", scope.identity(), scope.login().ownPolicies());
    }
    return kept == null ? value : kept.value();
  }

  private Lead keep(KeptAnswer<?> answer) {
    return new Lead(
        "update flashfusion_idempotency.keys set result = ?::pg_catalog.json"
            + " where caller = flashfusion_idempotency.caller() and key = ?;",
        List.of(answer.json(), key.text()),
        1);
  }

  /**
   * Finds out whether a transaction was stored whose commit was not answered. Taking its key waits
   * for it if it is still under way; if that succeeds, it was rolled back and never will be stored.
   */
  @SuppressWarnings("NullAway") // null only if null was kept
  private <T extends @Nullable Object> T resolved(
      OutcomeUnknownException lost, Lead take, String digest, @Nullable Class<T> type) {
    Answer<T> answer =
        tried(
            lost,
            any -> {
              OpenTransaction question = new OpenTransaction(source, scope, Deadline.NONE, take);
              try {
                question.identify();
              } catch (FlashFusionException e) {
                if (question.repeated()) {
                  return new Answer<>(true, storedValue(question.leave(), digest, type));
                }
                question.rollback();
                throw e;
              }
              question.rollback();
              return new Answer<>(false, null);
            });
    if (!answer.stored()) {
      throw new ConnectionException(
          "the answer to the commit was lost, and its idempotency key shows that nothing is stored:"
              + " run the transaction again",
          new DatabaseError(lost.sqlState().orElse(Lost.UNKNOWN), null, null, null),
          lost);
    }
    return answer.value();
  }

  /**
   * An answer to the question whether a transaction is stored.
   *
   * @param value the value that was kept
   */
  private record Answer<T extends @Nullable Object>(boolean stored, @Nullable T value) {}

  /** Returns the value that was kept, and gives back the connection of the failed transaction. */
  @SuppressWarnings("NullAway") // null only if null was kept
  private <T extends @Nullable Object> T storedValue(
      PooledConnection failed, String digest, @Nullable Class<T> type) {
    try (KeyedConnection connection = connection(failed, Deadline.NONE, Lead.NONE)) {
      Record kept =
          DSL.using(configuration.derive(connection))
              .select(DIGEST, SUBJECT, RESULT)
              .from(KEYS)
              .where(OWN)
              .and(KEY.eq(key.text()))
              .fetchOne();
      check(kept, digest, false, "a transaction");
      String json = Objects.requireNonNull(kept).get(RESULT);
      return json == null || type == null ? null : KeptAnswer.read(key, json, type);
    }
  }

  private KeyedConnection connection(PooledConnection pooled, Deadline end, Lead lead) {
    return new KeyedConnection(source, scope, pooled, end, lead);
  }

  /** Checks that the key was taken for the same. */
  private void check(@Nullable Record kept, String digest, boolean row, String what) {
    if (kept == null) {
      throw new ConflictException(
          "the idempotency key '" + key.text() + "' expired while it was looked up: try again",
          null,
          null);
    }
    if (Arrays.equals(kept.get(DIGEST), HexFormat.of().parseHex(digest))) {
      return;
    }
    boolean rowBefore = kept.get(SUBJECT) != null;
    throw new IdempotencyException(
        "the idempotency key '"
            + key.text()
            + "' was used before for "
            + (rowBefore == row ? "another request" : rowBefore ? "a single row" : "a transaction")
            + ", and comes now with "
            + what
            + (rowBefore == row ? " that differs from it" : "")
            + "; nothing is stored. A new request needs a new key");
  }

  /**
   * Runs a call again whose answer was lost.
   *
   * @param before the failure of an earlier try that left the outcome unknown, or null
   * @param call the call, which gets the moment at which it must be over; a later try has none, as
   *     for finding out what became of other writes
   * @throws OutcomeUnknownException if no try was answered
   */
  private <T> T tried(@Nullable OutcomeUnknownException before, Function<Deadline, T> call) {
    OutcomeUnknownException unknown = before;
    Patience patience = null;
    while (true) {
      try {
        return call.apply(unknown == null ? deadline : Deadline.NONE);
      } catch (FlashFusionException e) {
        if (unknown == null && e instanceof OutcomeUnknownException lost) {
          unknown = lost;
        } else if (unknown == null || decides(e)) {
          throw e;
        } else {
          unknown.addSuppressed(e);
        }
        patience = patience == null ? scope.retries().patience() : patience;
        if (e instanceof ClosedException || !patience.pause()) {
          throw unknown;
        }
      }
    }
  }

  /** Returns whether the database has answered, though it refused. */
  private static boolean decides(FlashFusionException e) {
    return !(e instanceof OutcomeUnknownException
        || e instanceof ConnectionException
        || e instanceof ClosedException
        || e instanceof CallInterruptedException
        || e instanceof StatementTimeoutException
        || e instanceof ConflictException
        || e instanceof TransactionException);
  }
}
