package ai.flashfusion.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as RFC 4180 defines it, plain or gzip (a name that ends with {@code .gz}), read row by
 * row. It keeps track of its position, so that an error can name the line.
 */
final class CsvFile implements AutoCloseable {

  /** The number of characters of a value that a message repeats. */
  private static final int SHOWN = 100;

  private final Path path;
  private final String header;
  private final int columns;
  private final FileChannel channel;
  private final TextLines lines;

  private CsvFile(Path path, String header, FileChannel channel) throws IOException {
    this.path = path;
    this.header = header;
    this.columns = header.split(",", -1).length;
    this.channel = channel;
    InputStream bytes = Channels.newInputStream(channel);
    InputStream plain = path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    this.lines = new TextLines(plain);
  }

  /**
   * Opens a file that must begin with this header.
   *
   * @throws InputException if there is no such file, or if it begins with something else
   */
  static CsvFile open(Path path, String header) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        CsvFile file = new CsvFile(path, header, channel);
        file.readHeader();
        return file;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + path.toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new InputException(path, 1, TextLines.reason(e));
    }
  }

  /**
   * Returns the values of the next row, as many as the header has; null at the end. A value in
   * quotes may hold commas, doubled quotes and line ends.
   *
   * @throws InputException if the row has more or fewer, or if the file cannot be read further
   */
  @Nullable List<String> next() {
    String text = readLine();
    if (text == null) {
      return null;
    }
    List<String> values = text.indexOf('"') < 0 ? List.of(text.split(",", -1)) : quoted(text);
    if (values.size() != columns) {
      throw error(
          "the column count is " + values.size() + " instead of " + columns + " (" + header + ")");
    }
    return values;
  }

  /** Returns an exception about the line that was read last. */
  InputException error(String reason) {
    return new InputException(path, lines.number(), reason);
  }

  /** Returns a value for a message: in quotes, and no longer than a line. */
  static String shown(String value) {
    return value.length() <= SHOWN
        ? "'" + value + "'"
        : "'" + value.substring(0, SHOWN) + "…' (" + value.length() + " characters)";
  }

  /**
   * Returns the fraction of the file's bytes that was read, 0 to 1, as the number of lines is not
   * known.
   */
  double fractionRead() {
    try {
      return channel.size() == 0 ? 1 : (double) channel.position() / channel.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readHeader() {
    String text = readLine();
    if (text == null) {
      throw new InputException(path, 1, "the file is empty; it should begin with " + header);
    }
    if (!String.join(",", text.indexOf('"') < 0 ? List.of(text) : quoted(text)).equals(header)) {
      throw error("the header is " + shown(text) + " instead of '" + header + "'");
    }
  }

  /** Reads the values of a row of which some are in quotes; it may go on in the next lines. */
  private List<String> quoted(String first) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    String text = first;
    int at = 0;
    while (true) {
      if (at < text.length() && text.charAt(at) == '"') {
        long begun = lines.number();
        at++;
        while (true) {
          int quote = text.indexOf('"', at);
          if (quote < 0) {
            value.append(text, at, text.length()).append('\n');
            at = 0;
            text = readLine();
            if (text == null) {
              throw new InputException(path, begun, "a quote is opened and not closed");
            }
          } else if (text.startsWith("\"\"", quote)) {
            value.append(text, at, quote + 1);
            at = quote + 2;
          } else {
            value.append(text, at, quote);
            at = quote + 1;
            break;
          }
        }
        if (at < text.length() && text.charAt(at) != ',') {
          throw error("text follows a closing quote: double the quotes within a value");
        }
      } else {
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        if (text.substring(at, end).indexOf('"') >= 0) {
          throw error("a quote is within a value that is not in quotes");
        }
        value.append(text, at, end);
        at = end;
      }
      values.add(value.toString());
      value.setLength(0);
      if (at >= text.length()) {
        return values;
      }
      at++;
    }
  }

  private @Nullable String readLine() {
    try {
      return lines.next();
    } catch (IOException e) {
      throw new InputException(path, lines.number() + 1, TextLines.reason(e));
    }
  }
}
