package ai.flashfusion.examples.jshell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.EnumType;
import org.jspecify.annotations.Nullable;

/** The text of a value. */
final class Cell {

  private static final int DECIMALS = 3;

  private Cell() {}

  /** Returns the whole value, for programs; a null is empty. */
  static String exact(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof EnumType constant) {
      return constant.getLiteral();
    }
    if (value instanceof Object[] array) {
      return joined(Arrays.stream(array));
    }
    return value instanceof Collection<?> collection
        ? joined(collection.stream())
        : value.toString();
  }

  /**
   * Returns the value for people: times to the second, fractions to the thousandth, and nothing
   * that a terminal would obey.
   */
  static String readable(@Nullable Object value) {
    if (value instanceof Instant time) {
      return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }
    if (value instanceof OffsetDateTime time) {
      return readable(time.toInstant());
    }
    if (value instanceof ZonedDateTime time) {
      return time.toLocalTime().equals(LocalTime.MIDNIGHT)
          ? time.toLocalDate().toString()
          : time.toLocalDateTime().toString().replace('T', ' ') + time.getOffset();
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number)
          ? BigDecimal.valueOf(number).setScale(DECIMALS, RoundingMode.HALF_UP).toPlainString()
          : value.toString();
    }
    return harmless(exact(value));
  }

  private static String joined(Stream<?> elements) {
    return elements.map(Cell::exact).collect(Collectors.joining(", "));
  }

  /** Replaces line breaks, and escapes what moves the cursor or turns the direction of writing. */
  private static String harmless(String text) {
    if (text.chars().noneMatch(Cell::isObeyed)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.replaceAll("\\R", "⏎")
        .chars()
        .forEach(
            c -> {
              if (isObeyed(c)) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  private static boolean isObeyed(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
