package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Sample objects of Stripe, one for each resource. Each becomes a payment that holds the object;
 * its amount is that of the object if that is a number of cents, otherwise there is none.
 */
final class StripeObjects {

  private static final String RESOURCE = "^\\{\"provider\":\"[^\"]*\",\"resource\":\"([^\"]*)\"";

  /** Text in braces or brackets that contains no others. */
  private static final Pattern NESTED = Pattern.compile("[\\[{][^\\[\\]{}]*[\\]}]");

  private StripeObjects() {}

  static void load(TextFile text, Person owner, Session service, Comparison comparison) {
    List<JsonNode> objects = text.documents("resource", "payload");
    comparison.load(
        DataFolder.STRIPE,
        () ->
            service
                .billing()
                .insertAll(objects.stream().map(object -> payment(object, owner)).toList()));
    comparison.compare(
        "objects",
        text.lines().size(),
        () -> owner.session().billing().history(owner.profile()).size());
    comparison.compare(
        "resources",
        text.distinct(RESOURCE),
        () ->
            owner.session().billing().history(owner.profile()).stream()
                .map(
                    payment ->
                        Objects.requireNonNull(payment.getStripePaymentIntentId()).split(":", 2)[0])
                .distinct()
                .count());
    comparison.compare(
        "cents",
        withoutNested(text).sum("\"amount\":(\\d+)"),
        () ->
            owner.session().billing().balance(owner.profile()).stream()
                .mapToLong(balance -> balance.paid().movePointRight(2).longValueExact())
                .sum());
  }

  /** Returns the text without what is nested in the objects, whose amounts are not theirs. */
  private static TextFile withoutNested(TextFile text) {
    UnaryOperator<String> strip =
        line -> {
          String outer = line.substring(line.indexOf("\"payload\":{") + 11, line.lastIndexOf('}'));
          String flat = NESTED.matcher(outer).replaceAll("");
          while (!flat.equals(outer)) {
            outer = flat;
            flat = NESTED.matcher(outer).replaceAll("");
          }
          return flat;
        };
    return new TextFile(text.path(), text.lines().stream().map(strip).toList());
  }

  private static BillingTransactionRecord payment(JsonNode object, Person owner) {
    JsonNode payload = object.get("payload");
    return new BillingTransactionRecord()
        .setUserId(owner.profile())
        // Some objects have no id, and some share one.
        .setStripePaymentIntentId(
            object.get("resource").asString() + ":" + payload.path("id").asString(""))
        .setAmountUsd(BigDecimal.valueOf(cents(payload), 2))
        .setCurrency(currency(payload))
        .setStatus(BillingTransactionStatus.SUCCEEDED)
        .setMetadata(payload);
  }

  private static long cents(JsonNode payload) {
    JsonNode amount = payload.path("amount");
    return amount.isIntegralNumber() ? Math.max(0, amount.longValue()) : 0;
  }

  /** Returns the currency, or the database's default if the object has none. */
  private static String currency(JsonNode payload) {
    JsonNode currency = payload.path("currency");
    return currency.isString() ? currency.stringValue() : "usd";
  }
}
