package ai.flashfusion.identity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The claims of a token, as token libraries give them and as they stand in the token. */
final class Claims {

  /** Keeps the digits of numbers. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Claims() {}

  static Map<?, ?> parse(String json) {
    Object parsed;
    try {
      parsed = MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the claims are not JSON", e);
    }
    if (parsed instanceof Map<?, ?> claims) {
      return claims;
    }
    throw new IllegalArgumentException("the claims are not a JSON object");
  }

  static String text(Map<String, ?> claims) {
    return MAPPER.writeValueAsString(claims);
  }

  /**
   * Returns the claims as values of JSON.
   *
   * @throws IllegalArgumentException if JSON has no such value; the message names the claim and
   *     does not repeat its value
   */
  static Map<String, @Nullable Object> json(Map<?, ?> claims) {
    return object("", claims);
  }

  private static Map<String, @Nullable Object> object(String path, Map<?, ?> values) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException(
                (path.isEmpty() ? "a claim" : "a key in the claim '" + path + "'")
                    + " is named by "
                    + (key == null ? "null" : "a " + key.getClass().getName())
                    + ": a string is expected");
          }
          object.put(name, value(path.isEmpty() ? name : path + "." + name, value));
        });
    return object;
  }

  private static @Nullable Object value(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return object(path, map);
    }
    if (value instanceof Collection<?> list) {
      return list(path, list);
    }
    if (value instanceof Object[] array) {
      return list(path, Arrays.asList(array));
    }
    if (value instanceof Date date) {
      return seconds(instant(date));
    }
    if (value instanceof Instant instant) {
      return seconds(instant);
    }
    if (value instanceof URL || value instanceof URI) {
      return value.toString();
    }
    if (value == null || isJson(value)) {
      return value;
    }
    throw new IllegalArgumentException(
        "the claim '"
            + path
            + "' is a "
            + value.getClass().getName()
            + ", which is no value of JSON: give the token's payload as text, or a string, number, boolean,"
            + " date, list or map");
  }

  @SuppressWarnings("JavaUtilDate") // toInstant fails for java.sql.Date
  private static Instant instant(Date date) {
    return Instant.ofEpochMilli(date.getTime());
  }

  private static boolean isJson(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigDecimal
        || value instanceof BigInteger
        || value instanceof Short
        || value instanceof Byte
        || (value instanceof Double number && Double.isFinite(number))
        || (value instanceof Float number && Float.isFinite(number))
        || value instanceof JsonNode;
  }

  private static List<@Nullable Object> list(String path, Collection<?> values) {
    List<@Nullable Object> list = new ArrayList<>(values.size());
    for (Object value : values) {
      list.add(value(path + "[" + list.size() + "]", value));
    }
    return list;
  }

  /** Returns the time as RFC 7519 writes it in a token. */
  private static Number seconds(Instant time) {
    return time.getNano() == 0
        ? (Number) time.getEpochSecond()
        : BigDecimal.valueOf(time.getEpochSecond())
            .add(BigDecimal.valueOf(time.getNano(), 9))
            .stripTrailingZeros();
  }
}
