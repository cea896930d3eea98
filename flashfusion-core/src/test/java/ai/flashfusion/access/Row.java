package ai.flashfusion.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row as far as access depends on it: its values are those that the world recorded, other columns
 * have their defaults. A null is a value; what the map lacks reads as null too.
 */
record Row(Relation relation, UUID id, String name, Map<String, @Nullable Object> values) {

  @Nullable UUID uuid(String column) {
    return (UUID) values.get(column);
  }

  @Nullable String text(String column) {
    return (String) values.get(column);
  }

  /** This row after a change of some columns. */
  Row with(Map<String, @Nullable Object> changes) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.putAll(changes);
    UUID newId = changes.get("id") instanceof UUID changedId ? changedId : id;
    return new Row(relation, newId, name, changed);
  }
}
