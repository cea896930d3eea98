package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.NOTIFICATIONS;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.internal.follow.Feed;
import ai.flashfusion.internal.follow.Following;
import ai.flashfusion.internal.follow.Topic;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.NotificationRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Notifications to people. Written by the service; a user reads, marks and deletes their own. */
public final class NotificationRepository extends Repository<NotificationRecord, NotificationId> {

  NotificationRepository(SessionContext context) {
    super(context, NOTIFICATIONS, NOTIFICATIONS.ID, Keys.NOTIFICATIONS_PKEY);
  }

  /**
   * Notifies one person. Service only. One round trip.
   *
   * @return the notification as stored
   * @throws AccessDeniedException unless this is a service session
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   */
  public NotificationRecord notify(ProfileId profile, Notice notice) {
    Objects.requireNonNull(profile, "profile");
    return call(
        "notify",
        () -> {
          Objects.requireNonNull(notice, "notice");
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(NOTIFICATIONS.USER_ID, profile);
          values.put(NOTIFICATIONS.TYPE, notice.type());
          values.put(NOTIFICATIONS.TITLE, notice.title());
          values.put(NOTIFICATIONS.MESSAGE, notice.message());
          values.put(NOTIFICATIONS.ACTION_URL, notice.actionUrl());
          return insert(values);
        });
  }

  /**
   * Notifies one person like {@link #notify(ProfileId, Notice)}, at most once under an idempotency
   * key.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the caller's requests
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   */
  public NotificationRecord notify(ProfileId profile, Notice notice, String key) {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(notice, "notice");
    return call("notify", () -> new NotificationRepository(once(key)).notify(profile, notice));
  }

  /**
   * Sends all of these people the same notification, or none of them; a person who is named twice
   * gets one. Service only. One statement and round trip; none if there are no profiles.
   *
   * @return the number of notifications
   * @throws AccessDeniedException unless this is a service session
   * @throws ai.flashfusion.error.ForeignKeyViolationException if one of the profiles does not exist
   */
  public int notifyAll(Collection<ProfileId> profiles, Notice notice) {
    Objects.requireNonNull(profiles, "profiles");
    Objects.requireNonNull(notice, "notice");
    return call(
        "notifyAll",
        () -> {
          if (profiles.isEmpty()) {
            return 0;
          }
          ProfileId[] ids = profiles.stream().distinct().toArray(ProfileId[]::new);
          return dsl()
              .insertInto(
                  NOTIFICATIONS,
                  NOTIFICATIONS.USER_ID,
                  NOTIFICATIONS.TYPE,
                  NOTIFICATIONS.TITLE,
                  NOTIFICATIONS.MESSAGE,
                  NOTIFICATIONS.ACTION_URL)
              .select(
                  DSL.select(
                          DSL.field(DSL.name("profile", "id"), NOTIFICATIONS.USER_ID.getDataType()),
                          DSL.val(notice.type(), NOTIFICATIONS.TYPE),
                          DSL.val(notice.title(), NOTIFICATIONS.TITLE),
                          DSL.val(notice.message(), NOTIFICATIONS.MESSAGE),
                          DSL.val(notice.actionUrl(), NOTIFICATIONS.ACTION_URL))
                      .from(
                          "unnest({0}) as profile (id)",
                          DSL.val(ids, NOTIFICATIONS.USER_ID.getDataType().getArrayDataType())))
              .execute();
        });
  }

  /**
   * Returns the caller's unread notifications, newest first. One round trip.
   *
   * @throws AccessDeniedException if the identity is not a user
   */
  public List<NotificationRecord> unread() {
    return call(
        "unread",
        () -> fetch(ofCaller().and(isUnread()), NOTIFICATIONS.CREATED_AT.desc(), NOTIFICATIONS.ID));
  }

  /**
   * Counts the caller's unread notifications. One round trip.
   *
   * @throws AccessDeniedException if the identity is not a user
   */
  public long unreadCount() {
    return call("unreadCount", () -> dsl().fetchCount(NOTIFICATIONS, ofCaller().and(isUnread())));
  }

