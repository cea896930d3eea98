package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;

import ai.flashfusion.billing.Balance;
import ai.flashfusion.billing.MonthlyRevenue;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.internal.repository.Buckets;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.KeyedInsert;
import ai.flashfusion.internal.session.Both;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.enums.BillingTransactionType;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Payments and refunds. Written by the service; a user reads their own.
 *
 * <p>Amounts have two decimals and are in the main unit of the row's {@code currency}, despite the
 * name of the column {@code amount_usd}. Currencies are codes in small letters, as Stripe sends
 * them; {@code USD} is the same as {@code usd}, and null is {@code usd}. A refund is a row of its
 * own, of type {@code refund}, with a positive amount; {@code refund_of} in its metadata is the id
 * of the payment.
 */
public final class BillingTransactionRepository
    extends Repository<BillingTransactionRecord, BillingTransactionId> {

  private static final String DEFAULT_CURRENCY = "usd";
  private static final Condition REFUND =
      BILLING_TRANSACTIONS.TYPE.eq(BillingTransactionType.REFUND);
  private static final Condition PAYMENT =
      BILLING_TRANSACTIONS
          .TYPE
          .isNull()
          .or(BILLING_TRANSACTIONS.TYPE.ne(BillingTransactionType.REFUND));
  private static final Condition SETTLED =
      BILLING_TRANSACTIONS.STATUS.in(
          BillingTransactionStatus.SUCCEEDED, BillingTransactionStatus.REFUNDED);
  private static final Field<BigDecimal> PAID = sum(PAYMENT);
  private static final Field<BigDecimal> REFUNDED = sum(REFUND);
  private static final Field<String> CURRENCY =
      DSL.coalesce(DSL.lower(BILLING_TRANSACTIONS.CURRENCY), DSL.inline(DEFAULT_CURRENCY));

  BillingTransactionRepository(SessionContext context) {
    super(
        context,
        BILLING_TRANSACTIONS,
        BILLING_TRANSACTIONS.ID,
        Keys.BILLING_TRANSACTIONS_STRIPE_PAYMENT_INTENT_ID_KEY);
  }

  /**
   * Records a payment once, however often it is called with the same {@code
   * stripe_payment_intent_id}, for example if Stripe sends an event twice. Service only. One round
   * trip.
   *
   * @param payment the payment, with at least profile, intent and amount
   * @return the row as stored by this call, or by an earlier one; its status may have changed since
   *     then
   * @throws IllegalArgumentException if the payment has no intent, is a refund, or has an amount
   *     that is not positive with at most two decimals
   * @throws IdempotencyException if the intent was recorded for another profile, amount or currency
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public BillingTransactionRecord record(BillingTransactionRecord payment) {
    Objects.requireNonNull(payment, "payment");
    return call(
        "record",
        () -> {
          String intent = payment.getStripePaymentIntentId();
          if (intent == null || intent.isBlank()) {
            throw new IllegalArgumentException(
                "the payment has no stripe_payment_intent_id, which is needed to recognize a"
                    + " repetition");
          }
          if (payment.getType() == BillingTransactionType.REFUND) {
            throw new IllegalArgumentException(
                intent + " is a refund: use refund, which checks the sum");
          }
          BigDecimal amount = requireAmount(payment.getAmountUsd());
          String currency = currency(payment);
          Map<Field<?>, @Nullable Object> values = Changes.of(payment);
          values.put(BILLING_TRANSACTIONS.CURRENCY, currency);
          BillingTransactionRecord stored =
              context().isKeyed()
                  ? context()
                      .write(
                          KeyedInsert.found(
                              BILLING_TRANSACTIONS,
                              values,
                              BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID.eq(intent),
                              dsl -> recorded(dsl, values)))
                  : recorded(dsl(), values);
          requireSame(intent, "amount", stored.getAmountUsd(), amount);
          requireSame(intent, "currency", currency(stored), currency);
          requireSame(intent, "profile", stored.getUserId(), payment.getUserId());
          return stored;
        });
  }

  /**
   * Records a payment like {@link #record(BillingTransactionRecord)}, under an idempotency key,
   * which also tells payments apart that differ in other values than profile, amount and currency.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the service's requests
   * @throws IdempotencyException also if the key was used for something else
   */
  public BillingTransactionRecord record(BillingTransactionRecord payment, String key) {
    Objects.requireNonNull(payment, "payment");
    return call("record", () -> new BillingTransactionRepository(once(key)).record(payment));
  }

  private static BillingTransactionRecord recorded(
      DSLContext dsl, Map<Field<?>, @Nullable Object> values) {
    return dsl.insertInto(BILLING_TRANSACTIONS)
        .set(values)
        .onConflict(BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID)
        .doUpdate()
        // Sets the same value, because only an update returns the row.
        .set(
            BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID,
            DSL.excluded(BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID))
        .returning()
        .fetchSingle();
  }

  /**
   * Marks a payment as succeeded, from pending or processing. Service only. One round trip, and a
   * second one to explain a failure.
   *
   * @return the row as stored
   * @throws IllegalTransitionException if it is in another state; of several calls at once, one
   *     succeeds
   * @throws NotFoundException if there is no such transaction
   */
  public BillingTransactionRecord markSucceeded(BillingTransactionId transaction) {
    Objects.requireNonNull(transaction, "transaction");
    return call("markSucceeded", () -> move(transaction, BillingTransactionStatus.SUCCEEDED));
  }

  /** Marks a payment as failed, from pending or processing, like {@link #markSucceeded}. */
  public BillingTransactionRecord markFailed(BillingTransactionId transaction) {
    Objects.requireNonNull(transaction, "transaction");
    return call("markFailed", () -> move(transaction, BillingTransactionStatus.FAILED));
  }

  /**
   * Refunds a payment or a part of it. Service only. The refunds of a payment never exceed it, even
   * if several are made at the same time, as each waits for the lock on the payment's row. Once the
   * whole payment is refunded, its status becomes refunded. A transaction of two round trips.
   *
   * @param amount the amount to refund, in the payment's currency
   * @return the refund's row as stored
   * @throws RefundExceededException if less than the amount is left; the message says how much
   * @throws IllegalTransitionException if it is not a payment that succeeded
   * @throws NotFoundException if there is no such transaction
   * @throws IllegalArgumentException if the amount is not positive with at most two decimals
   */
  public BillingTransactionRecord refund(BillingTransactionId transaction, BigDecimal amount) {
    Objects.requireNonNull(transaction, "transaction");
    Objects.requireNonNull(amount, "amount");
    return call(
        "refund",
        () -> {
          BigDecimal asked = requireAmount(amount);
          // Two statements, because only a statement that begins after the row is locked sees the
          // refunds
          // made by earlier holders of the lock.
          return context()
              .inTransaction(
                  locked -> {
                    Both<Optional<BillingTransactionRecord>, Optional<Refund>> both =
                        locked.together(
                            () ->
                                locked
                                    .dsl()
                                    .selectFrom(BILLING_TRANSACTIONS)
                                    .where(BILLING_TRANSACTIONS.ID.eq(transaction))
                                    .forUpdate()
                                    .fetchOptional(),
                            () -> Refund.insert(locked.dsl(), transaction, asked));
                    BillingTransactionRecord payment =
                        both.first().orElseThrow(() -> notFound(transaction));
                    requireRefundable(payment);
                    return both.last().orElseThrow().row(payment, asked);
                  });
        });
  }

  /**
   * Returns the profile's transactions, the newest first; empty for a profile that the caller may
   * not see. One round trip.
   */
  public List<BillingTransactionRecord> history(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call(
        "history",
        () ->
            fetch(
                BILLING_TRANSACTIONS.USER_ID.eq(profile),
                BILLING_TRANSACTIONS.CREATED_AT.desc(),
                BILLING_TRANSACTIONS.ID.desc()));
  }

  /**
   * Returns the sums that the profile paid and got back, by currency in alphabetical order; empty
   * without payments, and for a profile that the caller may not see. One round trip.
   */
  public List<Balance> balance(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call(
        "balance",
        () ->
            dsl()
                .select(CURRENCY, PAID, REFUNDED)
                .from(BILLING_TRANSACTIONS)
                .where(BILLING_TRANSACTIONS.USER_ID.eq(profile).and(SETTLED))
                .groupBy(CURRENCY)
                .orderBy(CURRENCY)
                .fetch(row -> new Balance(row.value1(), row.value2(), row.value3())));
  }

  /**
   * Returns the sums that everybody paid and got back in the range, by month and currency. Service
   * only. The result has every month that the range touches for every currency of the range,
   * ordered by month and currency. One round trip; none for an empty range.
   *
   * @param zone the time zone in which months begin, including its clock changes
   * @throws IllegalArgumentException if the range is longer than 36,525 days, a hundred years
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public List<MonthlyRevenue> monthlyRevenue(TimeRange range, ZoneId zone) {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(zone, "zone");
    return call(
        "monthlyRevenue",
        () -> {
          requireService("revenue");
          if (range.isEmpty()) {
            return List.of();
          }
          ListedRange.requireBounded(range.from(), range.to(), "each month", "");
          Field<LocalDateTime> month = month(BILLING_TRANSACTIONS.CREATED_AT, zone);
          CommonTableExpression<?> sums =
              DSL.name("sums")
                  .fields("month", "currency", "paid", "refunded")
                  .as(
                      DSL.select(month, CURRENCY, PAID, REFUNDED)
                          .from(BILLING_TRANSACTIONS)
                          .where(SETTLED)
                          .and(BILLING_TRANSACTIONS.CREATED_AT.ge(range.from()))
                          .and(BILLING_TRANSACTIONS.CREATED_AT.lt(range.to()))
                          .groupBy(month, CURRENCY));
          Table<?> months =
              DSL.table(
                      "generate_series({0}, {1}, interval '1 month')",
                      month(DSL.val(range.from()), zone),
                      month(DSL.val(range.to().minusNanos(1_000)), zone))
                  .as("months", "month");
          Field<LocalDateTime> each =
              DSL.field(DSL.name("months", "month"), SQLDataType.LOCALDATETIME);
          Field<String> currency = DSL.field(DSL.name("currency"), String.class);
          Field<String> ofCurrency = DSL.field(DSL.name("currencies", "currency"), String.class);
          return dsl()
              .with(sums)
              .select(
                  each,
                  ofCurrency,
                  orZero(DSL.field(DSL.name("sums", "paid"), BigDecimal.class)),
                  orZero(DSL.field(DSL.name("sums", "refunded"), BigDecimal.class)))
              .from(months)
              .crossJoin(DSL.selectDistinct(currency).from(sums).asTable("currencies"))
              .leftJoin(sums)
              .on("sums.month = months.month and sums.currency = currencies.currency")
              .orderBy(each, ofCurrency)
              .fetch(
                  row ->
                      new MonthlyRevenue(
                          YearMonth.from(row.value1()),
                          new Balance(row.value2(), row.value3(), row.value4())));
        });
  }

  private BillingTransactionRecord move(
      BillingTransactionId transaction, BillingTransactionStatus to) {
    return dsl()
        .update(BILLING_TRANSACTIONS)
        .set(BILLING_TRANSACTIONS.STATUS, to)
        .where(BILLING_TRANSACTIONS.ID.eq(transaction))
        .and(
            BILLING_TRANSACTIONS.STATUS.in(
                BillingTransactionStatus.PENDING, BillingTransactionStatus.PROCESSING))
        .returning()
        .fetchOptional()
        .orElseThrow(
            () ->
                new IllegalTransitionException(
                    "transaction "
                        + transaction
                        + " is "
                        + get(transaction).getStatus()
                        + ": only a pending or processing one can become "
                        + to));
  }

  private static void requireRefundable(BillingTransactionRecord payment) {
    if (payment.getType() == BillingTransactionType.REFUND) {
      throw new IllegalTransitionException(
          "transaction " + payment.getId() + " is itself a refund: name the payment");
    }
    if (payment.getStatus() == BillingTransactionStatus.REFUNDED) {
      throw new RefundExceededException(
          "transaction " + payment.getId() + " is already refunded in full");
    }
    if (payment.getStatus() != BillingTransactionStatus.SUCCEEDED) {
      throw new IllegalTransitionException(
          "transaction "
              + payment.getId()
              + " is "
              + payment.getStatus()
              + ": only a payment that succeeded can be refunded");
    }
  }

  private static void requireSame(String intent, String what, Object stored, Object given) {
    if (!Objects.equals(stored, given)) {
      throw new IdempotencyException(
          intent
              + " was recorded with the "
              + what
              + " "
              + stored
              + ", now it comes with "
              + given
              + ": nothing is changed");
    }
  }

  /** Returns the row's currency, which rows in use may have in capitals or not at all. */
  private static String currency(BillingTransactionRecord row) {
    String currency = row.getCurrency();
    return currency == null ? DEFAULT_CURRENCY : currency.toLowerCase(Locale.ROOT);
  }

  private static BigDecimal requireAmount(BigDecimal amount) {
    if (amount == null || amount.signum() <= 0 || amount.stripTrailingZeros().scale() > 2) {
      throw new IllegalArgumentException(
          "the amount is " + amount + ": more than 0, with at most two decimals, is needed");
    }
    return amount.setScale(2);
  }

  private static Field<LocalDateTime> month(Field<Instant> instant, ZoneId zone) {
    return DSL.field(
        "date_trunc('month', {0})", SQLDataType.LOCALDATETIME, Buckets.local(instant, zone));
  }

  private static Field<BigDecimal> sum(Condition condition) {
    return orZero(DSL.sum(BILLING_TRANSACTIONS.AMOUNT_USD).filterWhere(condition));
  }

  private static Field<BigDecimal> orZero(Field<BigDecimal> sum) {
    return DSL.coalesce(sum, DSL.inline(new BigDecimal("0.00")));
  }
}
