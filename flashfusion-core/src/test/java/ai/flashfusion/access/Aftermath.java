package ai.flashfusion.access;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of a world after statements.
 *
 * @param world the world as it is now
 * @param fates the rows of the world that are gone or changed
 * @param added the rows that are new
 */
record Aftermath(World world, List<Fate> fates, List<Row> added) {

  /**
   * The state of one row after statements.
   *
   * @param row the row as it was
   * @param changes the columns that changed, before and after; null if the row is gone
   */
  record Fate(Row row, @Nullable Map<String, Change> changes) {}

  /** A column before and after. */
  record Change(@Nullable Object from, @Nullable Object to) {}

  /**
   * Follows the rows through their changes, including those of the id. A row that takes the id of a
   * deleted one is another row.
   */
  static Aftermath of(World start, List<Effect> effects) {
    Map<UUID, UUID> origins = new LinkedHashMap<>();
    Map<UUID, Map<String, @Nullable Object>> before = new LinkedHashMap<>();
    Map<UUID, Optional<Map<String, @Nullable Object>>> after = new LinkedHashMap<>();
    Map<UUID, Row> added = new LinkedHashMap<>();
    for (Effect effect : effects) {
      Map<String, @Nullable Object> old = effect.before();
      Map<String, @Nullable Object> now = effect.after();
      if (old == null) {
        Row row = row(effect.relation(), requireNonNull(now));
        added.put(row.id(), row);
      } else if (added.remove(Effect.id(old)) != null) {
        if (now != null) {
          added.put(Effect.id(now), row(effect.relation(), now));
        }
      } else {
        UUID origin = origins.getOrDefault(Effect.id(old), Effect.id(old));
        before.putIfAbsent(origin, old);
        // The moves and deletions of one statement may be reported in either order.
        after.merge(origin, Optional.ofNullable(now), (one, other) -> one.isEmpty() ? one : other);
        if (now != null) {
          origins.put(Effect.id(now), origin);
        }
      }
    }
    List<Fate> fates = new ArrayList<>();
    Map<UUID, @Nullable Row> changed = new LinkedHashMap<>();
    before.forEach(
        (id, old) -> {
          Row row = requireNonNull(start.find(id));
          Map<String, @Nullable Object> now = requireNonNull(after.get(id)).orElse(null);
          fates.add(new Fate(row, now == null ? null : changes(old, now)));
          changed.put(id, now == null ? null : row.with(now));
        });
    List<Row> rows = List.copyOf(added.values());
    return new Aftermath(start.after(changed, rows), fates, rows);
  }

  private static Row row(Relation relation, Map<String, @Nullable Object> values) {
    return new Row(relation, Effect.id(values), "a new row", values);
  }

  private static Map<String, Change> changes(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> now) {
    Map<String, Change> changes = new LinkedHashMap<>();
    old.forEach(
        (column, value) -> {
          if (!Objects.equals(value, now.get(column))) {
            changes.put(column, new Change(value, now.get(column)));
          }
        });
    return changes;
  }
}
