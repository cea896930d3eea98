package ai.flashfusion.internal.session;

import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallEnd;
import ai.flashfusion.observation.CallListener.Ongoing;
import ai.flashfusion.observation.CallListener.SentStatement;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the statements of a call at level DEBUG, without values. */
record StatementLog(Call call) implements Ongoing {

  private static final Logger LOG = LoggerFactory.getLogger("ai.flashfusion.statements");

  static boolean isOn() {
    return LOG.isDebugEnabled();
  }

  @Override
  public void sent(SentStatement statement) {
    LOG.debug(
        "{}.{} as {}, {} ms, {} rows: {}",
        call.repository(),
        call.method(),
        call.role(),
        TimeUnit.NANOSECONDS.toMicros(statement.duration().toNanos()) / 1_000.0,
        statement.rows(),
        statement.text());
  }

  @Override
  public void ended(CallEnd end) {
    if (!end.isSuccess()) {
      LOG.debug("{}.{} failed: {}", call.repository(), call.method(), end.outcome());
    }
  }
}
