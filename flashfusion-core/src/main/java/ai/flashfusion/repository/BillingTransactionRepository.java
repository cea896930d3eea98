package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;

/** Payments and refunds. Written by the service; a user reads their own. */
public final class BillingTransactionRepository
    extends Repository<BillingTransactionRecord, BillingTransactionId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public BillingTransactionRepository(SessionContext context) {
    super(
        context,
        BILLING_TRANSACTIONS,
        BILLING_TRANSACTIONS.ID,
        Keys.BILLING_TRANSACTIONS_STRIPE_PAYMENT_INTENT_ID_KEY);
  }
}
