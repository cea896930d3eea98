package ai.flashfusion.error;

import java.io.Serial;

/** More was asked for than is left of a limit; nothing was taken. */
public final class QuotaExceededException extends FlashFusionException {

  @Serial private static final long serialVersionUID = 1L;

  private final long limit;
  private final long used;
  private final long asked;

  /**
   * With the numbers, all of the same unit.
   *
   * @param what is limited, such as "API calls of profile …"
   */
  public QuotaExceededException(String what, long limit, long used, long asked) {
    super(
        what
            + ": "
            + asked
            + " asked for, "
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

  /** How much there may be. */
  public long limit() {
    return limit;
  }

  /** How much there was when it was asked. */
  public long used() {
    return used;
  }

  /** How much more was asked for. */
  public long asked() {
    return asked;
  }
}
