package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;

import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.enums.BillingTransactionType;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import java.math.BigDecimal;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Refunds of a payment whose row is locked. */
final class Refunds {

  /** The key of the payment's id in a refund's metadata. */
  static final String REFUND_OF = "refund_of";

  private static final Field<BigDecimal> TOTAL = DSL.field(DSL.name("total"), BigDecimal.class);

  private Refunds() {}

  /**
   * Sums up earlier refunds, inserts the new one if enough is left, and marks the payment if
   * nothing is left then, all in one statement.
   */
  static BillingTransactionRecord insert(
      DSLContext dsl, BillingTransactionRecord payment, BigDecimal amount) {
    CommonTableExpression<Record1<BigDecimal>> spent = spent(payment);
    Field<BigDecimal> after = TOTAL.add(amount);
    CommonTableExpression<BillingTransactionRecord> refund =
        DSL.name("refund")
            .as(
                dsl.insertInto(
                        BILLING_TRANSACTIONS,
                        BILLING_TRANSACTIONS.USER_ID,
                        BILLING_TRANSACTIONS.AMOUNT_USD,
                        BILLING_TRANSACTIONS.CURRENCY,
                        BILLING_TRANSACTIONS.TYPE,
                        BILLING_TRANSACTIONS.STATUS,
                        BILLING_TRANSACTIONS.METADATA)
                    .select(
                        DSL.select(
                                DSL.val(payment.getUserId(), BILLING_TRANSACTIONS.USER_ID),
                                DSL.val(amount, BILLING_TRANSACTIONS.AMOUNT_USD),
                                DSL.val(payment.getCurrency(), BILLING_TRANSACTIONS.CURRENCY),
                                DSL.val(BillingTransactionType.REFUND, BILLING_TRANSACTIONS.TYPE),
                                DSL.val(
                                    BillingTransactionStatus.SUCCEEDED,
                                    BILLING_TRANSACTIONS.STATUS),
                                DSL.val(link(payment), BILLING_TRANSACTIONS.METADATA))
                            .from(spent)
                            .where(after.le(payment.getAmountUsd())))
                    .returning());
    CommonTableExpression<?> marked =
        DSL.name("marked")
            .as(
                dsl.update(BILLING_TRANSACTIONS)
                    .set(BILLING_TRANSACTIONS.STATUS, BillingTransactionStatus.REFUNDED)
                    .from(spent)
                    .where(BILLING_TRANSACTIONS.ID.eq(payment.getId()))
                    .and(after.eq(payment.getAmountUsd()))
                    .returningResult(BILLING_TRANSACTIONS.ID));
    var row =
        dsl.with(spent)
            .with(refund)
            .with(marked)
            .select(TOTAL)
            .select(refund.fields())
            .from(spent)
            .leftJoin(refund)
            .on(DSL.trueCondition())
            .fetchSingle();
    if (row.get(refund.field(BILLING_TRANSACTIONS.ID)) == null) {
      throw new RefundExceededException(
          "transaction "
              + payment.getId()
              + " has "
              + payment.getAmountUsd().subtract(row.get(TOTAL))
              + " "
              + payment.getCurrency()
              + " left to refund, "
              + amount
              + " were requested");
    }
    return row.into(refund.fields()).into(BILLING_TRANSACTIONS);
  }

  private static CommonTableExpression<Record1<BigDecimal>> spent(
      BillingTransactionRecord payment) {
    Field<String> refundOf =
        DSL.field(
            "{0} ->> {1}", String.class, BILLING_TRANSACTIONS.METADATA, DSL.inline(REFUND_OF));
    return DSL.name("spent")
        .fields(TOTAL.getName())
        .as(
            DSL.select(
                    DSL.coalesce(
                        DSL.sum(BILLING_TRANSACTIONS.AMOUNT_USD), DSL.inline(BigDecimal.ZERO)))
                .from(BILLING_TRANSACTIONS)
                .where(BILLING_TRANSACTIONS.USER_ID.eq(payment.getUserId()))
                .and(BILLING_TRANSACTIONS.TYPE.eq(BillingTransactionType.REFUND))
                .and(BILLING_TRANSACTIONS.STATUS.ne(BillingTransactionStatus.FAILED))
                .and(refundOf.eq(payment.getId().toString())));
  }

  private static JsonNode link(BillingTransactionRecord payment) {
    return JsonNodeFactory.instance.objectNode().put(REFUND_OF, payment.getId().toString());
  }
}
