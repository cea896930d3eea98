package ai.flashfusion.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The frames of statements that were checked, by their text. Bounded by the characters that they
 * hold, because texts of changing length, such as long lists of values, must not fill the memory.
 * Thread-safe; reading takes no lock.
 */
final class FrameCache {

  /**
   * The maximum number of characters in all frames: enough for some thousands of usual statements,
   * and 8 to 16 MB.
   */
  static final long MAX_CHARS = 8L * 1024 * 1024;

  /** The largest part of the cache that one statement may take, as it would displace the others. */
  private static final long MAX_CHARS_OF_ONE = MAX_CHARS / 8;

  private final Map<String, Frame> frames = new ConcurrentHashMap<>();
  private long chars;

  /** Returns the frame of the statement, or null if it is not cached. */
  @Nullable Frame get(String statement) {
    return frames.get(statement);
  }

  /** Keeps the frame; if there is no room for it, the others are dropped. */
  synchronized void put(Frame frame) {
    long size = frame.chars();
    if (size > MAX_CHARS_OF_ONE || frames.containsKey(frame.bare())) {
      return;
    }
    if (chars + size > MAX_CHARS) {
      frames.clear();
      chars = 0;
    }
    frames.put(frame.bare(), frame);
    chars += size;
  }

  /** Returns the number of characters that the frames hold. */
  synchronized long chars() {
    return chars;
  }

  /** Returns the number of frames. */
  int size() {
    return frames.size();
  }
}
