package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.SUBSCRIPTION_HISTORY;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.SubscriptionHistoryId;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;

/** Which plan a profile had when. Written by the service; a user reads their own. */
public final class SubscriptionHistoryRepository
    extends Repository<SubscriptionHistoryRecord, SubscriptionHistoryId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public SubscriptionHistoryRepository(SessionContext context) {
    super(context, SUBSCRIPTION_HISTORY, SUBSCRIPTION_HISTORY.ID, Keys.SUBSCRIPTION_HISTORY_PKEY);
  }
}
