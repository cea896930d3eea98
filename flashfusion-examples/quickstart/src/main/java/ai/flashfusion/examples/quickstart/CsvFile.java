package ai.flashfusion.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file without quoted values, plain or gzip (a name that ends with {@code .gz}), read line by
 * line. It keeps track of its position, so that an error can name the line.
 */
final class CsvFile implements AutoCloseable {

  private final Path path;
  private final String header;
  private final int columns;
  private final FileChannel channel;
  private final BufferedReader reader;
  private long line;

  private CsvFile(Path path, String header, FileChannel channel) throws IOException {
    this.path = path;
    this.header = header;
    this.columns = header.split(",", -1).length;
    this.channel = channel;
    InputStream bytes = Channels.newInputStream(channel);
    InputStream plain = path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    // A decoder of its own, as the default one silently replaces what is not UTF-8.
    this.reader = new BufferedReader(new InputStreamReader(plain, UTF_8.newDecoder()));
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
      throw new InputException(path, 1, reason(e));
    }
  }

  /**
   * Returns the values of the next line, as many as the header has; null at the end.
   *
   * @throws InputException if the line has more or fewer, or if the file cannot be read further
   */
  @Nullable List<String> next() {
    String text = readLine();
    if (text == null) {
      return null;
    }
    List<String> values = List.of(text.split(",", -1));
    if (values.size() != columns) {
      throw error(
          "the column count is " + values.size() + " instead of " + columns + " (" + header + ")");
    }
    return values;
  }

  /** Returns an exception about the line that was read last. */
  InputException error(String reason) {
    return new InputException(path, line, reason);
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
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readHeader() {
    String text = readLine();
    if (text == null) {
      throw new InputException(path, 1, "the file is empty; it should begin with " + header);
    }
    if (!text.equals(header)) {
      throw error("the header is '" + text + "' instead of '" + header + "'");
    }
  }

  private @Nullable String readLine() {
    try {
      String text = reader.readLine();
      line++;
      return text;
    } catch (IOException e) {
      throw new InputException(path, line + 1, reason(e));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "not UTF-8 text";
    }
    boolean gzip = e instanceof ZipException || e instanceof EOFException;
    return gzip ? "broken gzip: " + e.getMessage() : "cannot be read: " + e.getMessage();
  }
}
