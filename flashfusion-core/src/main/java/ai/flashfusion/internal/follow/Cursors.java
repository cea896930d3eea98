package ai.flashfusion.internal.follow;

import ai.flashfusion.error.CursorException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** The conversion of positions to text, for a caller who continues later. */
final class Cursors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DAMAGED = "the cursor is damaged: pass it on unchanged";

  private Cursors() {}

  static <I> String of(Topic topic, Position<I> position) {
    List<String> parts = new ArrayList<>();
    parts.add(topic.table());
    parts.add(topic.parent().toString());
    parts.add(Long.toString(position.horizon()));
    position
        .seen()
        .forEach(
            (id, transaction) -> {
              parts.add(id.toString());
              parts.add(transaction.toString());
            });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(parts));
  }

  /**
   * Parses a cursor that {@link #of} wrote.
   *
   * @param id the function that makes an id
   */
  static <I> Position<I> read(Topic topic, String cursor, Function<UUID, I> id) {
    try {
      @Nullable String[] parts =
          JSON.readValue(Base64.getUrlDecoder().decode(cursor), String[].class);
      if (parts == null || parts.length < 3 || parts.length % 2 == 0) {
        throw new CursorException(DAMAGED, null);
      }
      if (!topic.table().equals(parts[0]) || !topic.parent().toString().equals(parts[1])) {
        throw new CursorException(
            "the cursor belongs to other rows than those of "
                + topic.table()
                + " and "
                + topic.parent()
                + ": repeat the same call, or start again without a cursor",
            null);
      }
      Map<I, Long> seen = new HashMap<>();
      for (int i = 3; i < parts.length; i += 2) {
        seen.put(id.apply(UUID.fromString(parts[i])), Long.valueOf(parts[i + 1]));
      }
      return new Position<>(Long.parseLong(parts[2]), seen);
    } catch (IllegalArgumentException | NullPointerException | JacksonException e) {
      throw new CursorException(DAMAGED, e);
    }
  }
}
