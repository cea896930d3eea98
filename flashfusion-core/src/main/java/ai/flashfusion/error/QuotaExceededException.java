package ai.flashfusion.error;

import java.io.Serial;

/** Thrown when more is requested than is left of a limit. Nothing was taken. */
public final class QuotaExceededException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long limit;
  private final long used;
  private final long asked;

  /**
   * Creates an exception from numbers of the same unit.
   *
   * @param what the thing that is limited, such as "API calls of profile …"
   */
  public QuotaExceededException(String what, long limit, long used, long asked) {
    super(
        what
            + ": "
            + asked
            + " requested, "
            + Math.max(0, limit - used)
            + " left ("
            + used
            + " of "
            + limit
            + " used); ask for less, raise the limit, or wait until it is reset",
        null,
        null);
    this.limit = limit;
    this.used = used;
    this.asked = asked;
  }

  /** Returns the limit. */
  public long limit() {
    return limit;
  }

  /** Returns the amount that was already used at the time of the request. */
  public long used() {
    return used;
  }

  /** Returns the amount that was requested in addition. */
  public long asked() {
    return asked;
  }
}
