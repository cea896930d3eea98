package ai.flashfusion.examples.quickstart;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A usage file that is read one row at a time. Every error names the line. */
final class UsageCsv implements AutoCloseable {

  static final String HEADER =
      "source,src_row,timestamp,timestamp_kind,model,session_id,prompt_tokens,completion_tokens";

  /** The instant at which {@code relative_ms} begins to count, as its rows have no date. */
  static final Instant RELATIVE_START = Instant.parse("2023-11-17T00:00:00Z");

  private static final DateTimeFormatter ABSOLUTE =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  /**
   * Numbers of milliseconds far above those of any trace, and far below the year that Postgres can
   * no longer represent.
   */
  private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,13}");

  /** Far above the years of any trace, and below those that Postgres cannot represent. */
  private static final int MAX_YEAR = 9999;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private final CsvFile file;

  private UsageCsv(CsvFile file) {
    this.file = file;
  }

  /**
   * Opens the file and checks its header.
   *
   * @throws InputException if it cannot be read, or is not a usage file
   */
  static UsageCsv open(Path path) {
    return new UsageCsv(CsvFile.open(path, HEADER));
  }

  /**
   * Returns the rows, which are read once, as they are needed.
   *
   * @throws InputException from the stream, at the first line that is malformed
   */
  Stream<UsageRow> rows() {
    return Stream.generate(this::next).takeWhile(Objects::nonNull);
  }

  /** Returns an exception about the row that was read last. */
  InputException error(String reason) {
    return file.error(reason);
  }

  /** Returns the fraction of the file that was read, 0 to 1. */
  double fractionRead() {
    return file.fractionRead();
  }

  @Override
  public void close() {
    file.close();
  }

  private @Nullable UsageRow next() {
    List<String> values = file.next();
    if (values == null) {
      return null;
    }
    int prompt = number("prompt_tokens", values.get(6));
    int completion = number("completion_tokens", values.get(7));
    if ((long) prompt + completion > Integer.MAX_VALUE) {
      throw error("prompt and completion tokens add up to more than " + Integer.MAX_VALUE);
    }
    return new UsageRow(
        values.get(0),
        number("src_row", values.get(1)),
        instant(values.get(2), values.get(3)),
        values.get(4),
        prompt,
        completion);
  }

  private int number(String column, String value) {
    long number = NUMBER.matcher(value).matches() ? Long.parseLong(value) : Long.MAX_VALUE;
    if (number > Integer.MAX_VALUE) {
      throw error(
          column + " is " + CsvFile.shown(value) + " instead of a number from 0 to 2147483647");
    }
    return (int) number;
  }

  private Instant instant(String timestamp, String kind) {
    return switch (kind) {
      case "absolute" -> absolute(timestamp);
      case "relative_ms" -> relative(timestamp);
      default ->
          throw error(
              "timestamp_kind is "
                  + CsvFile.shown(kind)
                  + " instead of 'absolute' or 'relative_ms'");
    };
  }

  private Instant absolute(String timestamp) {
    try {
      LocalDateTime parsed = LocalDateTime.parse(timestamp, ABSOLUTE);
      if (parsed.getYear() < 1 || parsed.getYear() > MAX_YEAR) {
        throw error(
            "timestamp is " + CsvFile.shown(timestamp) + ": a year from 1 to 9999 is needed");
      }
      // Which is as fine as Postgres can store.
      return parsed.toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw error(
          "timestamp is " + CsvFile.shown(timestamp) + " instead of 'yyyy-MM-dd HH:mm:ss.fffffff'");
    }
  }

  private Instant relative(String timestamp) {
    if (!MILLISECONDS.matcher(timestamp).matches()) {
      throw error(
          "timestamp is " + CsvFile.shown(timestamp) + " instead of milliseconds, 0 or more");
    }
    return RELATIVE_START.plusMillis(Long.parseLong(timestamp));
  }
}
