package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.NOTIFICATIONS;

import ai.flashfusion.schema.tables.records.NotificationRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The page of somebody's notifications. */
public record NotificationsPage(Viewer viewer, List<NotificationRecord> rows, Instant now)
    implements Page {

  private static final int SHOWN = 50;

  static NotificationsPage of(Session session, Clock clock) {
    try (Pipeline page = session.pipeline()) {
      Viewer.Asked viewer = Viewer.ask(page, session);
      Response<List<NotificationRecord>> rows =
          page.add(
              s ->
                  s.dsl()
                      .selectFrom(NOTIFICATIONS)
                      .orderBy(NOTIFICATIONS.CREATED_AT.desc(), NOTIFICATIONS.ID)
                      .limit(SHOWN)
                      .fetch());
      page.flush();
      return new NotificationsPage(viewer.get(), rows.get(), clock.instant());
    }
  }

  @Override
  public String title() {
    return "Notifications";
  }

  @Override
  public String template() {
    return "notifications";
  }

  /** A notification in the list. */
  public record Line(String type, String title, String message, String when, boolean unread) {}

  public List<Line> lines() {
    return rows.stream()
        .map(
            row ->
                new Line(
                    row.getType().getLiteral(),
                    row.getTitle(),
                    Objects.requireNonNullElse(row.getMessage(), ""),
                    Words.ago(row.getCreatedAt(), now),
                    !Boolean.TRUE.equals(row.getRead())))
        .toList();
  }

  public boolean empty() {
    return rows.isEmpty();
  }
}
