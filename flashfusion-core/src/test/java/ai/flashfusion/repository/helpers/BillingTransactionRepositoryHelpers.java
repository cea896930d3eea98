package ai.flashfusion.repository.helpers;

import ai.flashfusion.query.TimeRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The additional methods of {@code BillingTransactionRepository}. */
final class BillingTransactionRepositoryHelpers {

  private static final TimeRange YEAR =
      new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

  static final List<Helper> ALL =
      List.of(
          new Helper("record", 1, "service", w -> w.service.billing().record(w.payment())),
          new Helper(
              "markSucceeded",
              1,
              "service",
              w -> w.service.billing().markSucceeded(w.pending.remove())),
          new Helper(
              "markFailed", 1, "service", w -> w.service.billing().markFailed(w.pending.remove())),
          new Helper(
              "refund", 2, "service", w -> w.service.billing().refund(w.payment, BigDecimal.ONE)),
          new Helper(
              "history",
              1,
              "users: own; service: all",
              w -> w.alice.billing().history(w.aliceProfile)),
          new Helper(
              "balance",
              1,
              "users: own; service: all",
              w -> w.alice.billing().balance(w.aliceProfile)),
          new Helper(
              "monthlyRevenue",
              1,
              "service",
              w -> w.service.billing().monthlyRevenue(YEAR, ZoneOffset.UTC)));

  private BillingTransactionRepositoryHelpers() {}
}
