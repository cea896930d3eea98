package ai.flashfusion.query;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries went. A delivery succeeded if it was answered with a status of 200 to 299.
 *
 * @param all every delivery of the range
 * @param byEvent the same per event type; only those that occur
 * @param byStatusClass how many per class; every class, 0 where there are none
 */
public record WebhookStats(
    Outcome all, Map<String, Outcome> byEvent, Map<StatusClass, Long> byStatusClass) {

  /** Keeps the maps as they are now, in order. */
  public WebhookStats {
    byEvent = java.util.Collections.unmodifiableMap(new TreeMap<>(byEvent));
    byStatusClass = java.util.Collections.unmodifiableMap(new EnumMap<>(byStatusClass));
  }

  /**
   * Of some deliveries.
   *
   * @param deliveries how many
   * @param succeeded how many of them were answered with 200 to 299
   * @param p50 half of those that were measured took no longer; null if none was measured
   * @param p95 95 of 100 took no longer; null if none was measured
   */
  public record Outcome(
      long deliveries, long succeeded, @Nullable Duration p50, @Nullable Duration p95) {

    /** Of nothing. */
    public static final Outcome NONE = new Outcome(0, 0, null, null);

    /** The share that succeeded, 0 to 1; 0 without deliveries. */
    public double successRate() {
      return deliveries == 0 ? 0 : (double) succeeded / deliveries;
    }
  }

  /** The first digit of an HTTP status. */
  public enum StatusClass {
    /** 100 to 199. */
    INFORMATIONAL,
    /** 200 to 299. */
    SUCCESS,
    /** 300 to 399. */
    REDIRECTION,
    /** 400 to 499. */
    CLIENT_ERROR,
    /** 500 to 599. */
    SERVER_ERROR,
    /** No answer. */
    NONE
  }
}
