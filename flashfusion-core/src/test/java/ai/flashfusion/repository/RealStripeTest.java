package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.billing.Balance;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Sample objects of Stripe, one for each resource. Not all have an id, and some share one: the key
 * is made of resource and id. Without an amount, 1.00 usd are filled in.
 */
class RealStripeTest extends RepositoryFixture {

  @Test
  void realObjectsAreStoredOnceAndComeBackAsTheyWere() throws IOException {
    List<JsonNode> lines = RealFile.read("stripe-objects.jsonl.gz");
    Map<String, BillingTransactionId> ids = load(lines);
    assertThat(ids).hasSize(lines.size()).hasSize(176);
    assertThat(ids.values()).doesNotHaveDuplicates();
    assertThat(load(lines)).isEqualTo(ids);
    assertThat(embedded.dsl().fetchCount(BILLING_TRANSACTIONS)).isEqualTo(176);

    Map<String, JsonNode> stored =
        alice.billing().history(aliceProfile).stream()
            .collect(
                Collectors.toMap(
                    BillingTransactionRecord::getStripePaymentIntentId,
                    BillingTransactionRecord::getMetadata));
    Map<String, BigDecimal> paid = new TreeMap<>();
    for (JsonNode line : lines) {
      assertThat(stored.get(key(line))).as(key(line)).isEqualTo(line.get("payload"));
      paid.merge(currency(line), amount(line), BigDecimal::add);
    }
    assertThat(alice.billing().balance(aliceProfile))
        .extracting(Balance::currency, Balance::paid)
        .containsExactlyElementsOf(
            paid.entrySet().stream()
                .map(each -> org.assertj.core.groups.Tuple.tuple(each.getKey(), each.getValue()))
                .toList());
  }

  private Map<String, BillingTransactionId> load(List<JsonNode> lines) {
    Map<String, BillingTransactionId> ids = new LinkedHashMap<>();
    for (JsonNode line : lines) {
      BillingTransactionRecord row = new BillingTransactionRecord();
      row.setUserId(aliceProfile).setStripePaymentIntentId(key(line));
      row.setAmountUsd(amount(line)).setCurrency(currency(line));
      row.setStatus(BillingTransactionStatus.SUCCEEDED).setMetadata(line.get("payload"));
      ids.put(key(line), service.billing().record(row).getId());
    }
    return ids;
  }

  private static String key(JsonNode line) {
    return line.get("resource").asString() + ":" + line.get("payload").path("id").asString("");
  }

  private static BigDecimal amount(JsonNode line) {
    JsonNode cents = line.get("payload").path("amount");
    return cents.isIntegralNumber() && cents.longValue() > 0
        ? BigDecimal.valueOf(cents.longValue(), 2)
        : new BigDecimal("1.00");
  }

  private static String currency(JsonNode line) {
    JsonNode currency = line.get("payload").path("currency");
    return currency.isString() ? currency.stringValue() : "usd";
  }
}
