package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;

import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.enums.BillingTransactionType;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.tables.BillingTransactions;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import java.math.BigDecimal;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A refund of a payment whose row is locked.
 *
 * @param spent the sum of earlier refunds
 * @param stored the refund's row; null if less than its amount was left
 */
record Refund(BigDecimal spent, @Nullable BillingTransactionRecord stored) {

  /** The key of the payment's id in a refund's metadata. */
  static final String REFUND_OF = "refund_of";

  private static final BillingTransactions PAYMENT = BILLING_TRANSACTIONS.as("payment");
  private static final Field<BigDecimal> TOTAL = DSL.field(DSL.name("total"), BigDecimal.class);

  /**
   * Sums up earlier refunds, inserts the new one if enough is left, and marks the payment if
   * nothing is left then, all in one statement. Empty, and nothing is done, unless it is a payment
   * that succeeded.
   */
  static Optional<Refund> insert(DSLContext dsl, BillingTransactionId payment, BigDecimal amount) {
    CommonTableExpression<?> spent =
        DSL.name("spent")
            .as(
                DSL.select(
                        PAYMENT.USER_ID,
                        PAYMENT.CURRENCY,
                        PAYMENT.AMOUNT_USD,
                        DSL.field(earlier(payment)).as(TOTAL))
                    .from(PAYMENT)
                    .where(PAYMENT.ID.eq(payment))
                    .and(PAYMENT.STATUS.eq(BillingTransactionStatus.SUCCEEDED))
                    .and(PAYMENT.TYPE.isDistinctFrom(BillingTransactionType.REFUND)));
    Field<BigDecimal> after = TOTAL.add(amount);
    Field<BigDecimal> paid = spent.field(PAYMENT.AMOUNT_USD);
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
                                spent.field(PAYMENT.USER_ID),
                                DSL.val(amount, BILLING_TRANSACTIONS.AMOUNT_USD),
                                spent.field(PAYMENT.CURRENCY),
                                DSL.val(BillingTransactionType.REFUND, BILLING_TRANSACTIONS.TYPE),
                                DSL.val(
                                    BillingTransactionStatus.SUCCEEDED,
                                    BILLING_TRANSACTIONS.STATUS),
                                DSL.val(link(payment), BILLING_TRANSACTIONS.METADATA))
                            .from(spent)
                            .where(after.le(paid)))
                    .returning());
    CommonTableExpression<?> marked =
        DSL.name("marked")
            .as(
                dsl.update(BILLING_TRANSACTIONS)
                    .set(BILLING_TRANSACTIONS.STATUS, BillingTransactionStatus.REFUNDED)
                    .from(spent)
                    .where(BILLING_TRANSACTIONS.ID.eq(payment))
                    .and(after.eq(paid))
                    .returningResult(BILLING_TRANSACTIONS.ID));
    return dsl.with(spent)
        .with(refund)
        .with(marked)
        .select(TOTAL)
        .select(refund.fields())
        .from(spent)
        .leftJoin(refund)
        .on(DSL.trueCondition())
        .fetchOptional(row -> new Refund(row.get(TOTAL), inserted(row, refund)));
  }

  private static @Nullable BillingTransactionRecord inserted(
      Record row, CommonTableExpression<BillingTransactionRecord> refund) {
    return row.get(refund.field(BILLING_TRANSACTIONS.ID)) == null
        ? null
        : row.into(refund.fields()).into(BILLING_TRANSACTIONS);
  }

  /**
   * Returns the refund's row.
   *
   * @throws RefundExceededException if less than the amount was left of the payment
   */
  BillingTransactionRecord row(BillingTransactionRecord payment, BigDecimal amount) {
    if (stored == null) {
      throw new RefundExceededException(
          "transaction "
              + payment.getId()
              + " has "
              + payment.getAmountUsd().subtract(spent)
              + " "
              + payment.getCurrency()
              + " left to refund, "
              + amount
              + " were requested");
    }
    return stored;
  }

  private static Select<Record1<BigDecimal>> earlier(BillingTransactionId payment) {
    Field<String> refundOf =
        DSL.field(
            "{0} ->> {1}", String.class, BILLING_TRANSACTIONS.METADATA, DSL.inline(REFUND_OF));
    return DSL.select(
            DSL.coalesce(DSL.sum(BILLING_TRANSACTIONS.AMOUNT_USD), DSL.inline(BigDecimal.ZERO)))
        .from(BILLING_TRANSACTIONS)
        .where(BILLING_TRANSACTIONS.USER_ID.eq(PAYMENT.USER_ID))
        .and(BILLING_TRANSACTIONS.TYPE.eq(BillingTransactionType.REFUND))
        .and(BILLING_TRANSACTIONS.STATUS.ne(BillingTransactionStatus.FAILED))
        .and(refundOf.eq(payment.toString()));
  }

  private static JsonNode link(BillingTransactionId payment) {
    return JsonNodeFactory.instance.objectNode().put(REFUND_OF, payment.toString());
  }
}
