package ai.flashfusion.internal.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The whole texts of rounds, by their statements. The driver finds a text that it knows sooner if
 * it is the same object. Bounded by the characters that it holds. Thread-safe; reading takes no
 * lock.
 */
final class RoundCache {

  /** The maximum number of characters: enough for some hundreds of pages, and 4 to 8 MB. */
  static final long MAX_CHARS = 4L * 1024 * 1024;

  /** The largest part of the cache that one text may take, as it would displace the others. */
  private static final long MAX_CHARS_OF_ONE = MAX_CHARS / 8;

  private record Key(String begin, RoundText text) {}

  private final Map<Key, String> texts = new ConcurrentHashMap<>();
  private long chars;

  /**
   * Returns the text of a round with the identity before it.
   *
   * @param begin what begins the transaction
   * @param preamble the statements that set the identity
   */
  String get(String begin, String preamble, RoundText text) {
    Key key = new Key(begin, text);
    String known = texts.get(key);
    if (known != null) {
      return known;
    }
    String whole = begin + preamble + ";" + text.sql();
    put(key, whole);
    return whole;
  }

  private synchronized void put(Key key, String whole) {
    long size = 2L * whole.length(); // its statements are in the key
    if (size > MAX_CHARS_OF_ONE || texts.containsKey(key)) {
      return;
    }
    if (chars + size > MAX_CHARS) {
      texts.clear();
      chars = 0;
    }
    texts.put(key, whole);
    chars += size;
  }

  /** Returns the number of texts. */
  int size() {
    return texts.size();
  }
}
