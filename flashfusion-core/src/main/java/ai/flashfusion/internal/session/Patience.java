package ai.flashfusion.internal.session;

import java.time.Duration;

/** Growing pauses between attempts until a limit. Used by one thread. */
public final class Patience {

  private static final long SHORTEST = 10;

  private static final long LONGEST = 500;

  private final long end;
  private long pause = SHORTEST;

  Patience(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** Returns the time left, at least one second, which is the smallest limit of the driver. */
  public int seconds() {
    return (int) Math.max(1, (end - System.nanoTime()) / 1_000_000_000);
  }

  /**
   * Waits before the next attempt.
   *
   * @return whether there is time for one; false in an interrupted thread, which stays interrupted
   */
  public boolean pause() {
    if (Thread.currentThread().isInterrupted() || System.nanoTime() + pause * 1_000_000 > end) {
      return false;
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    pause = Math.min(2 * pause, LONGEST);
    return true;
  }
}
