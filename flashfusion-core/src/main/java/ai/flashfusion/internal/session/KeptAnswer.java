package ai.flashfusion.internal.session;

import ai.flashfusion.apikey.Secret;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.internal.error.UnstorableTextException;
import java.nio.charset.StandardCharsets;
import org.jooq.Record;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The value of a transaction, as it is kept under an idempotency key: as JSON.
 *
 * @param json the value as JSON
 * @param value the value as it comes back from that JSON, which every caller gets, the first one
 *     included
 */
record KeptAnswer<T>(String json, T value) {

  /**
   * The maximum number of bytes of a value. It is stored for a day and sent with each repetition:
   * enough for ids and receipts, too little for documents, which belong into rows.
   */
  static final int MAX_BYTES = 64 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // An object without properties would come back empty, whatever it held.
          .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .addModule(
              new SimpleModule("answers")
                  .addSerializer(
                      Secret.class,
                      new Refusing<>("it holds a secret, which must not be stored in plain text"))
                  .addSerializer(
                      Record.class,
                      new Refusing<>("it holds a row, which may change: return the row's id")))
          .build();

  /**
   * Returns a value as it is to be kept.
   *
   * @throws InvalidValueException if that is not possible, or if it is too large or holds a secret
   */
  static <T> KeptAnswer<T> of(IdempotencyKey key, T value, Class<T> type) {
    String json;
    T back;
    try {
      json = MAPPER.writeValueAsString(value);
    } catch (JacksonException e) {
      throw refused(key, type, e.getOriginalMessage());
    }
    try {
      back = MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw refused(key, type, "it cannot be read back from its JSON" + at(e));
    }
    if (UnstorableTextException.find(json) >= 0) {
      throw refused(key, type, "it has half of a surrogate pair, which cannot be stored");
    }
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw refused(
          key, type, "it has " + bytes + " bytes as JSON, and " + MAX_BYTES + " are possible");
    }
    return new KeptAnswer<>(json, back);
  }

  /**
   * Returns the value that was kept.
   *
   * @throws IdempotencyException if it is of another type
   */
  static <T> T read(IdempotencyKey key, String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JacksonException e) {
      throw new IdempotencyException(
          "the value that was stored under the idempotency key '"
              + key.text()
              + "' is no "
              + type.getName()
              + at(e)
              + ": ask for the type that it was stored with");
    }
  }

  /** Returns where in the value the failure is; its message could repeat parts of the value. */
  private static String at(JacksonException failure) {
    String path = failure.getPathReference();
    return path == null || path.isEmpty() ? "" : ", at " + path;
  }

  private static InvalidValueException refused(IdempotencyKey key, Class<?> type, String why) {
    return new InvalidValueException(
        "the value of type "
            + type.getName()
            + " cannot be kept under the idempotency key '"
            + key.text()
            + "', so nothing is stored: "
            + why,
        null,
        null);
  }

  /** Refuses values of a type, wherever they are. */
  private static final class Refusing<T> extends ValueSerializer<T> {

    private final String why;

    Refusing(String why) {
      this.why = why;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      throw DatabindException.from(json, why);
    }
  }
}
