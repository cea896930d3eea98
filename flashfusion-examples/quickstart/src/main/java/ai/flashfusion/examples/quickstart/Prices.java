package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The price list of models. */
final class Prices {

  static final String HEADER =
      "provider,model,mode,input_cost_per_token,output_cost_per_token,max_input_tokens,litellm_provider";

  /** A well-known model of each provider, so that a report by provider has something to show. */
  private static final List<String> WELL_KNOWN =
      List.of("gpt-4o", "claude-3-haiku-20240307", "gemini/gemini-2.5-flash", "command-r");

  private final Map<String, Price> byModel;

  private Prices(Map<String, Price> byModel) {
    this.byModel = byModel;
  }

  /**
   * Reads a price list.
   *
   * @throws InputException if it cannot be read, if a line is malformed, or if it contains no chat
   *     model
   */
  static Prices read(Path path) {
    try (CsvFile file = CsvFile.open(path, HEADER)) {
      Map<String, Price> byModel = new LinkedHashMap<>();
      for (List<String> values = file.next(); values != null; values = file.next()) {
        Price price =
            new Price(
                provider(file, values.get(0)),
                values.get(1),
                values.get(2).equals("chat"),
                amount(file, "input_cost_per_token", values.get(3)),
                amount(file, "output_cost_per_token", values.get(4)));
        byModel.put(price.model(), price);
      }
      if (byModel.values().stream().noneMatch(Price::chat)) {
        throw file.error("the file ends without the price of any chat model");
      }
      return new Prices(byModel);
    }
  }

  /** Returns the price of the model, if the list has it. */
  Optional<Price> of(String model) {
    return Optional.ofNullable(byModel.get(model));
  }

  /** Returns four chat models, or as many as there are, well-known ones first. */
  List<Price> chatModels() {
    return Stream.concat(
            WELL_KNOWN.stream().map(this::of).flatMap(Optional::stream), byModel.values().stream())
        .filter(Price::chat)
        .distinct()
        .limit(WELL_KNOWN.size())
        .toList();
  }

  private static AiUsageLogProvider provider(CsvFile file, String literal) {
    try {
      return AiUsageLogProvider.fromString(literal);
    } catch (IllegalArgumentException e) {
      throw file.error(
          String.valueOf(e.getMessage()).replace("'" + literal + "'", CsvFile.shown(literal)));
    }
  }

  private static BigDecimal amount(CsvFile file, String column, String value) {
    if (!value.matches("\\d{1,6}(\\.\\d{1,18})?")) {
      throw file.error(
          column + " is " + CsvFile.shown(value) + " instead of a plain number such as 0.0000025");
    }
    return new BigDecimal(value);
  }
}
