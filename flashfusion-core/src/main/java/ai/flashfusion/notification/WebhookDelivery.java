package ai.flashfusion.notification;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One attempt to notify a webhook of an event.
 *
 * @param event the type of the event, as in the webhook's events
 * @param status the HTTP status of the answer; null if there was none
 * @param duration the time until the answer, stored in whole milliseconds; null if not measured
 * @param request the body that was sent; null for an empty document
 * @param response the body of the answer; null for an empty document
 * @param error the reason why there was no answer; null if there was one
 */
public record WebhookDelivery(
    String event,
    @Nullable Integer status,
    @Nullable Duration duration,
    @Nullable JsonNode request,
    @Nullable JsonNode response,
    @Nullable String error) {

  /** Checks that event, status and duration are valid. */
  public WebhookDelivery {
    if (event.isBlank()) {
      throw new IllegalArgumentException("the event is blank: give its type");
    }
    if (status != null && (status < 100 || status > 599)) {
      throw new IllegalArgumentException(
          "the status is " + status + ": 100 to 599, or null without an answer");
    }
    if (duration != null && (duration.isNegative() || duration.toMillis() > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the duration is " + duration + ": 0 to " + Integer.MAX_VALUE + " ms are possible");
    }
  }

  /** Returns the delivery without the bodies, which may hold secrets. */
  @Override
  public String toString() {
    return "WebhookDelivery[event=" + event + ", status=" + status + ", duration=" + duration + "]";
  }
}
