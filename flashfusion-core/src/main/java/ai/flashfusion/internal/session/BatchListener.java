package ai.flashfusion.internal.session;

import java.io.Serial;
import java.sql.Connection;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.tools.jdbc.DefaultConnection;
import org.jspecify.annotations.Nullable;

/** Announces a batch to the connection before jOOQ prepares it. */
final class BatchListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  @Override
  public void prepareStart(ExecuteContext context) {
    if (context.type() == ExecuteType.BATCH) {
      ScopedConnection connection = connection(context);
      if (connection != null) {
        connection.beginBatch();
      }
    }
  }

  /** Returns the connection of the execution within jOOQ's wrappers, or null if it is not ours. */
  static @Nullable ScopedConnection connection(ExecuteContext context) {
    Connection connection = context.connection();
    while (connection instanceof DefaultConnection wrapper) {
      connection = wrapper.getDelegate();
    }
    return connection instanceof ScopedConnection scoped ? scoped : null;
  }
}
