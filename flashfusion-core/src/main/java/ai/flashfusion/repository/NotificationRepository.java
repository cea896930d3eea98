package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.NOTIFICATIONS;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.internal.follow.Feed;
import ai.flashfusion.internal.follow.Following;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.internal.session.Topic;
import ai.flashfusion.query.FollowOptions;
import ai.flashfusion.query.Notice;
import ai.flashfusion.query.Subscription;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.NotificationRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** What people are told. Written by the service; a user reads, marks and deletes their own. */
public final class NotificationRepository extends Repository<NotificationRecord, NotificationId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public NotificationRepository(SessionContext context) {
    super(context, NOTIFICATIONS, NOTIFICATIONS.ID, Keys.NOTIFICATIONS_PKEY);
  }

  /**
   * Tells somebody something; for the service. One round trip.
   *
   * @return the notification as stored
   * @throws AccessDeniedException unless this is a service session
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   */
  public NotificationRecord notify(ProfileId profile, Notice notice) {
    return dsl()
        .insertInto(NOTIFICATIONS)
        .set(NOTIFICATIONS.USER_ID, profile)
        .set(NOTIFICATIONS.TYPE, notice.type())
        .set(NOTIFICATIONS.TITLE, notice.title())
        .set(NOTIFICATIONS.MESSAGE, notice.message())
        .set(NOTIFICATIONS.ACTION_URL, notice.actionUrl())
        .returning()
        .fetchSingle();
  }

  /**
   * Tells all of them the same, or none; who is named twice is told once. For the service. One
   * statement and round trip; none if there are no profiles.
   *
   * @return how many were told
   * @throws AccessDeniedException unless this is a service session
   * @throws ai.flashfusion.error.ForeignKeyViolationException if one of the profiles is not there
   */
  public int notifyAll(Collection<ProfileId> profiles, Notice notice) {
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
  }

  /**
   * What the caller has not read, newest first. One round trip.
   *
   * @throws AccessDeniedException if the identity is no user
   */
  public List<NotificationRecord> unread() {
    return fetch(ofCaller().and(isUnread()), NOTIFICATIONS.CREATED_AT.desc(), NOTIFICATIONS.ID);
  }

  /**
   * How much the caller has not read. One round trip.
   *
   * @throws AccessDeniedException if the identity is no user
   */
  public long unreadCount() {
    return dsl().fetchCount(NOTIFICATIONS, ofCaller().and(isUnread()));
  }

  /**
   * Notes that the caller has read these. One round trip; none without ids.
   *
   * @return how many of them were unread notifications of the caller
   * @throws AccessDeniedException if the identity is no user
   */
  public int markRead(NotificationId... ids) {
    return ids.length == 0 ? 0 : markRead(NOTIFICATIONS.ID.in(ids));
  }

  /**
   * Notes that the caller has read all. One round trip.
   *
   * @return how many were unread
   * @throws AccessDeniedException if the identity is no user
   */
  public int markAllRead() {
    return markRead(DSL.noCondition());
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
   * Deletes what is older than that, read or not: a user's own; in a service session everybody's.
   * One round trip.
   *
   * @param instant the first that is kept
   * @return how many were deleted
   * @throws AccessDeniedException if the identity is neither
   */
  public int deleteOlderThan(Instant instant) {
    return dsl()
        .deleteFrom(NOTIFICATIONS)
        .where(context().identity().isService() ? DSL.noCondition() : ofCaller())
        .and(NOTIFICATIONS.CREATED_AT.lt(instant))
        .execute();
  }

  /**
   * As {@link #follow(FollowOptions, RowConsumer)}, from now on.
   *
   * @throws AccessDeniedException if the identity is no user
   */
  public Subscription follow(RowConsumer<NotificationRecord, ?> consumer) {
    return follow(FollowOptions.fromNow(), consumer);
  }

  /**
   * Passes on each notification of the caller once, soon after it was committed, as {@link
   * DeploymentLogRepository#follow} does with lines. Marking one as read does not make it come
   * again; therefore the ids of all are kept in memory. Two round trips to begin.
   *
   * @param options without a cursor: what is unread is found with {@link #unread}
   * @throws AccessDeniedException if the identity is no user
   */
  public Subscription follow(FollowOptions options, RowConsumer<NotificationRecord, ?> consumer) {
    ProfileId profile = dsl().select(callerProfile()).fetchSingle().value1();
    if (profile == null) {
      throw new AccessDeniedException(
          context().identity() + " has no profile, so there is nothing to follow", null, null);
    }
    return follow(profile, options, consumer);
  }

  /** As {@link #follow(FollowOptions, RowConsumer)}, of any profile; for the service. */
  public Subscription follow(
      ProfileId profile, FollowOptions options, RowConsumer<NotificationRecord, ?> consumer) {
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
  }

  private Condition ofCaller() {
    return NOTIFICATIONS.USER_ID.eq(callerProfile());
  }

  private static Condition isUnread() {
    return NOTIFICATIONS.READ.isDistinctFrom(true);
  }
}
