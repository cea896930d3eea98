package ai.flashfusion.repository;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.repository.BulkWrite;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.Conflict;
import ai.flashfusion.internal.repository.InsertOnce;
import ai.flashfusion.internal.repository.KeyQuery;
import ai.flashfusion.internal.repository.KeyedInsert;
import ai.flashfusion.internal.repository.Keyset;
import ai.flashfusion.internal.repository.NewestPage;
import ai.flashfusion.internal.repository.SelectList;
import ai.flashfusion.internal.session.IdempotencyKey;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.internal.session.TransactionWork;
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
import java.util.function.Supplier;
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
 * The operations that the repositories of all tables have in common. Holds no connection; as
 * thread-safe as its session. A read costs one round trip. So does a write, and if anything in it
 * fails nothing is written. Rows that the identity may not see do not exist for it.
 *
 * @param <R> the type of a row
 * @param <I> the type of its id
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

  /** The number of rows that a stream holds in memory. */
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

  /** Returns the row with the id; empty if there is no such row that this identity may see. */
  public final Optional<R> find(I id) {
    Objects.requireNonNull(id, "id");
    return call("find", () -> KeyQuery.of(dsl(), table, this.id, id).fetchOptional());
  }

  /**
   * Returns the row with the id.
   *
   * @throws NotFoundException if there is no such row that this identity may see
   */
  public final R get(I id) {
    Objects.requireNonNull(id, "id");
    return call("get", () -> find(id).orElseThrow(() -> notFound(id)));
  }

  /** Returns whether there is a row with the id that this identity may see. */
  public final boolean exists(I id) {
    Objects.requireNonNull(id, "id");
    return call("exists", () -> dsl().fetchExists(table, this.id.eq(id)));
  }

  /** Counts the rows that this identity may see. */
  public final long count() {
    return call(
        "count",
        () ->
            Objects.requireNonNull(
                dsl().select(DSL.count().coerce(Long.class)).from(table).fetchSingle().value1()));
  }

  /**
   * Inserts the values that were set in the record; the database fills in the rest. A record
   * without an id gets one of version 7, where the identity may choose it. If the answer is lost,
   * the row is sent again with the same id, so that it is stored once, and then returned.
   *
   * @return the row as stored, including defaults
   * @throws AccessDeniedException if the identity may not insert the row
   * @throws ai.flashfusion.error.ConstraintViolationException if it breaks a constraint
   * @throws ai.flashfusion.error.OutcomeUnknownException if the answer was lost and the database
   *     could not be asked in time
   */
  public final R insert(R record) {
    Objects.requireNonNull(record, "record");
    return call("insert", () -> insert(Changes.of(record)));
  }

  /**
   * Inserts all rows or none, thousands in each round trip, each like {@link #insert}. Users'
   * sessions send arrays under row level security; service sessions use {@code copy} from a
   * thousand rows on.
   *
   * @param records the rows, which are read once, as they are needed, and may be more than fit into
   *     memory
   * @return the number of inserted rows
   * @throws ai.flashfusion.error.BadRowException if a row cannot be inserted; it gives the row's
   *     index
   */
  public final long insertAll(Iterable<R> records) {
    return insertAll(records, written -> {});
  }

  /**
   * Inserts all rows or none like {@link #insertAll(Iterable)}, and reports the progress.
   *
   * @param progress receives the number of rows that were sent so far, after each round trip
   */
  public final long insertAll(Iterable<R> records, LongConsumer progress) {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(progress, "progress");
    return call(
        "insertAll", () -> new BulkWrite<>(context, id, null, null).write(records, progress));
  }

  /**
   * Inserts all rows or none like {@link #insertAll(Iterable)}, and returns their ids.
   *
   * @return the ids of the inserted rows, in the order of the rows
   */
  public final List<I> insertAllReturningIds(Iterable<R> records) {
    Objects.requireNonNull(records, "records");
    return call(
        "insertAllReturningIds",
        () -> {
          List<I> ids = new ArrayList<>();
          new BulkWrite<>(context, id, null, ids).write(records, written -> {});
          return ids;
        });
  }

  /**
   * Inserts the row, or updates the existing row with the same natural key: the e-mail of a
   * profile, the slug of a project or team, project and path of a file, both sides of a membership,
   * the hash of a key, the intent of a payment; for other tables the id. The identity needs the
   * right to do both. Columns that a user may insert but never change, such as the owner, keep
   * their values in an existing row.
   *
   * @return the row as stored
   * @throws AccessDeniedException if the identity may not insert the row, or may not change the
   *     existing one
   */
  public final R upsert(R record) {
    Objects.requireNonNull(record, "record");
    return call(
        "upsert",
        () -> {
          Map<Field<?>, @Nullable Object> changes = Changes.of(record);
          return dsl()
              .insertInto(table)
              .set(changes)
              .onConflict(naturalKey.getFields())
              .doUpdate()
              .set(Conflict.updates(naturalKey, changes.keySet(), context.identity()))
              .returning()
              .fetchSingle();
        });
  }

  /**
   * Inserts or updates all rows like {@link #upsert}, or none, in one transaction, thousands in
   * each round trip. Of two rows with the same key the later one counts.
   *
   * @param progress receives the number of rows that were sent so far
   * @return the number of rows that were given
   * @throws ai.flashfusion.error.BadRowException if a row cannot be written; it gives the row's
   *     index
   */
  public final long upsertAll(Iterable<R> records, LongConsumer progress) {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(progress, "progress");
    return call(
        "upsertAll", () -> new BulkWrite<>(context, id, naturalKey, null).write(records, progress));
  }

  /**
   * Returns one page of the rows that this identity may see. One round trip.
   *
   * @throws ai.flashfusion.error.CursorException if the cursor is damaged, or comes from another
   *     query
   */
  public final Page<R> page(PageQuery query) {
    Objects.requireNonNull(query, "query");
    return call(
        "page",
        () -> {
          Keyset keyset = Keyset.of(dsl(), table, id, query);
          Condition rest = query.cursor().map(keyset::after).orElseGet(DSL::noCondition);
          List<R> rows =
              (Keyset.isNewest(query)
                      ? NewestPage.of(dsl(), table, keyset, rest, query.size() + 1)
                      : rows(dsl(), query.filter().and(rest), keyset.order(), query.size() + 1))
                  .fetch();
          if (rows.size() <= query.size()) {
            return new Page<>(rows, Optional.empty());
          }
          List<R> page = rows.subList(0, query.size());
          return new Page<>(page, Optional.of(keyset.cursor(page.get(page.size() - 1))));
        });
  }

  /**
   * Passes on all matching rows that this identity may see, in no particular order. A thousand rows
   * are fetched in each round trip and held in memory. What the consumer throws closes the cursor
   * and arrives here as it is, even if it is checked.
   *
   * @return the number of rows
   */
  public final long stream(Condition filter, RowConsumer<R> consumer) {
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(consumer, "consumer");
    return call(
        "stream",
        () ->
            context.inTransaction(
                TransactionWork.unchecked(
                    transaction -> {
                      long rows = 0;
                      try (Cursor<R> cursor =
                          rows(transaction.dsl(), filter, List.of(), null)
                              .fetchSize(FETCH)
                              .fetchLazy()) {
                        for (R row : cursor) {
                          consumer.accept(row);
                          rows++;
                        }
                      }
                      return rows;
                    })));
  }

  /**
   * Updates only those values that were changed since the record was read. If the table has {@code
   * updated_at}, a row that somebody else changed in between is not overwritten. A second round
   * trip is needed only to explain why nothing was changed.
   *
   * @return the row as stored; the given record is not modified
   * @throws NotFoundException if the row is gone or hidden
   * @throws StaleRecordException if it was changed in between
   * @throws AccessDeniedException if the identity sees the row but may not change it
   */
  public final R update(R record) {
    Objects.requireNonNull(record, "record");
    return call(
        "update",
        () -> {
          I key =
              Objects.requireNonNull(
                  record.original(id), "the record has no id: read it, or insert it");
          Map<Field<?>, @Nullable Object> changes = Changes.of(record);
          if (changes.isEmpty()) {
            return get(key);
          }
          Field<Instant> version = table.field("updated_at", Instant.class);
          Instant read = version == null ? null : record.original(version);
          Condition same =
              read == null ? DSL.noCondition() : Objects.requireNonNull(version).eq(read);
          R stored =
              dsl().update(table).set(changes).where(id.eq(key)).and(same).returning().fetchOne();
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
          throw Advice.mayNotChange(context.identity(), table.getName() + " " + key);
        });
  }

  /**
   * Deletes the row with the id.
   *
   * @return whether there was such a row that this identity may delete
   */
  public final boolean delete(I id) {
    Objects.requireNonNull(id, "id");
    return call("delete", () -> dsl().deleteFrom(table).where(this.id.eq(id)).execute() == 1);
  }

  /**
   * Runs a helper as one call, so that those who listen hear of it by its name.
   *
   * @param method the helper's name
   */
  final <T extends @Nullable Object> T call(String method, Supplier<T> helper) {
    return context.call(table.getName(), method, helper);
  }

  /** Runs a helper without a result like {@link #call}. */
  final void run(String method, Runnable helper) {
    context.<@Nullable Object>call(
        table.getName(),
        method,
        () -> {
          helper.run();
          return null;
        });
  }

  final DSLContext dsl() {
    return context.dsl();
  }

  final SessionContext context() {
    return context;
  }

  /** Returns the context of this repository under an idempotency key. */
  final SessionContext once(String key) {
    return context.once(new IdempotencyKey(key, null));
  }

  final List<R> fetch(Condition condition, OrderField<?>... order) {
    // The text of jOOQ's own list would show the secrets that the text of a record masks.
    return new ArrayList<>(rows(dsl(), condition, List.of(order), null).fetch());
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

  /** Inserts a row with these values, and returns it as stored. */
  final R insert(Map<Field<?>, @Nullable Object> values) {
    return context.isKeyed()
        ? context.write(KeyedInsert.of(context, table, id, values))
        : new InsertOnce<>(context, table, id, values).run();
  }

  /**
   * Returns a query for the caller's profile, which the database evaluates within the statement.
   *
   * @throws AccessDeniedException if the identity is not a user
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
                        + " has no profile to act for: use a user's session, or insert a record"
                        + " that names the profile"));
  }

  /** Returns a condition for the caller's own rows, or for everybody's in a service session. */
  final Condition ownUnlessService(TableField<R, ProfileId> owner) {
    return isService() ? DSL.noCondition() : owner.eq(callerProfile());
  }

  final boolean isService() {
    return context.identity().isService();
  }

  /**
   * Checks that the identity is the service, for queries about everybody, which would be wrong if
   * they counted only a user's rows.
   *
   * @throws AccessDeniedException if the identity is not the service
   */
  final void requireService(String question) {
    if (!isService()) {
      throw new AccessDeniedException(
          context.identity()
              + " may not ask for "
              + question
              + ", which concerns everybody: use a service session");
    }
  }

  final NotFoundException notFound(@Nullable Object key) {
    return new NotFoundException(
        "there is no row of " + table.getName() + " with id " + key + " for " + context.identity());
  }
}
