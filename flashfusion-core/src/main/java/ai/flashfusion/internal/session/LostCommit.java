package ai.flashfusion.internal.session;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.internal.session.TransactionId.Ending;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks over another connection how a transaction ended whose commit got no answer. */
final class LostCommit {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.FlashFusion");

  private LostCommit() {}

  /**
   * Returns if the transaction is stored.
   *
   * @param id the id of the transaction; null if it was not learned
   * @param loss the failure of the commit
   * @throws SQLException the loss if the transaction is not stored, otherwise one that says that
   *     its outcome is unknown
   */
  static void settle(
      ConnectionSource source, Scope scope, @Nullable TransactionId id, SQLException loss)
      throws SQLException {
    Ending ending = id == null ? Ending.UNKNOWN : ending(source, scope, id);
    LOG.info("the answer to a commit was lost; asked for, the transaction is {}", ending);
    switch (ending) {
      case STORED -> {}
      case NOT_STORED -> throw loss;
      case OPEN, UNKNOWN -> throw Lost.unknown(loss);
    }
  }

  private static Ending ending(ConnectionSource source, Scope scope, TransactionId id) {
    Patience patience = scope.retries().patience();
    Ending ending = Ending.OPEN;
    while (ending == Ending.OPEN && patience.pause()) {
      try {
        ending = ask(source, scope, id, patience.seconds());
      } catch (SQLException e) {
        ending = Lost.isLoss(e) ? Ending.OPEN : Ending.UNKNOWN;
        LOG.debug("asking for a transaction failed", e);
      } catch (FlashFusionException e) {
        ending = e.isRetryable() ? Ending.OPEN : Ending.UNKNOWN;
        LOG.debug("asking for a transaction failed", e);
      }
    }
    return ending;
  }

  private static Ending ask(ConnectionSource source, Scope scope, TransactionId id, int seconds)
      throws SQLException {
    long millis = TimeUnit.SECONDS.toMillis(seconds);
    String text = "begin;" + scope.preamble(millis).sql() + ";" + TransactionId.STATUS + ";commit";
    PooledConnection pooled = source.takeToAsk(scope, seconds);
    try (PreparedStatement statement = scope.prepare(pooled, text, millis, Lead.NONE, false)) {
      statement.setString(scope.binds(millis) + 1, id.id());
      pooled.askAll(millis, statement::execute);
      for (int i = 0; i < 1 + Preamble.RESULTS; i++) {
        statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        return id.ending(row);
      }
    } finally {
      source.endAsking(pooled);
    }
  }
}
