package ai.flashfusion.internal.repository;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of version 7 (RFC 9562): the time in milliseconds, a counter, and 62 random bits that nobody
 * can guess. In one process each is greater than the one before, so that indexes grow at their end.
 */
final class TimedId {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** The time of the last id and its counter of 12 bits. */
  private static final AtomicLong LAST = new AtomicLong();

  private TimedId() {}

  static UUID next() {
    long now = System.currentTimeMillis() << 12;
    long time = LAST.updateAndGet(last -> Math.max(last + 1, now));
    long high = (time >>> 12) << 16 | 0x7000 | (time & 0xFFF);
    long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
