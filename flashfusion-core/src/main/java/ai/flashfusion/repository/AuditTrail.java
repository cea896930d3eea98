package ai.flashfusion.repository;

import ai.flashfusion.audit.AuditEntry;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.json.JsonColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectSeekStep1;
import org.jooq.Table;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The history of rows: who changed them, when and how. It covers tables for which it was switched
 * on with {@code select flashfusion_audit.enable('projects')}. Whoever sees a row sees its history;
 * only the service sees that of deleted rows. Holds no connection; as thread-safe as its session.
 */
public final class AuditTrail {

  private static final Table<Record> ENTRIES = DSL.table(DSL.name("flashfusion_audit", "entries"));
  private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
  private static final Field<String> TABLE_NAME = DSL.field(DSL.name("table_name"), String.class);
  private static final Field<String> OPERATION = DSL.field(DSL.name("operation"), String.class);
  private static final Field<@Nullable JsonNode> OLD = json("old");
  private static final Field<@Nullable JsonNode> NEW = json("new");
  private static final Field<UUID> AUTH_USER = DSL.field(DSL.name("auth_user"), UUID.class);
  private static final Field<String> ROLE = DSL.field(DSL.name("role"), String.class);
  private static final Field<String> LOGIN = DSL.field(DSL.name("login"), String.class);
  private static final Field<String> REASON = DSL.field(DSL.name("reason"), String.class);
  private static final Field<Instant> AT = DSL.field(DSL.name("at"), SQLDataType.INSTANT);
  private static final Field<String> TRANSACTION =
      DSL.field(DSL.name("transaction"), Object.class).cast(SQLDataType.CLOB).as("transaction");

  private final SessionContext context;

  AuditTrail(SessionContext context) {
    this.context = context;
  }

  /**
   * Returns all changes of the row, oldest first. One round trip.
   *
   * @param record a row of one of the sixteen tables; only its id is used
   * @return the changes; empty if the identity does not see the row, or if nothing was recorded
   * @throws ConfigurationException if the database has no audit trail
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is anonymous
   */
  public List<AuditEntry> of(UpdatableRecord<?> record) {
    Objects.requireNonNull(record, "record");
    return context.call("audit", "of", () -> fetch(entries(record, ID)));
  }

  /**
   * Returns the latest changes of the row, oldest first. One round trip.
   *
   * @param limit the maximum number of changes, 1 or more
   * @see #of(UpdatableRecord)
   */
  public List<AuditEntry> of(UpdatableRecord<?> record, int limit) {
    Objects.requireNonNull(record, "record");
    return context.call(
        "audit",
        "of",
        () -> {
          if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": at least 1 is needed");
          }
          List<AuditEntry> newest = fetch(entries(record, ID.desc()).limit(limit));
          List<AuditEntry> oldestFirst = new ArrayList<>(newest);
          Collections.reverse(oldestFirst);
          return Collections.unmodifiableList(oldestFirst);
        });
  }

  private SelectSeekStep1<?, Long> entries(
      UpdatableRecord<?> record, org.jooq.OrderField<Long> order) {
    Table<?> table = record.getTable();
    if (!Public.PUBLIC.getTables().contains(table)) {
      throw new IllegalArgumentException(
          table + " is not a table of FlashFusion: only those have a history");
    }
    return context
        .dsl()
        .select(OPERATION, OLD, NEW, AUTH_USER, ROLE, LOGIN, REASON, AT, TRANSACTION)
        .from(ENTRIES)
        .where(TABLE_NAME.eq(table.getName()))
        .and(isOf(record, Objects.requireNonNull(table.field("id"))))
        .orderBy(order);
  }

  private static <T> Condition isOf(UpdatableRecord<?> record, Field<T> id) {
    T value = Objects.requireNonNull(record.get(id), "the record has no id: read it, or insert it");
    return DSL.field(DSL.name("row_id"), id.getDataType()).eq(value);
  }

  private static List<AuditEntry> fetch(org.jooq.ResultQuery<?> entries) {
    return Collections.unmodifiableList(entries.fetch(AuditTrail::entry));
  }

  private static AuditEntry entry(Record row) {
    UUID actor = row.get(AUTH_USER);
    return new AuditEntry(
        AuditEntry.Operation.valueOf(required(row, OPERATION).toUpperCase(Locale.ROOT)),
        required(row, AT),
        actor == null ? null : AuthUserId.of(actor),
        required(row, ROLE),
        required(row, LOGIN),
        row.get(REASON),
        Long.parseLong(required(row, TRANSACTION)),
        changes(row.get(OLD), row.get(NEW)));
  }

  private static Map<String, AuditEntry.Change> changes(
      @Nullable JsonNode before, @Nullable JsonNode after) {
    Map<String, AuditEntry.Change> changes = new HashMap<>();
    for (JsonNode side : new JsonNode[] {before, after}) {
      if (side != null) {
        for (String column : side.propertyNames()) {
          AuditEntry.Change change =
              new AuditEntry.Change(value(before, column), value(after, column));
          if (change.before() != null || change.after() != null) {
            changes.put(column, change);
          }
        }
      }
    }
    return changes;
  }

  private static @Nullable JsonNode value(@Nullable JsonNode side, String column) {
    JsonNode value = side == null ? null : side.get(column);
    return value == null || value.isNull() ? null : value;
  }

  private static <T> T required(Record row, Field<T> field) {
    return Objects.requireNonNull(row.get(field), field.getName());
  }

  private static Field<@Nullable JsonNode> json(String name) {
    return DSL.field(DSL.name(name), SQLDataType.JSONB.asConvertedDataType(JsonColumns.node()));
  }
}
