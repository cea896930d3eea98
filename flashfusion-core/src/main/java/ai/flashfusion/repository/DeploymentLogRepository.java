package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENT_LOGS;

import ai.flashfusion.deployment.LogLine;
import ai.flashfusion.follow.Arrivals;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.internal.follow.Feed;
import ai.flashfusion.internal.follow.Following;
import ai.flashfusion.internal.follow.Topic;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.DeploymentLogId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The lines that builds and deployments print. Append-only; visible to everybody who sees the
 * deployment.
 */
public final class DeploymentLogRepository
    extends Repository<DeploymentLogRecord, DeploymentLogId> {

  private static final Field<?> PLACE = Feed.place(DEPLOYMENT_LOGS);

  DeploymentLogRepository(SessionContext context) {
    super(context, DEPLOYMENT_LOGS, DEPLOYMENT_LOGS.ID, Keys.DEPLOYMENT_LOGS_PKEY);
  }

  /**
   * Appends a line with the database's current time. One round trip.
   *
   * @return the line as stored
   * @throws ai.flashfusion.error.AccessDeniedException if the caller is not an editor of the
   *     project, or if there is no such deployment
   */
  public DeploymentLogRecord append(
      DeploymentId deployment, DeploymentLogLevel level, String message) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
    return call(
        "append",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(DEPLOYMENT_LOGS.DEPLOYMENT_ID, deployment);
          values.put(DEPLOYMENT_LOGS.LEVEL, level);
          values.put(DEPLOYMENT_LOGS.MESSAGE, message);
          values.put(DEPLOYMENT_LOGS.TIMESTAMP, Now.OF_CLOCK);
          return insert(values);
        });
  }

  /**
   * Appends a line like {@link #append(DeploymentId, DeploymentLogLevel, String)}, at most once
   * under an idempotency key.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the caller's requests
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   */
  public DeploymentLogRecord append(
      DeploymentId deployment, DeploymentLogLevel level, String message, String key) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(message, "message");
    return call(
        "append", () -> new DeploymentLogRepository(once(key)).append(deployment, level, message));
  }

  /**
   * Appends all lines or none; their times are a microsecond apart, in their order. One round trip;
   * none if there are no lines.
   *
   * @return the number of appended lines
   * @throws ai.flashfusion.error.AccessDeniedException if {@link #append(DeploymentId,
   *     DeploymentLogLevel, String)} would throw it
   */
  public int appendAll(DeploymentId deployment, Collection<LogLine> lines) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(lines, "lines");
    return call(
        "appendAll",
        () -> {
          if (lines.isEmpty()) {
            return 0;
          }
          DeploymentLogLevel[] levels =
              lines.stream().map(LogLine::level).toArray(DeploymentLogLevel[]::new);
          String[] messages = lines.stream().map(LogLine::message).toArray(String[]::new);
          Field<DeploymentLogLevel> level =
              DSL.field(DSL.name("line", "level"), DEPLOYMENT_LOGS.LEVEL.getDataType());
          Field<String> message =
              DSL.field(DSL.name("line", "message"), DEPLOYMENT_LOGS.MESSAGE.getDataType());
          return dsl()
              .insertInto(
                  DEPLOYMENT_LOGS,
                  DEPLOYMENT_LOGS.DEPLOYMENT_ID,
                  DEPLOYMENT_LOGS.LEVEL,
                  DEPLOYMENT_LOGS.MESSAGE,
                  DEPLOYMENT_LOGS.TIMESTAMP)
              .select(
                  DSL.select(
                          DSL.val(deployment, DEPLOYMENT_LOGS.DEPLOYMENT_ID),
                          level,
                          message,
                          DSL.field(
                              "{0} + line.position * interval '1 microsecond'",
                              DEPLOYMENT_LOGS.TIMESTAMP.getDataType(),
                              DSL.field(DSL.select(Now.OF_CLOCK))))
                      .from(
                          "unnest({0}, {1}) with ordinality as line (level, message, position)",
                          DSL.val(levels, DEPLOYMENT_LOGS.LEVEL.getDataType().getArrayDataType()),
                          DSL.val(
                              messages, DEPLOYMENT_LOGS.MESSAGE.getDataType().getArrayDataType()))
                      .orderBy(DSL.field("line.position")))
              .execute();
        });
  }

  /**
   * Returns the last lines, in the order of their time. One round trip.
   *
   * @param limit the maximum number of lines, 1 or more
   */
  public List<DeploymentLogRecord> tail(DeploymentId deployment, int limit) {
    Objects.requireNonNull(deployment, "deployment");
    return call(
        "tail",
        () -> {
          if (limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + ": at least 1 is needed");
          }
          List<DeploymentLogRecord> tail =
              dsl()
                  .selectFrom(DEPLOYMENT_LOGS)
                  .where(DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(deployment))
                  .orderBy(DEPLOYMENT_LOGS.TIMESTAMP.desc(), PLACE.desc())
                  .limit(limit)
                  .fetch();
          Collections.reverse(tail);
          return tail;
        });
  }

  /**
   * Returns all existing lines, and the cursor where they end. One round trip.
   *
   * <p>A later call with that cursor returns each line that became visible in between exactly once,
   * in whichever order the transactions committed.
   */
  public Arrivals<DeploymentLogRecord> since(DeploymentId deployment) {
    Objects.requireNonNull(deployment, "deployment");
    return call("since", () -> feed(deployment).since(dsl(), Optional.empty()));
  }

  /**
   * Returns the lines after the cursor, and the cursor where they end. One round trip.
   *
   * @throws ai.flashfusion.error.CursorException if the cursor is damaged, or comes from another
   *     deployment or server
   */
  public Arrivals<DeploymentLogRecord> since(DeploymentId deployment, String cursor) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(cursor, "cursor");
    return call("since", () -> feed(deployment).since(dsl(), Optional.of(cursor)));
  }

  /**
   * Follows the lines from now on, like {@link #follow(DeploymentId, FollowOptions, RowConsumer)}.
   */
  public FollowHandle follow(DeploymentId deployment, RowConsumer<DeploymentLogRecord> consumer) {
    return follow(deployment, FollowOptions.fromNow(), consumer);
  }

  /**
   * Passes on each line once, soon after it was committed, until the subscription ends, even if
   * connections were lost meanwhile. Lines that are found together are passed on in the order of
   * their time. Lines that the caller may not see when they are committed are never passed on.
   *
   * <p>Each follower has a thread while there are lines, so that a slow one does not delay others.
   * All lines that are found together are held in memory. One round trip at the start, and one
   * whenever there may be new lines; all followers together use one additional connection, which
   * receives only ids.
   *
   * @param consumer receives the lines, called by one thread at a time; an exception that it throws
   *     ends the subscription
   * @throws ai.flashfusion.error.ConfigurationException if there is no way to notice new lines
   * @throws ai.flashfusion.error.TransactionException if called within a transaction
   * @throws ai.flashfusion.error.CursorException if {@link #since(DeploymentId, String)} would
   *     throw it
   */
  public FollowHandle follow(
      DeploymentId deployment, FollowOptions options, RowConsumer<DeploymentLogRecord> consumer) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(consumer, "consumer");
    return call(
        "follow", () -> Following.start(context(), feed(deployment), options, consumer::accept));
  }

  /** Returns the lines of at least this severity, in the order of their time. One round trip. */
  public List<DeploymentLogRecord> atLeast(DeploymentId deployment, DeploymentLogLevel level) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(level, "level");
    return call(
        "atLeast",
        () -> {
          Condition bad =
              DEPLOYMENT_LOGS.LEVEL.in(
                  Arrays.stream(DeploymentLogLevel.values())
                      .filter(other -> other.compareTo(level) >= 0)
                      .toList());
          return fetch(
              DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(deployment).and(bad),
              DEPLOYMENT_LOGS.TIMESTAMP,
              PLACE);
        });
  }

  /** Counts the lines of each level; 0 for a level without lines. One round trip. */
  public Map<DeploymentLogLevel, Long> countsByLevel(DeploymentId deployment) {
    Objects.requireNonNull(deployment, "deployment");
    return call(
        "countsByLevel",
        () -> {
          Map<DeploymentLogLevel, Long> counts = new EnumMap<>(DeploymentLogLevel.class);
          for (DeploymentLogLevel level : DeploymentLogLevel.values()) {
            counts.put(level, 0L);
          }
          dsl()
              .select(DEPLOYMENT_LOGS.LEVEL, DSL.count())
              .from(DEPLOYMENT_LOGS)
              .where(DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(deployment))
              .and(DEPLOYMENT_LOGS.LEVEL.isNotNull())
              .groupBy(DEPLOYMENT_LOGS.LEVEL)
              .forEach(row -> counts.put(row.value1(), row.value2().longValue()));
          return counts;
        });
  }

  private static Feed<DeploymentLogRecord, DeploymentLogId> feed(DeploymentId deployment) {
    return new Feed<>(
        new Topic(DEPLOYMENT_LOGS.getName(), deployment.value()),
        DEPLOYMENT_LOGS.ID,
        DeploymentLogId::of,
        DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(deployment),
        true,
        DEPLOYMENT_LOGS.TIMESTAMP);
  }
}
