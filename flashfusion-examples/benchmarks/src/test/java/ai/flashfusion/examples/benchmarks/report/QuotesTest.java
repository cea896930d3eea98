package ai.flashfusion.examples.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks that pages quote what the benchmark found. */
class QuotesTest {

  private static final Path ROOT = Path.of("..", "..");

  @Test
  void pagesQuoteTheResultsOfTheBenchmark() throws IOException {
    String results = Files.readString(ROOT.resolve("docs/benchmark/results.md"));
    for (Map.Entry<Path, String> page : new Quotes(results).pages(ROOT).entrySet()) {
      assertThat(page.getKey()).content().isEqualTo(page.getValue());
    }
  }

  @Test
  void quotesMediansWithTheirSpread() throws IOException {
    String results =
        """
        - runs: 3
        - date: 2026-11-25

        | workload | latency, ms | floor | flashfusion | jdbc | jooq |
        |---|---:|---:|---:|---:|---:|
        | point read | 2 | 2433 µs | 1.05 (1.04–1.07) | 4.02 (3.90–4.10) | 3.10 |
        | page of five reads | 2 | 12 ms | 0.28 (0.27–0.29) | 1.61 | 1.55 |
        """;
    Map<Path, String> pages = new Quotes(results).pages(ROOT);

    assertThat(pages)
        .hasEntrySatisfying(
            ROOT.resolve("README.md"),
            text ->
                assertThat(text.replace('\n', ' '))
                    .contains(
                        "a point read takes 1.05 (1.04–1.07) times as long",
                        "and five reads in a pipeline 0.28 (0.27–0.29) times as long as its five.",
                        "with row level security take 3.10–4.02 times as long.",
                        "medians of 3 full runs"))
        .hasEntrySatisfying(
            ROOT.resolve("docs/how-it-works/performance.md"),
            text ->
                assertThat(text)
                    .contains("| point read |  |  |  |  | 1.05 (1.04–1.07) | 3.10–4.02 |")
                    .contains(
                        "| five reads in a pipeline |  |  |  |  | 0.28 (0.27–0.29) | 1.55–1.61 |"));
  }
}
