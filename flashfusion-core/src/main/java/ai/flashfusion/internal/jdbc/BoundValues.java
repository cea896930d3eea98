package ai.flashfusion.internal.jdbc;

import ai.flashfusion.internal.error.UnstorableTextException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PGobject;

/**
 * The values that callers bind, in the form in which Postgres stores them unchanged. Text that it
 * cannot store is refused. Times are cut to its microseconds: it would round them, and a time in
 * the future of a range's end would count as that end.
 */
public final class BoundValues {

  private static final int NANOS_PER_MICRO = 1_000;

  /** The digits of a time that are finer than microseconds. */
  private static final Pattern FINER = Pattern.compile("(\\.\\d{6})\\d+");

  private static final OffsetDateTime LOWEST = OffsetDateTime.parse("-4712-01-01T00:00:00Z");
  private static final OffsetDateTime HIGHEST =
      OffsetDateTime.parse("+294276-12-31T23:59:59.999999999Z");

  /** The place at which a value is bound, for the error. */
  @FunctionalInterface
  public interface Place {

    /** Returns the exception about text that cannot be stored. */
    UnstorableTextException refused(CharSequence text, int at, String part);
  }

  private BoundValues() {}

  /**
   * Returns a value that is already known. A value that is read while it is sent could send
   * statements in between.
   */
  public static @Nullable Object of(@Nullable Object value, Place place) throws SQLException {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Temporal time) {
      return micros(time);
    }
    if (value instanceof Timestamp time) {
      return micros(time);
    }
    if (value instanceof Blob || value instanceof Clob) {
      throw ForwardingResultSet.largeObject();
    }
    if (value instanceof InputStream
        || value instanceof Reader
        || value instanceof ByteStreamWriter) {
      throw new SQLFeatureNotSupportedException(
          "a stream as an object is refused: bind it with setBinaryStream or setCharacterStream");
    }
    check(value, place);
    return value;
  }

  /** Returns the text if it can be stored. */
  static @Nullable String of(@Nullable String text, Place place) throws SQLException {
    if (text != null) {
      check(text, place, "");
    }
    return text;
  }

  /**
   * Returns the elements of an array with times that Postgres can store; text is checked when the
   * array is bound.
   */
  public static @Nullable Object[] elements(String typeName, @Nullable Object[] elements)
      throws SQLException {
    if (!typeName.toLowerCase(Locale.ROOT).startsWith("time")) {
      return elements;
    }
    @Nullable Object[] cut = elements.clone();
    for (int i = 0; i < cut.length; i++) {
      Object element = cut[i];
      if (element instanceof Temporal time) {
        cut[i] = micros(time);
      } else if (element instanceof Timestamp time) {
        cut[i] = micros(time);
      } else if (element instanceof String time) {
        cut[i] = micros(time);
      }
    }
    return cut;
  }

  /** Returns the literal of times, or of an array of them, without what is finer. */
  static String micros(String literal) {
    return FINER.matcher(literal).replaceAll("$1");
  }

  /** Returns the exception about text in the literal of an array, which names the element. */
  static UnstorableTextException inLiteral(
      CharSequence literal, int at, String what, @Nullable String column) {
    int element = 1;
    int chars = 0;
    boolean quoted = false;
    for (int i = 1; i < at; i++) {
      char c = literal.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        element++;
        chars = 0;
      } else {
        chars++;
        i += c == '\\' ? 1 : 0;
      }
    }
    return UnstorableTextException.of(
        literal.charAt(at), chars, "element " + element + " of " + what, column);
  }

  /** Returns the time without what is finer than a microsecond. */
  static @Nullable Timestamp micros(@Nullable Timestamp time) {
    if (time == null || time.getNanos() % NANOS_PER_MICRO == 0) {
      return time;
    }
    Timestamp cut = new Timestamp(time.getTime());
    cut.setNanos(time.getNanos() / NANOS_PER_MICRO * NANOS_PER_MICRO);
    return cut;
  }

  private static Temporal micros(Temporal time) throws SQLException {
    if (time.equals(OffsetDateTime.MIN) || time.equals(OffsetDateTime.MAX)) {
      return time; // the driver's names of -infinity and infinity
    }
    if (time instanceof OffsetDateTime instant
        && (instant.isBefore(LOWEST) || instant.isAfter(HIGHEST))) {
      // The driver would send infinity, for all before 4713 BC.
      throw new SQLException(
          time + " is outside of what Postgres can store, " + LOWEST + " to " + HIGHEST, "22008");
    }
    return time.isSupported(ChronoField.MICRO_OF_SECOND)
        ? time.with(ChronoField.MICRO_OF_SECOND, time.get(ChronoField.MICRO_OF_SECOND))
        : time;
  }

  private static void check(Object value, Place place) throws SQLException {
    if (value instanceof CharSequence || value instanceof Character) {
      check(value.toString(), place, "");
    } else if (value instanceof PGobject object) {
      of(object.getValue(), place);
    } else if (value instanceof Object[] elements) {
      elements(elements, place);
    } else if (value instanceof Array array) {
      if (UnstorableTextException.find(String.valueOf(array)) >= 0) {
        if (array.getArray() instanceof Object[] elements) {
          elements(elements, place);
        }
        check(array.toString(), place, "");
      }
    } else if (!(value instanceof byte[])) {
      // The driver binds the text of what it does not know.
      check(value.toString(), place, "");
    }
  }

  private static void elements(@Nullable Object[] elements, Place place) throws SQLException {
    for (int i = 0; i < elements.length; i++) {
      Object element = elements[i];
      if (element instanceof Object[] inner) {
        elements(inner, place);
      } else if (element != null && !(element instanceof Number)) {
        check(element.toString(), place, "element " + (i + 1) + " of ");
      }
    }
  }

  private static void check(String text, Place place, String part) throws SQLException {
    int at = UnstorableTextException.find(text);
    if (at >= 0) {
      throw place.refused(text, at, part);
    }
  }
}
