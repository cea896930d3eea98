package ai.flashfusion.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.ids.ProfileId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What every table's repository can do. Holds no connection; as thread-safe as its session. A read
 * is one round trip; so is a write, in which nothing is written if anything fails. Rows that the
 * identity may not see do not exist for it.
 *
 * @param <R> a row
 * @param <I> its id
 */
public abstract sealed class Repository<R extends UpdatableRecord<R>, I>
    permits AiUsageRepository, DeploymentRepository, ProfileRepository, ProjectRepository {

  private final SessionContext context;
  private final Table<R> table;
  private final TableField<R, I> id;

  Repository(SessionContext context, Table<R> table, TableField<R, I> id) {
    this.context = context;
    this.table = table;
    this.id = id;
  }

  /** The row with the id; empty if there is none that this identity may see. */
  public final Optional<R> find(I id) {
    return dsl().selectFrom(table).where(this.id.eq(id)).fetchOptional();
  }

  /**
   * The row with the id.
   *
   * @throws NotFoundException if there is none that this identity may see
   */
  public final R get(I id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /** Whether there is a row with the id that this identity may see. */
  public final boolean exists(I id) {
    return dsl().fetchExists(table, this.id.eq(id));
  }

  /** How many rows this identity may see. */
  public final long count() {
    return Objects.requireNonNull(
        dsl().select(DSL.count().coerce(Long.class)).from(table).fetchSingle().value1());
  }

  /**
   * Inserts the values that the record was given; the database fills in the rest.
   *
   * @return the row as stored, defaults included
   * @throws AccessDeniedException if the identity may not insert it
   * @throws ai.flashfusion.error.ConstraintViolationException if it breaks a constraint
   */
  public final R insert(R record) {
    return dsl().insertInto(table).set(changes(record)).returning().fetchSingle();
  }

  /**
   * Writes the values that were changed since the record was read, and only those. Where the table
   * has {@code updated_at}, a row that somebody changed in between is not overwritten. A second
   * round trip is needed only to tell why nothing was changed.
   *
   * @return the row as stored; the record given stays as it is
   * @throws NotFoundException if the row is gone or hidden
   * @throws StaleRecordException if it was changed in between
   * @throws AccessDeniedException if the identity sees the row but may not change it
   */
  public final R update(R record) {
    I key =
        Objects.requireNonNull(record.original(id), "the record has no id: read it, or insert it");
    Map<Field<?>, Object> changes = changes(record);
    if (changes.isEmpty()) {
      return get(key);
    }
    Field<Instant> version = table.field("updated_at", Instant.class);
    Instant read = version == null ? null : record.original(version);
    Condition same = read == null ? DSL.noCondition() : Objects.requireNonNull(version).eq(read);
    R stored = dsl().update(table).set(changes).where(id.eq(key)).and(same).returning().fetchOne();
    if (stored != null) {
      return stored;
    }
    R current = get(key);
    if (read != null && !read.equals(current.get(version))) {
      throw new StaleRecordException(
          table.getName()
              + " "
              + key
              + " was changed at "
              + current.get(version)
              + ", after it was read; read it again and repeat the change");
    }
    throw new AccessDeniedException(
        context.identity() + " may see " + table.getName() + " " + key + " but not change it",
        null,
        null);
  }

  /**
   * Deletes the row with the id.
   *
   * @return whether there was one that this identity may delete
   */
  public final boolean delete(I id) {
    return dsl().deleteFrom(table).where(this.id.eq(id)).execute() == 1;
  }

  final DSLContext dsl() {
    return context.dsl();
  }

  final SessionContext context() {
    return context;
  }

  final List<R> fetch(Condition condition, org.jooq.OrderField<?>... order) {
    return dsl().selectFrom(table).where(condition).orderBy(order).fetch();
  }

  /**
   * The caller's profile, worked out by the database within the statement.
   *
   * @throws AccessDeniedException if the identity is no user
   */
  final Field<ProfileId> callerProfile() {
    return context
        .identity()
        .authUserId()
        .map(
            user ->
                DSL.field(
                    DSL.select(Tables.PROFILES.ID)
                        .from(Tables.PROFILES)
                        .where(Tables.PROFILES.USER_ID.eq(user))))
        .orElseThrow(
            () ->
                new AccessDeniedException(
                    context.identity()
                        + " has no profile to act for: use a user's session, or insert a record that"
                        + " names the profile",
                    null,
                    null));
  }

  final NotFoundException notFound(@Nullable Object key) {
    return new NotFoundException(
        "there is no row of " + table.getName() + " with id " + key + " for " + context.identity());
  }

  private static Map<Field<?>, Object> changes(UpdatableRecord<?> record) {
    Map<Field<?>, Object> changes = new LinkedHashMap<>();
    for (Field<?> field : record.fields()) {
      if (record.changed(field)) {
        changes.put(field, record.get(field));
      }
    }
    return changes;
  }
}
