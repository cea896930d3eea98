package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.WEBHOOKS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookRecord;

/** Whom to tell of events. They hold secrets: a user sees and changes their own only. */
public final class WebhookRepository extends Repository<WebhookRecord, WebhookId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public WebhookRepository(SessionContext context) {
    super(context, WEBHOOKS, WEBHOOKS.ID, Keys.WEBHOOKS_PKEY);
  }
}
