package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.NOTIFICATIONS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.tables.records.NotificationRecord;

/** What people are told. Written by the service; a user reads, marks and deletes their own. */
public final class NotificationRepository extends Repository<NotificationRecord, NotificationId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public NotificationRepository(SessionContext context) {
    super(context, NOTIFICATIONS, NOTIFICATIONS.ID, Keys.NOTIFICATIONS_PKEY);
  }
}
