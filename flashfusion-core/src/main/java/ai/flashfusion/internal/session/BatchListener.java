package ai.flashfusion.internal.session;

import java.io.Serial;
import java.sql.Connection;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.jooq.tools.jdbc.DefaultConnection;

/** Announces a batch to the connection before jOOQ prepares it. */
final class BatchListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  @Override
  public void prepareStart(ExecuteContext context) {
    if (context.type() != ExecuteType.BATCH) {
      return;
    }
    Connection connection = context.connection();
    while (connection instanceof DefaultConnection wrapper) {
      connection = wrapper.getDelegate();
    }
    if (connection instanceof ScopedConnection scoped) {
      scoped.beginBatch();
    }
  }
}
