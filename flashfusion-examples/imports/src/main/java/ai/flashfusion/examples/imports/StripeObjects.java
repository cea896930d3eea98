package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.schema.enums.BillingTransactionStatus;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Sample objects of Stripe's, one per resource. Each becomes a payment that holds the object, with
 * the object's amount if that is a number of cents, and else with none.
 */
final class StripeObjects {

  private static final String RESOURCE = "^\\{\"provider\":\"[^\"]*\",\"resource\":\"([^\"]*)\"";

  /** What is in braces or brackets, without any in it. */
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
                .map(payment -> payment.getStripePaymentIntentId().split(":", 2)[0])
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

  /** Returns the text less what is nested in the objects, whose amounts are not theirs. */
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

  /** As the database has it where none is said. */
  private static String currency(JsonNode payload) {
    JsonNode currency = payload.path("currency");
    return currency.isString() ? currency.stringValue() : "usd";
  }
}
