package ai.flashfusion.internal.session;

import java.io.Serial;
import java.sql.Connection;
import org.jooq.BatchMode;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.tools.jdbc.DefaultConnection;

/** Tells the connection that a batch comes, before jOOQ prepares it. */
final class BatchListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  @Override
  public void prepareStart(ExecuteContext context) {
    if (context.batchMode() == BatchMode.NONE) {
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
