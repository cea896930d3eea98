package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.NOTIFICATIONS;
import static ai.flashfusion.schema.enums.NotificationType.BILLING;
import static ai.flashfusion.schema.enums.NotificationType.INFO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.NotificationRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationRepositoryTest {

  private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");

  Follows world;
  NotificationRepository service;
  NotificationRepository ofAlice;
  NotificationRepository ofBob;
  ProfileId alice;

  @BeforeEach
  void start() {
    world = new Follows();
    service = world.service.notifications();
    ofAlice = world.alice.notifications();
    ofBob = world.bob.notifications();
    alice = world.alice.profiles().me().getId();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void serviceNotifiesAndOnlyThatPersonReads() {
    NotificationRecord told =
        service.notify(
            alice,
            Notice.of(BILLING, "Paid")
                .withMessage("Thank you")
                .withActionUrl("https://example.com/bill"));
    assertThat(ofAlice.unread()).containsExactly(told);
    assertThat(told.getMessage()).isEqualTo("Thank you");
    assertThat(told.getActionUrl()).isEqualTo("https://example.com/bill");
    assertThat(ofAlice.unreadCount()).isEqualTo(1);
    assertThat(ofBob.unread()).isEmpty();
    assertThat(ofBob.unreadCount()).isZero();
  }

  @Test
  void notifiesAllOnceOrNone() {
    assertThat(service.notifyAll(List.of(alice, world.bobProfile, alice), Notice.of(INFO, "Hi")))
        .isEqualTo(2);
    assertThat(ofAlice.unread()).extracting(NotificationRecord::getTitle).containsExactly("Hi");
    assertThat(ofBob.unreadCount()).isEqualTo(1);
    assertThat(service.notifyAll(List.of(), Notice.of(INFO, "Hi"))).isZero();
    assertThatThrownBy(
            () -> service.notifyAll(List.of(alice, ProfileId.random()), Notice.of(INFO, "Nobody")))
        .isInstanceOf(ForeignKeyViolationException.class);
    assertThat(ofAlice.unreadCount()).isEqualTo(1);
    assertThatThrownBy(() -> Notice.of(INFO, " ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void usersCannotNotifyOthers() {
    assertThatThrownBy(() -> ofAlice.notify(alice, Notice.of(INFO, "Hi")))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> ofAlice.notifyAll(List.of(world.bobProfile), Notice.of(INFO, "Hi")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void usersMarkTheirOwnAlone() {
    NotificationId first = service.notify(alice, Notice.of(INFO, "a")).getId();
    NotificationId second = service.notify(alice, Notice.of(INFO, "b")).getId();
    service.notify(alice, Notice.of(INFO, "c"));
    assertThat(ofBob.markRead(first, second)).isZero();
    assertThat(ofBob.markAllRead()).isZero();
    assertThat(ofAlice.unread())
        .extracting(NotificationRecord::getTitle)
        .containsExactly("c", "b", "a");
    assertThat(ofAlice.markRead(first, second)).isEqualTo(2);
    assertThat(ofAlice.markRead(first)).isZero();
    assertThat(ofAlice.markRead()).isZero();
    assertThat(ofAlice.unread()).extracting(NotificationRecord::getTitle).containsExactly("c");
    assertThat(ofAlice.markAllRead()).isEqualTo(1);
    assertThat(ofAlice.unreadCount()).isZero();
    assertThat(ofAlice.count()).isEqualTo(3);
  }

  @Test
  void userWithoutProfileHasNothingToRead() {
    assertThatThrownBy(() -> service.unread()).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> service.markAllRead()).isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> world.flashfusion.asAnonymous().notifications().unreadCount())
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void deletesOldNotificationsOfCallerOrAsServiceOfEverybody() {
    for (ProfileId profile : List.of(alice, world.bobProfile)) {
      at(profile, OLD);
      at(profile, OLD.minusSeconds(1));
    }
    assertThat(ofAlice.deleteOlderThan(OLD)).isEqualTo(1);
    assertThat(ofAlice.unreadCount()).isEqualTo(1);
    assertThat(ofBob.unreadCount()).isEqualTo(2);
    assertThat(service.deleteOlderThan(OLD.plusSeconds(1))).isEqualTo(3);
    assertThatThrownBy(() -> world.flashfusion.asAnonymous().notifications().deleteOlderThan(OLD))
        .isInstanceOf(AccessDeniedException.class);
  }

  private void at(ProfileId profile, Instant instant) {
    NotificationRecord row = NOTIFICATIONS.newRecord();
    row.setUserId(profile);
    row.setType(INFO);
    row.setTitle("old");
    row.setCreatedAt(instant);
    service.insert(row);
  }
}
