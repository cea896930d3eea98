package ai.flashfusion.repository.helpers;

import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.ids.NotificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The additional methods of {@code NotificationRepository}. */
final class NotificationRepositoryHelpers {

  private static final Notice NOTICE = Notice.of(NotificationType.INFO, "World");

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "notify", 1, "service", w -> w.service.notifications().notify(w.bobProfile, NOTICE)),
          new Helper(
              "notifyAll",
              1,
              "service",
              w ->
                  w.service
                      .notifications()
                      .notifyAll(List.of(w.aliceProfile, w.bobProfile), NOTICE)),
          new Helper("unread", 1, "users: own", w -> w.bob.notifications().unread()),
          new Helper("unreadCount", 1, "users: own", w -> w.bob.notifications().unreadCount()),
          new Helper(
              "markRead",
              1,
              "users: own",
              w -> w.bob.notifications().markRead(NotificationId.random())),
          new Helper("markAllRead", 1, "users: own", w -> w.bob.notifications().markAllRead()),
          new Helper(
              "deleteOlderThan",
              1,
              "users: own; service: all",
              w -> w.bob.notifications().deleteOlderThan(Instant.parse("2026-01-01T00:00:00Z"))),
          // Two to begin; one for each time that there may be new notifications.
          new Helper(
              "follow",
              2,
              "users: own; service: of any profile",
              w -> {
                FollowHandle subscription =
                    w.bob
                        .notifications()
                        .follow(FollowOptions.fromNow().polling(Duration.ofHours(1)), row -> {});
                subscription.close();
                return subscription;
              }));

  private NotificationRepositoryHelpers() {}
}
