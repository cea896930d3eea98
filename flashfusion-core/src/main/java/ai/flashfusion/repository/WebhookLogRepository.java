package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.WebhookLogId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;

/**
 * How deliveries to webhooks went. Written by the service; a user reads those of their own
 * webhooks.
 */
public final class WebhookLogRepository extends Repository<WebhookLogRecord, WebhookLogId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public WebhookLogRepository(SessionContext context) {
    super(context, WEBHOOK_LOGS, WEBHOOK_LOGS.ID, Keys.WEBHOOK_LOGS_PKEY);
  }
}
