package ai.flashfusion.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.internal.repository.BulkWrite;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.Conflict;
import ai.flashfusion.internal.repository.InsertQuery;
import ai.flashfusion.internal.repository.KeyQuery;
import ai.flashfusion.internal.repository.Keyset;
import ai.flashfusion.internal.repository.SelectList;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.ids.ProfileId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectQuery;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.UniqueKey;
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
    permits AiConversationRepository,
        AiUsageRepository,
        ApiKeyRepository,
        BillingTransactionRepository,
        DeploymentLogRepository,
        DeploymentRepository,
        NotificationRepository,
        ProfileRepository,
        ProjectCollaboratorRepository,
        ProjectFileRepository,
        ProjectRepository,
        SubscriptionHistoryRepository,
        TeamMemberRepository,
        TeamRepository,
        WebhookLogRepository,
        WebhookRepository {

  /** Rows of a stream in memory. */
  private static final int FETCH = 1_000;

  private final SessionContext context;
  private final Table<R> table;
  private final TableField<R, I> id;
  private final UniqueKey<R> naturalKey;

  Repository(SessionContext context, Table<R> table, TableField<R, I> id, UniqueKey<R> naturalKey) {
    this.context = context;
    this.table = table;
    this.id = id;
    this.naturalKey = naturalKey;
  }

  /** The row with the id; empty if there is none that this identity may see. */
  public final Optional<R> find(I id) {
    return KeyQuery.of(dsl(), table, this.id, id).fetchOptional();
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
    return insert(Changes.of(record));
  }

  /**
   * Inserts all rows or none, thousands in each round trip: arrays for a user, under row level
   * security; from a thousand rows on {@code copy} for the service. Each row as {@link #insert}
   * would.
   *
   * @param records read once, as they are needed; may be more than fit into memory
   * @return how many rows were inserted
   * @throws ai.flashfusion.error.BadRowException if a row cannot be inserted; names it by its index
   */
  public final long insertAll(Iterable<R> records) {
    return insertAll(records, written -> {});
  }

  /**
   * As {@link #insertAll(Iterable)}.
   *
   * @param progress told how many rows were sent so far, after each round trip
   */
  public final long insertAll(Iterable<R> records, LongConsumer progress) {
    return new BulkWrite<>(context, id, null, null).write(records, progress);
  }

  /**
   * As {@link #insertAll(Iterable)}.
   *
   * @return the ids that the rows got, in the order of the rows
   */
  public final List<I> insertAllReturningIds(Iterable<R> records) {
    List<I> ids = new ArrayList<>();
    new BulkWrite<>(context, id, null, ids).write(records, written -> {});
    return ids;
  }

  /**
   * Inserts the row, or gives the values to the row that has the same natural key: the e-mail of a
   * profile, the slug of a project or team, project and path of a file, both sides of a membership,
   * the hash of a key, the intent of a payment; elsewhere the id. Needs the right to do both.
   * Columns that a user may insert but never change, such as the owner, stay as they are in the row
   * that is there.
   *
   * @return the row as stored
   * @throws AccessDeniedException if the identity may not insert it, or not change the one there
   */
  public final R upsert(R record) {
    Map<Field<?>, @Nullable Object> changes = Changes.of(record);
    return dsl()
        .insertInto(table)
        .set(changes)
        .onConflict(naturalKey.getFields())
        .doUpdate()
        .set(Conflict.updates(naturalKey, changes.keySet(), context.identity()))
        .returning()
        .fetchSingle();
  }

  /**
   * As {@link #upsert} for all rows or none, in one transaction, thousands in each round trip. Of
   * two rows with the same key the later one counts.
   *
   * @param progress told how many rows were sent so far
   * @return how many rows were given
   * @throws ai.flashfusion.error.BadRowException if a row cannot be written; names it by its index
   */
  public final long upsertAll(Iterable<R> records, LongConsumer progress) {
    return new BulkWrite<>(context, id, naturalKey, null).write(records, progress);
  }

  /**
   * One page of the rows that this identity may see. One round trip.
   *
   * @throws ai.flashfusion.error.CursorException if the cursor is of another query, or damaged
   */
  public final Page<R> page(PageQuery query) {
    Keyset keyset = Keyset.of(dsl(), table, id, query);
    Condition rest = query.cursor().map(keyset::after).orElseGet(DSL::noCondition);
    List<R> rows = rows(dsl(), query.filter().and(rest), keyset.order(), query.size() + 1).fetch();
    if (rows.size() <= query.size()) {
      return new Page<>(rows, Optional.empty());
    }
    List<R> page = rows.subList(0, query.size());
    return new Page<>(page, Optional.of(keyset.cursor(page.get(page.size() - 1))));
  }

  /**
   * Passes on all rows that match and that this identity may see, in no particular order, a
   * thousand in each round trip and in memory.
   *
   * @return how many
   * @throws X what the consumer throws; the cursor is closed then, too
   */
  public final <X extends Exception> long stream(Condition filter, RowConsumer<R, X> consumer)
      throws X {
    return context.inTransaction(
        transaction -> {
          long rows = 0;
          try (Cursor<R> cursor =
              rows(transaction.dsl(), filter, List.of(), null).fetchSize(FETCH).fetchLazy()) {
            for (R row : cursor) {
              consumer.accept(row);
              rows++;
            }
          }
          return rows;
        });
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
    Map<Field<?>, @Nullable Object> changes = Changes.of(record);
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

  final List<R> fetch(Condition condition, OrderField<?>... order) {
    return rows(dsl(), condition, List.of(order), null).fetch();
  }

  private ResultQuery<R> rows(
      DSLContext dsl,
      Condition condition,
      List<? extends OrderField<?>> order,
      @Nullable Integer limit) {
    SelectQuery<Record> query = dsl.selectQuery();
    query.addSelect(SelectList.of(table).asField());
    query.addFrom(table);
    query.addConditions(condition);
    query.addOrderBy(order);
    if (limit != null) {
      query.addLimit(limit);
    }
    return query.coerce(table);
  }

  /** Inserts a row of these values, and returns it as stored. */
  final R insert(Map<Field<?>, @Nullable Object> values) {
    return InsertQuery.of(dsl(), table, values).fetchSingle();
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

  final boolean isService() {
    return context.identity().isService();
  }

  /**
   * For questions about everybody, which a user's rows alone would answer wrongly.
   *
   * @throws AccessDeniedException if the identity is not the service
   */
  final void requireService(String question) {
    if (!isService()) {
      throw new AccessDeniedException(
          context.identity()
              + " may not ask for "
              + question
              + ", which is about everybody: use a session of the service",
          null,
          null);
    }
  }

  final NotFoundException notFound(@Nullable Object key) {
    return new NotFoundException(
        "there is no row of " + table.getName() + " with id " + key + " for " + context.identity());
  }
}
