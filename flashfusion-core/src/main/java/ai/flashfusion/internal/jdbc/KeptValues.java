package ai.flashfusion.internal.jdbc;

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * Copies of values that wait to be sent. The caller may change or free the original meanwhile, and
 * a class of the caller's would run while the text is put together, where it could send statements.
 */
public final class KeptValues {

  /** The bytes that an element of an array takes at most, in addition to what is long in it. */
  private static final int WORD = 8;

  private KeptValues() {}

  /** Returns a value of the same meaning in which nothing of the caller's is left. */
  public static @Nullable Object of(@Nullable Object value) throws SQLException {
    if (value == null || isFixed(value)) {
      return value;
    }
    if (value instanceof Number number) {
      return new BigDecimal(number.toString());
    }
    if (value instanceof java.util.Date time) {
      return ofTime(time);
    }
    if (value instanceof PGobject object) {
      PGobject copy = new PGobject();
      copy.setType(object.getType());
      copy.setValue(object.getValue());
      return copy;
    }
    if (value instanceof Array array) {
      ScopedArray copy = ScopedArray.of(array);
      copy.write();
      return copy;
    }
    if (value instanceof Calendar calendar) {
      return new GregorianCalendar(of(calendar.getTimeZone()));
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable String> copy = new LinkedHashMap<>();
      map.forEach(
          (key, each) -> copy.put(String.valueOf(key), each == null ? null : each.toString()));
      return copy;
    }
    return value.getClass().isArray() ? ofArray(value) : value.toString();
  }

  /** Returns roughly how many bytes a kept value takes, or 0 if it is short. */
  public static long weight(@Nullable Object kept) {
    if (kept instanceof Object[] elements) {
      long sum = 0;
      for (Object element : elements) {
        sum += WORD + weight(element);
      }
      return sum;
    }
    if (kept instanceof String || kept instanceof PGobject || kept instanceof Array) {
      return kept.toString().length();
    }
    if (kept instanceof byte[] bytes) {
      return bytes.length;
    }
    return kept != null && kept.getClass().isArray()
        ? (long) WORD * java.lang.reflect.Array.getLength(kept)
        : 0;
  }

  /** Returns whether nobody can change the value, or extend its class. */
  private static boolean isFixed(Object value) {
    Class<?> type = value.getClass();
    return type == String.class
        || type == BigDecimal.class
        || type == BigInteger.class
        || (type.getClassLoader() == null
            && Modifier.isFinal(type.getModifiers())
            && !type.isArray()
            && (type.getPackageName().equals("java.lang")
                || type.getPackageName().equals("java.util")
                || type.getPackageName().equals("java.time"))
            && !(value instanceof CharSequence));
  }

  @SuppressWarnings("JavaUtilDate") // it is the caller's
  private static java.util.Date ofTime(java.util.Date time) {
    if (time instanceof Timestamp stamp) {
      Timestamp copy = new Timestamp(stamp.getTime());
      copy.setNanos(stamp.getNanos());
      return copy;
    }
    if (time instanceof Date) {
      return new Date(time.getTime());
    }
    return time instanceof Time ? new Time(time.getTime()) : new java.util.Date(time.getTime());
  }

  private static TimeZone of(TimeZone zone) {
    return zone.getClass().getClassLoader() == null
        ? (TimeZone) zone.clone()
        : TimeZone.getTimeZone(zone.getID());
  }

  private static Object ofArray(Object array) throws SQLException {
    int length = java.lang.reflect.Array.getLength(array);
    if (array.getClass().getComponentType().isPrimitive()) {
      Object copy =
          java.lang.reflect.Array.newInstance(array.getClass().getComponentType(), length);
      System.arraycopy(array, 0, copy, 0, length);
      return copy;
    }
    @Nullable Object[] kept = new Object[length];
    for (int i = 0; i < length; i++) {
      kept[i] = of(((@Nullable Object[]) array)[i]);
    }
    return typed(array.getClass().getComponentType(), kept);
  }

  /** Returns the elements in an array of the original's type, if they still fit. */
  private static @Nullable Object[] typed(Class<?> type, @Nullable Object[] kept) {
    @Nullable Object[] copy =
        (@Nullable Object[]) java.lang.reflect.Array.newInstance(type, kept.length);
    try {
      System.arraycopy(kept, 0, copy, 0, kept.length);
      return copy;
    } catch (ArrayStoreException e) {
      @Nullable String[] texts = new String[kept.length];
      for (int i = 0; i < kept.length; i++) {
        Object each = kept[i];
        texts[i] = each == null ? null : each.toString();
      }
      return texts;
    }
  }
}
