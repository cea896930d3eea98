package ai.flashfusion.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import ai.flashfusion.usage.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RealTraceTest {

  static final Path DATA =
      Path.of(
          System.getProperty(
              "flashfusion.data", Path.of("..", "..", "..", "shared", "data").toString()));

  @Test
  void theWholeTraceIsImported() {
    TraceFiles files =
        new TraceFiles(DATA.resolve("llm-usage.csv.gz"), DATA.resolve("llm-prices.csv"));
    assumeTrue(
        Files.exists(files.usage()) && Files.exists(files.prices()),
        "there is no real trace in "
            + DATA.toAbsolutePath().normalize()
            + ": say where it is with -Dflashfusion.data=DIR");
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      List<Person> people =
          List.of(
              Person.signUp(embedded, embedded.flashfusion(), "ann", "ann"),
              Person.signUp(embedded, embedded.flashfusion(), "ben", "ben"));
      UsageImport.Result result =
          UsageImport.importAll(files, people, embedded.flashfusion().asService("test import"));
      Usage total = embedded.flashfusion().asService("test").aiUsage().total(result.period());
      assertThat(result.rows()).isEqualTo(40_216);
      assertThat(total.requests()).isEqualTo(40_216);
      assertThat(total.promptTokens()).isEqualTo(185_215_667);
      assertThat(total.completionTokens()).isEqualTo(8_456_609);
      assertThat(
              people.stream()
                  .map(person -> person.session().aiUsage().total(result.period()))
                  .mapToLong(Usage::totalTokens)
                  .sum())
          .isEqualTo(total.totalTokens());
    }
  }
}
