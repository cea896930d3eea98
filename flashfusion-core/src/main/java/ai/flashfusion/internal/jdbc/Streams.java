package ai.flashfusion.internal.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/** Reads the streams that callers bind. */
final class Streams {

  /** The length of a stream that is read to its end. */
  static final long ALL = Long.MIN_VALUE;

  private static final int BLOCK = 8_192;

  private Streams() {}

  /**
   * Reads the bytes.
   *
   * @param length the number of bytes that there must be, or {@link #ALL}
   */
  static byte[] bytes(InputStream stream, long length) throws IOException {
    if (length == ALL) {
      return stream.readAllBytes();
    }
    byte[] bytes = stream.readNBytes(checked(length));
    if (bytes.length < length) {
      throw ended(bytes.length, length);
    }
    return bytes;
  }

  /** Reads text in the same way. */
  static String text(Reader reader, long length) throws IOException {
    int wanted = length == ALL ? Integer.MAX_VALUE : checked(length);
    StringBuilder text = new StringBuilder();
    char[] block = new char[BLOCK];
    while (text.length() < wanted) {
      int read = reader.read(block, 0, Math.min(BLOCK, wanted - text.length()));
      if (read < 0) {
        if (length != ALL) {
          throw ended(text.length(), length);
        }
        break;
      }
      text.append(block, 0, read);
    }
    return text.toString();
  }

  private static int checked(long length) throws IOException {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new IOException("a value cannot have the length " + length);
    }
    return (int) length;
  }

  private static IOException ended(long at, long length) {
    return new IOException("the input ended after " + at + " of " + length);
  }
}
