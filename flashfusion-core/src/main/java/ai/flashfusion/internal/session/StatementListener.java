package ai.flashfusion.internal.session;

import java.io.Serial;
import java.sql.Connection;
import java.util.Arrays;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/**
 * Announces a batch to the connection before jOOQ prepares it, and tells those who listen of
 * statements. A statement outside of a call is a call.
 */
final class StatementListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  private static final Object KEY = new Object();

  private final transient SessionContext context;
  private final transient Calls calls;
  private final String method;

  /**
   * Creates a listener to the statements of a context.
   *
   * @param method the name of the call that a statement outside of any other is
   */
  StatementListener(SessionContext context, Calls calls, String method) {
    this.context = context;
    this.calls = calls;
    this.method = method;
  }

  /** A statement that is observed. */
  private static final class Observed {

    private final CallUnderWay call;
    private final boolean whole;
    private long begun;
    private long records;
    private @Nullable Throwable failure;

    Observed(CallUnderWay call, boolean whole) {
      this.call = call;
      this.whole = whole;
    }
  }

  @Override
  public void prepareStart(ExecuteContext execution) {
    if (execution.type() == ExecuteType.BATCH) {
      ScopedConnection connection = connection(execution);
      if (connection != null) {
        connection.beginBatch();
      }
    }
    if (calls.isObserved() && execution.data(KEY) == null) {
      CallUnderWay call = calls.current();
      execution.data(
          KEY,
          call == null
              ? new Observed(calls.begin(context, "session", method), true)
              : new Observed(call, false));
    }
  }

  @Override
  public void executeStart(ExecuteContext execution) {
    Observed observed = observed(execution);
    if (observed != null && observed.begun == 0) {
      observed.begun = System.nanoTime();
    }
  }

  @Override
  public void recordEnd(ExecuteContext execution) {
    Observed observed = observed(execution);
    if (observed != null) {
      observed.records++;
    }
  }

  @Override
  public void exception(ExecuteContext execution) {
    Observed observed = observed(execution);
    if (observed != null) {
      observed.failure = execution.exception();
    }
  }

  @Override
  public void end(ExecuteContext execution) {
    Observed observed = observed(execution);
    if (observed == null) {
      return;
    }
    execution.data().remove(KEY);
    if (observed.begun != 0) {
      observed.call.sent(
          text(execution),
          execution.query(),
          System.nanoTime() - observed.begun,
          observed.records > 0 ? observed.records : written(execution));
    }
    if (observed.whole) {
      observed.call.end(observed.failure);
    }
  }

  private @Nullable Observed observed(ExecuteContext execution) {
    return calls.isObserved() ? (Observed) execution.data(KEY) : null;
  }

  private static String text(ExecuteContext execution) {
    String sql = execution.sql();
    String[] batch = execution.batchSQL();
    return sql != null ? sql : batch.length > 0 && batch[0] != null ? batch[0] : "";
  }

  private static long written(ExecuteContext execution) {
    return execution.type() == ExecuteType.BATCH
        ? Arrays.stream(execution.batchRows()).filter(count -> count > 0).sum()
        : Math.max(0, execution.rows());
  }

  /** Returns the connection of the execution within jOOQ's wrappers, or null if it is not ours. */
  static @Nullable ScopedConnection connection(ExecuteContext execution) {
    Connection connection = execution.connection();
    while (connection instanceof DefaultConnection wrapper) {
      connection = wrapper.getDelegate();
    }
    return connection instanceof ScopedConnection scoped ? scoped : null;
  }
}