  /**
   * Marks these notifications of the caller as read. One round trip; none without ids.
   *
   * @return how many of these were unread notifications of the caller
   * @throws AccessDeniedException if the identity is not a user
   */
  public int markRead(NotificationId... ids) {
    Objects.requireNonNull(ids, "ids");
    return call("markRead", () -> ids.length == 0 ? 0 : markRead(NOTIFICATIONS.ID.in(ids)));
  }

  /**
   * Marks all notifications of the caller as read. One round trip.
   *
   * @return how many were unread
   * @throws AccessDeniedException if the identity is not a user
   */
  public int markAllRead() {
    return call("markAllRead", () -> markRead(DSL.noCondition()));
  }

  private int markRead(Condition which) {
    return dsl()
        .update(NOTIFICATIONS)
        .set(NOTIFICATIONS.READ, true)
        .where(ofCaller())
        .and(isUnread())
        .and(which)
        .execute();
  }

  /**
   * Deletes notifications that are older than the instant, read or not: a user's own, or
   * everybody's in a service session. One round trip.
   *
   * @param instant the creation time of the oldest notification that may be kept
   * @return the number of deleted notifications
   * @throws AccessDeniedException if the identity is anonymous
   */
  public int deleteOlderThan(Instant instant) {
    Objects.requireNonNull(instant, "instant");
    return call(
        "deleteOlderThan",
        () ->
            dsl()
                .deleteFrom(NOTIFICATIONS)
                .where(ownUnlessService(NOTIFICATIONS.USER_ID))
                .and(NOTIFICATIONS.CREATED_AT.lt(instant))
                .execute());
  }

  /**
   * Follows the caller's notifications from now on, like {@link #follow(FollowOptions,
   * RowConsumer)}.
   *
   * @throws AccessDeniedException if the identity is not a user
   */
  public FollowHandle follow(RowConsumer<NotificationRecord> consumer) {
    return follow(FollowOptions.fromNow(), consumer);
  }

  /**
   * Passes on each notification of the caller once, soon after it was committed, like {@link
   * DeploymentLogRepository#follow} does with lines. A notification that is marked as read is not
   * passed on again; for this purpose the ids of all are kept in memory. Two round trips at the
   * start.
   *
   * @param options the options, without a cursor; {@link #unread} returns what is unread
   * @throws AccessDeniedException if the identity is not a user
   */
  public FollowHandle follow(FollowOptions options, RowConsumer<NotificationRecord> consumer) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(consumer, "consumer");
    return call(
        "follow",
        () -> {
          ProfileId profile = dsl().select(callerProfile()).fetchSingle().value1();
          if (profile == null) {
            throw new AccessDeniedException(
                context().identity() + " has no profile, so there is nothing to follow");
          }
          return follow(profile, options, consumer);
        });
  }

  /**
   * Follows the notifications of any profile like {@link #follow(FollowOptions, RowConsumer)}.
   * Service only.
   */
  public FollowHandle follow(
      ProfileId profile, FollowOptions options, RowConsumer<NotificationRecord> consumer) {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(consumer, "consumer");
    return call(
        "follow",
        () -> {
          if (options.cursor().isPresent()) {
            throw new IllegalArgumentException(
                "notifications have no cursor to begin at: begin from the start or from now");
          }
          Feed<NotificationRecord, NotificationId> feed =
              new Feed<>(
                  new Topic(NOTIFICATIONS.getName(), profile.value()),
                  NOTIFICATIONS.ID,
                  NotificationId::of,
                  NOTIFICATIONS.USER_ID.eq(profile),
                  false,
                  NOTIFICATIONS.CREATED_AT);
          return Following.start(context(), feed, options, consumer::accept);
        });
  }

  private Condition ofCaller() {
    return NOTIFICATIONS.USER_ID.eq(callerProfile());
  }

  private static Condition isUnread() {
    return NOTIFICATIONS.READ.isDistinctFrom(true);
  }
}
