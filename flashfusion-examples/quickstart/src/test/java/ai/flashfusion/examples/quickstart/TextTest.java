package ai.flashfusion.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void aTableAlignsNamesLeftAndNumbersRight() {
    assertThat(
            new TextTable()
                .left("Model")
                .right("Requests")
                .right("Cost")
                .row("gpt-4o", "12,345", "$1.0000")
                .row("x", "7", "$20.0000")
                .rule()
                .row("total", "12,352", "$21.0000")
                .toString())
        .isEqualTo(
            """
              Model   Requests      Cost
              ------  --------  --------
              gpt-4o    12,345   $1.0000
              x              7  $20.0000
              ------  --------  --------
              total     12,352  $21.0000
            """);
  }

  @Test
  void aTableRefusesARowOfAnotherLength() {
    assertThatThrownBy(() -> new TextTable().left("Model").row("a", "b"))
        .hasMessage("2 cells for 1 columns");
  }

  @Test
  void largestBarFillsChartAndOnlyZeroIsInvisible() {
    assertThat(
            new BarChart(10)
                .bar("gpt-4o", new BigDecimal("20"), "$20")
                .bar("half", new BigDecimal("10"), "$10")
                .bar("little", new BigDecimal("0.01"), "$0")
                .bar("none", BigDecimal.ZERO, "$0")
                .toString())
        .isEqualTo(
            """
              gpt-4o  $20  ##########
              half    $10  #####
              little   $0  #
              none     $0
            """);
  }

  @Test
  void aChartOfNothingIsEmpty() {
    assertThat(new BarChart(10).toString()).isEmpty();
  }

  @Test
  void numbersReadTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Numbers.count(185_215_667)).isEqualTo("185,215,667");
      assertThat(Numbers.dollars(new BigDecimal("1234.5"))).isEqualTo("$1,234.5000");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void progressOnATerminalRedrawsOneLine() {
    assertThat(progress(true))
        .isEqualTo(
            "\r  [----------------------------------------]   0%          1 rows"
                + "\r  [####################--------------------]  50%      5,000 rows"
                + "\r  [########################################] 100%     10,000 rows\n");
  }

  @Test
  void progressElsewhereIsALineForEachQuarter() {
    assertThat(progress(false)).isEqualTo("   50%      5,000 rows\n  100%     10,000 rows\n");
  }

  private static String progress(boolean terminal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProgressBar bar = new ProgressBar(new PrintStream(bytes, true, UTF_8), terminal)) {
      bar.show(0, 1);
      bar.show(0.5, 5_000);
      bar.show(1, 10_000);
    }
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
