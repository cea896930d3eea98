package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.billing.Balance;
import ai.flashfusion.billing.MonthlyRevenue;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.enums.BillingTransactionType;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BillingTransactionRepositoryTest extends RepositoryFixture {

  static final TimeRange YEAR =
      new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

  @Test
  void aPaymentIsRecordedOnce() {
    BillingTransactionRecord first = service.billing().record(payment("pi_1", "9.9"));
    assertThat(first.getAmountUsd()).hasToString("9.90");
    assertThat(first.getStatus()).isEqualTo(BillingTransactionStatus.PENDING);
    service.billing().markSucceeded(first.getId());
    BillingTransactionRecord again = service.billing().record(payment("pi_1", "9.90"));
    assertThat(again.getId()).isEqualTo(first.getId());
    assertThat(again.getStatus()).isEqualTo(BillingTransactionStatus.SUCCEEDED);
    assertThat(embedded.dsl().fetchCount(BILLING_TRANSACTIONS)).isEqualTo(1);
  }

  @Test
  void rejectsIntentWithOtherAmountCurrencyOrProfile() {
    BillingTransactionRecord first = service.billing().record(payment("pi_1", "9.90"));
    assertThatThrownBy(() -> service.billing().record(payment("pi_1", "9.91")))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("amount 9.90")
        .hasMessageContaining("9.91");
    BillingTransactionRecord euros = payment("pi_1", "9.90").setCurrency("eur");
    assertThatThrownBy(() -> service.billing().record(euros))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("currency");
    BillingTransactionRecord bobs = payment("pi_1", "9.90").setUserId(bobProfile);
    assertThatThrownBy(() -> service.billing().record(bobs))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("profile");
    assertThat(service.billing().get(first.getId())).isEqualTo(first);
  }

  @Test
  void currenciesAreTheSameInCapitalsAndUsdIfThereIsNone() {
    BillingTransactionRecord first =
        service.billing().record(payment("pi_1", "9.90").setCurrency(null));
    assertThat(first.getCurrency()).isEqualTo("usd");
    for (String currency : new String[] {null, "usd", "USD"}) {
      assertThat(service.billing().record(payment("pi_1", "9.90").setCurrency(currency)))
          .isEqualTo(first);
    }
    service.billing().insert(payment("pi_2", "1").setCurrency("USD"));
    embedded
        .dsl()
        .update(BILLING_TRANSACTIONS)
        .set(BILLING_TRANSACTIONS.STATUS, BillingTransactionStatus.SUCCEEDED)
        .execute();
    assertThat(service.billing().balance(aliceProfile))
        .singleElement()
        .satisfies(
            balance -> {
              assertThat(balance.currency()).isEqualTo("usd");
              assertThat(balance.paid()).isEqualByComparingTo("10.90");
            });
  }

  @Test
  void revenueListsNoMoreThanAHundredYears() {
    TimeRange always = new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST);
    assertThatThrownBy(() -> service.billing().monthlyRevenue(always, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 36525");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.001"})
  void rejectsInvalidAmount(String amount) {
    assertThatThrownBy(() -> service.billing().record(payment("pi_1", amount)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(amount);
    assertThatThrownBy(
            () -> service.billing().refund(BillingTransactionId.random(), new BigDecimal(amount)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPaymentWithoutIntentAndARefundAreNotRecorded() {
    assertThatThrownBy(() -> service.billing().record(payment(" ", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stripe_payment_intent_id");
    BillingTransactionRecord refund = payment("pi_1", "1").setType(BillingTransactionType.REFUND);
    assertThatThrownBy(() -> service.billing().record(refund))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("refund");
  }

  @Test
  void aPaymentMovesOnlyFromPendingOrProcessing() {
    BillingTransactionId paid = service.billing().record(payment("pi_1", "1")).getId();
    assertThat(service.billing().markSucceeded(paid).getStatus())
        .isEqualTo(BillingTransactionStatus.SUCCEEDED);
    assertThatThrownBy(() -> service.billing().markFailed(paid))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("is succeeded");
    BillingTransactionId failed =
        service
            .billing()
            .record(payment("pi_2", "1").setStatus(BillingTransactionStatus.PROCESSING))
            .getId();
    assertThat(service.billing().markFailed(failed).getStatus())
        .isEqualTo(BillingTransactionStatus.FAILED);
    assertThatThrownBy(() -> service.billing().markSucceeded(failed))
        .isInstanceOf(IllegalTransitionException.class);
    assertThatThrownBy(() -> service.billing().markFailed(BillingTransactionId.random()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void refundsNeverExceedThePayment() {
    BillingTransactionId paid = paid("pi_1", "10.00");
    BillingTransactionRecord refund = service.billing().refund(paid, new BigDecimal("4"));
    assertThat(refund.getType()).isEqualTo(BillingTransactionType.REFUND);
    assertThat(refund.getStatus()).isEqualTo(BillingTransactionStatus.SUCCEEDED);
    assertThat(refund.getAmountUsd()).hasToString("4.00");
    assertThat(refund.getUserId()).isEqualTo(aliceProfile);
    assertThat(refund.getCurrency()).isEqualTo("usd");
    assertThat(Objects.requireNonNull(refund.getMetadata()).get("refund_of").asString())
        .isEqualTo(paid.toString());
    assertThat(service.billing().get(refund.getId())).isEqualTo(refund);
    assertThatThrownBy(() -> service.billing().refund(paid, new BigDecimal("6.01")))
        .isInstanceOf(RefundExceededException.class)
        .hasMessageContaining("6.00 usd left")
        .hasMessageContaining("6.01");
    assertThat(service.billing().get(paid).getStatus())
        .isEqualTo(BillingTransactionStatus.SUCCEEDED);
    service.billing().refund(paid, new BigDecimal("6"));
    assertThat(service.billing().get(paid).getStatus())
        .isEqualTo(BillingTransactionStatus.REFUNDED);
    assertThatThrownBy(() -> service.billing().refund(paid, new BigDecimal("0.01")))
        .isInstanceOf(RefundExceededException.class);
    assertThatThrownBy(() -> service.billing().refund(refund.getId(), BigDecimal.ONE))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("itself a refund");
  }

  @Test
  void refundsOnlySuccessfulPayments() {
    BillingTransactionId pending = service.billing().record(payment("pi_1", "1")).getId();
    assertThatThrownBy(() -> service.billing().refund(pending, BigDecimal.ONE))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("pending");
    assertThatThrownBy(
            () -> service.billing().refund(BillingTransactionId.random(), BigDecimal.ONE))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aUserReadsTheirOwnAndWritesNothing() {
    BillingTransactionId paid = paid("pi_1", "10.00");
    assertThat(alice.billing().history(aliceProfile)).hasSize(1);
    assertThat(alice.billing().balance(aliceProfile)).containsExactly(balance("usd", "10", "0"));
    assertThat(bob.billing().history(aliceProfile)).isEmpty();
    assertThat(bob.billing().balance(aliceProfile)).isEmpty();
    assertThat(bob.billing().find(paid)).isEmpty();
    for (Runnable attempt :
        List.<Runnable>of(
            () -> alice.billing().record(payment("pi_2", "1")),
            () -> alice.billing().markSucceeded(paid),
            () -> alice.billing().markFailed(paid),
            () -> alice.billing().refund(paid, BigDecimal.ONE),
            () -> alice.billing().monthlyRevenue(YEAR, ZoneOffset.UTC))) {
      assertThatThrownBy(attempt::run).isInstanceOf(AccessDeniedException.class);
    }
  }

  @Test
  void balanceIsByCurrencyWithoutUnpaidAmounts() {
    BillingTransactionId dollars = paid("pi_1", "10.00");
    paid("pi_2", "5.55");
    service.billing().refund(dollars, new BigDecimal("10"));
    service
        .billing()
        .record(
            payment("pi_3", "7").setCurrency("eur").setStatus(BillingTransactionStatus.SUCCEEDED));
    service.billing().record(payment("pi_4", "100"));
    service.billing().markFailed(service.billing().record(payment("pi_5", "100")).getId());
    assertThat(alice.billing().balance(aliceProfile))
        .containsExactly(balance("eur", "7", "0"), balance("usd", "15.55", "10"));
    assertThat(alice.billing().balance(aliceProfile).get(1).net()).isEqualByComparingTo("5.55");
    assertThat(alice.billing().history(aliceProfile))
        .hasSize(6)
        .isSortedAccordingTo(
            java.util.Comparator.comparing(BillingTransactionRecord::getCreatedAt).reversed());
  }

  @Test
  void revenueHasEveryMonthOfTheZone() {
    // Midnight of the first of March in Berlin, winter time, and of April, summer time.
    paidAt("pi_1", "10", "2026-02-28T23:00:00Z", "usd", aliceProfile);
    paidAt("pi_2", "20", "2026-02-28T22:59:59.999999Z", "usd", bobProfile);
    paidAt("pi_3", "40", "2026-03-31T22:00:00Z", "eur", bobProfile);
    paidAt("pi_4", "80", "2026-05-31T22:00:00Z", "eur", bobProfile);
    embedded
        .dsl()
        .update(BILLING_TRANSACTIONS)
        .set(BILLING_TRANSACTIONS.CREATED_AT, Instant.parse("2026-04-15T00:00:00Z"))
        .where(
            BILLING_TRANSACTIONS.ID.eq(
                service.billing().refund(idOf("pi_1"), new BigDecimal("3")).getId()))
        .execute();
    TimeRange range =
        new TimeRange(Instant.parse("2026-02-01T00:00:00Z"), Instant.parse("2026-05-31T22:00:00Z"));
    assertThat(service.billing().monthlyRevenue(range, ZoneId.of("Europe/Berlin")))
        .containsExactly(
            revenue("2026-02", "eur", "0", "0"),
            revenue("2026-02", "usd", "20", "0"),
            revenue("2026-03", "eur", "0", "0"),
            revenue("2026-03", "usd", "10", "0"),
            revenue("2026-04", "eur", "40", "0"),
            revenue("2026-04", "usd", "0", "3"),
            revenue("2026-05", "eur", "0", "0"),
            revenue("2026-05", "usd", "0", "0"));
    assertThat(service.billing().monthlyRevenue(range, ZoneOffset.UTC))
        .contains(revenue("2026-02", "usd", "30", "0"), revenue("2026-03", "eur", "40", "0"));
    // East of Greenwich, although a plus means west in POSIX.
    assertThat(service.billing().monthlyRevenue(range, ZoneOffset.ofHours(1)))
        .contains(revenue("2026-02", "usd", "20", "0"), revenue("2026-03", "usd", "10", "0"));
    assertThat(
            service
                .billing()
                .monthlyRevenue(new TimeRange(range.from(), range.from()), ZoneOffset.UTC))
        .isEmpty();
  }

  @Test
  void storesOneOfConcurrentRecordsOfIntent() throws Exception {
    var answers = Callers.together(i -> service.billing().record(payment("pi_1", "9.90")).getId());
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(Callers.results(answers)).hasSize(Callers.COUNT).containsOnly(idOf("pi_1"));
    assertThat(embedded.dsl().fetchCount(BILLING_TRANSACTIONS)).isEqualTo(1);
  }

  @Test
  void refundsAtOnceNeverExceedThePayment() throws Exception {
    BillingTransactionId paid = paid("pi_1", "10.00");
    // 32 times 0.70 would be 22.40; 14 of them fit.
    var answers =
        Callers.together(i -> service.billing().refund(paid, new BigDecimal("0.70")).getId());
    assertThat(Callers.results(answers)).hasSize(14);
    assertThat(Callers.failures(answers))
        .hasSize(18)
        .hasOnlyElementsOfType(RefundExceededException.class);
    assertThat(service.billing().balance(aliceProfile))
        .containsExactly(balance("usd", "10", "9.80"));
    service.billing().refund(paid, new BigDecimal("0.20"));
    assertThat(service.billing().get(paid).getStatus())
        .isEqualTo(BillingTransactionStatus.REFUNDED);
  }

  @Test
  void oneOfConcurrentMovesSucceeds() throws Exception {
    BillingTransactionId payment = service.billing().record(payment("pi_1", "1")).getId();
    var answers =
        Callers.together(
            i ->
                i % 2 == 0
                    ? service.billing().markSucceeded(payment)
                    : service.billing().markFailed(payment));
    assertThat(Callers.results(answers)).hasSize(1);
    assertThat(Callers.failures(answers)).hasOnlyElementsOfType(IllegalTransitionException.class);
    assertThat(service.billing().get(payment)).isEqualTo(Callers.results(answers).get(0));
  }

  private BillingTransactionRecord payment(String intent, String amount) {
    BillingTransactionRecord payment = new BillingTransactionRecord();
    payment.setUserId(aliceProfile).setStripePaymentIntentId(intent);
    return payment.setAmountUsd(new BigDecimal(amount));
  }

  private BillingTransactionId paid(String intent, String amount) {
    return service
        .billing()
        .record(payment(intent, amount).setStatus(BillingTransactionStatus.SUCCEEDED))
        .getId();
  }

  private void paidAt(
      String intent, String amount, String time, String currency, ProfileId profile) {
    service
        .billing()
        .record(
            payment(intent, amount)
                .setStatus(BillingTransactionStatus.SUCCEEDED)
                .setUserId(profile)
                .setCurrency(currency)
                .setCreatedAt(Instant.parse(time)));
  }

  private BillingTransactionId idOf(String intent) {
    return embedded
        .dsl()
        .fetchValue(
            BILLING_TRANSACTIONS.ID, BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID.eq(intent));
  }

  private static MonthlyRevenue revenue(
      String month, String currency, String paid, String refunded) {
    return new MonthlyRevenue(YearMonth.parse(month), balance(currency, paid, refunded));
  }

  private static Balance balance(String currency, String paid, String refunded) {
    return new Balance(
        currency, new BigDecimal(paid).setScale(2), new BigDecimal(refunded).setScale(2));
  }
}
