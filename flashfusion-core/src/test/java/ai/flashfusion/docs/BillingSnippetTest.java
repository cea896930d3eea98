package ai.flashfusion.docs;

import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.PRO;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.billing.Balance;
import ai.flashfusion.billing.Churn;
import ai.flashfusion.billing.MonthlyRevenue;
import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets of the page on payments and subscriptions. */
class BillingSnippetTest {

  static final TimeRange YEAR =
      new TimeRange(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"));

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session service = embedded.flashfusion().asService("a test of the manual");
  final ProfileId profile = alice.profiles().me().getId();

  @Test
  void payments() {
    // snippet: billing
    BillingTransactionRecord payment = new BillingTransactionRecord();
    payment.setUserId(profile).setStripePaymentIntentId("pi_1").setCurrency("eur");
    payment.setAmountUsd(new BigDecimal("49.00")); // 49 euros: the name says less than the currency
    BillingTransactionRecord stored = service.billing().record(payment); // again: the same row
    service.billing().markSucceeded(stored.getId());
    service.billing().refund(stored.getId(), new BigDecimal("20.00"));
    try {
      service.billing().refund(stored.getId(), new BigDecimal("30.00"));
    } catch (RefundExceededException tooMuch) {
      // transaction … has 29.00 eur left to refund, 30.00 were requested
    }
    List<Balance> balance = alice.billing().balance(profile); // eur: paid 49.00, refunded 20.00
    List<MonthlyRevenue> revenue =
        service.billing().monthlyRevenue(YEAR, ZoneId.of("Europe/Berlin"));
    // end
    assertThat(balance)
        .containsExactly(new Balance("eur", new BigDecimal("49.00"), new BigDecimal("20.00")));
    assertThat(revenue).isEmpty();
  }

  @Test
  void subscriptions() {
    Instant then = Instant.parse("2020-06-01T00:00:00Z");
    // snippet: subscriptions
    service.subscriptions().changeTier(profile, PRO, "upgrade");
    Optional<SubscriptionHistoryRecord> now = alice.subscriptions().current(profile);
    Optional<SubscriptionHistoryRecord> before = alice.subscriptions().asOf(profile, then);
    Churn churn = service.subscriptions().churn(YEAR); // churn.lost() of churn.paying()
    // end
    assertThat(now).isPresent();
    assertThat(before).isEmpty();
    assertThat(churn).isEqualTo(new Churn(0, 0));
  }
}
