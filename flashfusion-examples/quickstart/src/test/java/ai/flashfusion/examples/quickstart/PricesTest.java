package ai.flashfusion.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

  @TempDir Path directory;

  @Test
  void aCostIsRoundedHalfUpToSixDecimals() throws IOException {
    Prices prices =
        read(
            "openai,gpt-4o,chat,0.0000025,0.00001,1,openai", "cohere,c,chat,0.00000015,0,1,cohere");
    assertThat(prices.of("gpt-4o").orElseThrow().cost(374, 44)).isEqualByComparingTo("0.001375");
    assertThat(prices.of("gpt-4o").orElseThrow().cost(1, 0)).isEqualByComparingTo("0.000003");
    assertThat(prices.of("c").orElseThrow().cost(3, 1_000)).isEqualByComparingTo("0");
    assertThat(prices.of("c").orElseThrow().cost(0, 0).scale()).isEqualTo(6);
  }

  @Test
  void wellKnownModelsComeBeforeOthers() throws IOException {
    Prices prices =
        read(
            "openai,embed,embedding,0.1,0,1,openai",
            "openai,a,chat,0.1,0.1,1,openai",
            "openai,b,chat,0.1,0.1,1,openai",
            "cohere,command-r,chat,0.1,0.1,1,cohere",
            "openai,c,chat,0.1,0.1,1,openai",
            "openai,d,chat,0.1,0.1,1,openai");
    assertThat(prices.chatModels())
        .extracting(Price::model)
        .containsExactly("command-r", "a", "b", "c");
  }

  @Test
  void aListWithoutChatModelsIsRefused() {
    assertThatThrownBy(() -> read("openai,embed,embedding,0.1,0,1,openai"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("without the price of any chat model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          openai,a,chat,0.1,0.1          | the column count is 5 instead of 7
          acme,a,chat,0.1,0.1,1,acme     | 'acme' is not allowed in ai_usage_logs.provider
          openai,a,chat,-0.1,0.1,1,o     | input_cost_per_token is '-0.1'
          openai,a,chat,0.1,free,1,o     | output_cost_per_token is 'free'
          """)
  void aMalformedLineIsReportedWithFileLineAndReason(String line, String reason) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(directory.resolve("prices.csv") + ":2: ")
        .hasMessageContaining(reason);
  }

  private Prices read(String... lines) throws IOException {
    Path file = directory.resolve("prices.csv");
    Files.writeString(file, Prices.HEADER + "\n" + String.join("\n", lines) + "\n");
    return Prices.read(file);
  }
}
