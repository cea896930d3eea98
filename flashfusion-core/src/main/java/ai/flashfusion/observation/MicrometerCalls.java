package ai.flashfusion.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;

/**
 * Reports each call as a Micrometer observation named {@code flashfusion.call}. Its tags are {@code
 * repository}, {@code method}, {@code role} and {@code outcome}; traces also get {@code rows} and
 * {@code statements}. Needs {@code io.micrometer:micrometer-observation}, which the library does
 * not bring.
 */
public final class MicrometerCalls implements CallListener {

  /** The name of the observations. */
  public static final String NAME = "flashfusion.call";

  private final ObservationRegistry registry;

  /** Creates a listener that reports to the registry. */
  @SuppressWarnings("exports") // whoever has a registry reads its module
  public MicrometerCalls(ObservationRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public Ongoing started(Call call) {
    Observation observation =
        Observation.createNotStarted(NAME, registry)
            .contextualName(call.repository() + "." + call.method())
            .lowCardinalityKeyValue("repository", call.repository())
            .lowCardinalityKeyValue("method", call.method())
            .lowCardinalityKeyValue("role", call.role())
            .start();
    if (call.method().equals("dsl")) {
      // Rows that are read piece by piece, or never to their end, would leave the scope open.
      return end -> stop(observation, end);
    }
    Observation.Scope scope = observation.openScope();
    return end -> {
      scope.close();
      stop(observation, end);
    };
  }

  private static void stop(Observation observation, CallEnd end) {
    observation
        .lowCardinalityKeyValue("outcome", end.outcome())
        .highCardinalityKeyValue("rows", String.valueOf(end.rows()))
        .highCardinalityKeyValue("statements", String.valueOf(end.statements()));
    if (!end.isSuccess()) {
      observation.error(new CallFailed(end.outcome()));
    }
    observation.stop();
  }

  /** The failure of a call without its message, which may name ids, and without its stack. */
  private static final class CallFailed extends Exception {

    private static final long serialVersionUID = 1L;

    CallFailed(String outcome) {
      super(outcome, null, false, false);
    }
  }
}
