package ai.flashfusion.notification;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Statistics on deliveries to webhooks. A delivery is successful if the status of the answer is 200
 * to 299.
 *
 * @param all the outcome of all deliveries of the range
 * @param byEvent the outcome by event type; only types that occur
 * @param byStatusClass the number of deliveries by class of status; every class, 0 if there are
 *     none
 */
public record WebhookStats(
    Outcome all, Map<String, Outcome> byEvent, Map<StatusClass, Long> byStatusClass) {

  /** Copies the maps, sorted by key. */
  public WebhookStats {
    byEvent = java.util.Collections.unmodifiableMap(new TreeMap<>(byEvent));
    byStatusClass = java.util.Collections.unmodifiableMap(new EnumMap<>(byStatusClass));
  }

  /**
   * The outcome of a group of deliveries.
   *
   * @param deliveries the number of deliveries
   * @param succeeded how many of them were answered with 200 to 299
   * @param p50 the time that half of the measured deliveries did not exceed; null if none was
   *     measured
   * @param p95 the time that 95 of 100 measured deliveries did not exceed; null if none was
   *     measured
   */
  public record Outcome(
      long deliveries, long succeeded, @Nullable Duration p50, @Nullable Duration p95) {

    /** An outcome without deliveries. */
    public static final Outcome NONE = new Outcome(0, 0, null, null);

    /** Returns the share of successful deliveries, 0 to 1; 0 without deliveries. */
    public double successRate() {
      return deliveries == 0 ? 0 : (double) succeeded / deliveries;
    }
  }

  /** Classes of HTTP statuses, by their first digit. */
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
