package ai.flashfusion.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of UTF-8 text. Each is decoded by itself, so that an error is that of its line; readers
 * of the JDK decode ahead. A byte order mark at the beginning is skipped.
 */
public final class TextLines {

  private final InputStream bytes;

  /** A decoder of its own, as the default one silently replaces what is not UTF-8. */
  private final CharsetDecoder decoder = UTF_8.newDecoder();

  private long number;

  /** Creates a reader of the stream, which is not closed by it. */
  public TextLines(InputStream bytes) {
    this.bytes = new BufferedInputStream(bytes, 1 << 16);
  }

  /** Returns the number of the line that was read last, from 1. */
  public long number() {
    return number;
  }

  /**
   * Returns the next line without its end, or null at the end of the text.
   *
   * @throws IOException if the next line is no UTF-8, or cannot be read
   */
  public @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int b = bytes.read();
    if (b < 0) {
      number++; // what is missing is missing in the line after the last
      return null;
    }
    for (; b >= 0 && b != '\n'; b = bytes.read()) {
      line.write(b);
    }
    String text = decoder.decode(ByteBuffer.wrap(line.toByteArray())).toString();
    number++;
    int from = number == 1 && text.startsWith("\ufeff") ? 1 : 0;
    int to = text.endsWith("\r") ? text.length() - 1 : text.length();
    return text.substring(from, to);
  }

  /** Returns the reason of a failure in words. */
  public static String reason(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "not UTF-8 text";
    }
    if (e instanceof EOFException) {
      return "broken gzip: the file ends too early";
    }
    return (e instanceof ZipException ? "broken gzip: " : "cannot be read: ") + e.getMessage();
  }
}
