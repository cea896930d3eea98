package ai.flashfusion.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The effect on one row, whether of the statement, a trigger or a foreign key.
 *
 * @param before all its columns; null for a row that was added
 * @param after all its columns; null for one that is gone
 */
record Effect(
    Relation relation,
    @Nullable Map<String, @Nullable Object> before,
    @Nullable Map<String, @Nullable Object> after) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Reads what {@link Recorder} wrote down. */
  static List<Effect> parse(String effects) {
    return StreamSupport.stream(JSON.readTree("[" + effects + "]").spliterator(), false)
        .map(
            effect -> {
              Relation relation =
                  Relation.valueOf(effect.get("table").asString().toUpperCase(Locale.ROOT));
              return new Effect(
                  relation, row(relation, effect.get("old")), row(relation, effect.get("new")));
            })
        .toList();
  }

  /** Returns whether people's rights, or the place of a row, depend on it. */
  boolean decides() {
    if (before == null || after == null) {
      return switch (relation) {
        case PROFILES,
            TEAMS,
            TEAM_MEMBERS,
            PROJECTS,
            PROJECT_COLLABORATORS,
            DEPLOYMENTS,
            WEBHOOKS ->
            true;
        default -> false;
      };
    }
    return before.entrySet().stream()
        .filter(column -> !Objects.equals(column.getValue(), after.get(column.getKey())))
        .map(Map.Entry::getKey)
        .anyMatch(
            column ->
                References.decides(relation, column)
                    || References.target(relation, column) != null);
  }

  static UUID id(Map<String, @Nullable Object> row) {
    return (UUID) Objects.requireNonNull(row.get("id"));
  }

  private static @Nullable Map<String, @Nullable Object> row(
      Relation relation, @Nullable JsonNode json) {
    if (json == null || json.isNull()) {
      return null;
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    json.forEachEntry((column, value) -> row.put(column, value(relation, column, value)));
    return row;
  }

  private static @Nullable Object value(Relation relation, String column, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    String text = value.isString() ? value.asString() : value.toString();
    return Columns.isId(relation, column) ? UUID.fromString(text) : text;
  }
}
