package ai.flashfusion.internal.session;

import java.io.Serial;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.tools.jdbc.MockResultSet;

/**
 * Has the connection of one execution taken back if somebody abandons its rows: only whoever reads
 * them has this listener.
 */
final class RowsListener implements ExecuteListener {

  @Serial private static final long serialVersionUID = 1L;

  private static final DSLContext NOWHERE =
      DSL.using(SQLDialect.POSTGRES, new Settings().withExecuteLogging(false));

  private static final Field<Integer> COLUMN = DSL.field("x", SQLDataType.INTEGER);
  private static final Result<Record1<Integer>> NOTHING = NOWHERE.newResult(COLUMN);

  @Override
  public void executeEnd(ExecuteContext context) {
    ScopedConnection connection = StatementListener.connection(context);
    if (connection != null && context.resultSet() != null && connection.watch(this)) {
      forgetExecution();
    }
  }

  /** Watches the statement from now on, in case that its query keeps it for another execution. */
  @Override
  public void fetchEnd(ExecuteContext context) {
    ScopedConnection connection = StatementListener.connection(context);
    if (connection != null && context.statement() != null) {
      connection.watch(context.statement());
    }
  }

  /**
   * Makes jOOQ's thread-local variables forget the execution, and with it this listener, as the end
   * of any other execution does. Otherwise a thread that does nothing more would hold its rows for
   * good.
   */
  private static void forgetExecution() {
    NOWHERE.fetchLazy(new MockResultSet(NOTHING), COLUMN).close();
  }
}
