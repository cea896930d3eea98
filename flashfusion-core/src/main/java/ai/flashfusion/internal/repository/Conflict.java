package ai.flashfusion.internal.repository;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.AccessRules;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;

/** The columns that an upsert writes into an existing row. */
public final class Conflict {

  private Conflict() {}

  /**
   * Returns the given columns except the key and those that the identity may only insert, because
   * Postgres requires the right to update a column even if no row conflicts.
   */
  public static Map<Field<?>, Field<?>> updates(
      UniqueKey<?> key, Collection<Field<?>> columns, Identity identity) {
    List<? extends Field<?>> keys = key.getFields();
    Optional<Set<String>> granted = updatable(key.getTable().getName(), identity);
    Map<Field<?>, Field<?>> updates = new LinkedHashMap<>();
    for (Field<?> column : columns) {
      if (!keys.contains(column)
          && granted.map(names -> names.contains(column.getName())).orElse(true)) {
        updates.put(column, DSL.excluded(column));
      }
    }
    if (updates.isEmpty()) {
      // Sets a column to itself, because only an update returns the row.
      Field<?> same =
          key.getTable()
              .fieldStream()
              .filter(column -> granted.map(names -> names.contains(column.getName())).orElse(true))
              .findFirst()
              .<Field<?>>map(column -> column)
              .orElse(keys.get(0));
      updates.put(same, same);
    }
    return updates;
  }

  /** Returns the columns that the identity may update; empty if it may update all. */
  private static Optional<Set<String>> updatable(String table, Identity identity) {
    return AccessRules.columns().stream()
        .filter(
            columns ->
                columns.table().equals(table)
                    && columns.command().equals("update")
                    && columns.role().equals(identity.role()))
        .findFirst()
        .map(columns -> Set.of(columns.columns().split(" ", -1)));
  }
}
