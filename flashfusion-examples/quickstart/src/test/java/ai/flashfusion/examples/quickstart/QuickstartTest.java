package ai.flashfusion.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

  @TempDir Path directory;

  @Test
  void runsToEndOnSample() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Quickstart(new PrintStream(bytes, true, UTF_8), Optional.empty()).run();
    assertThat(bytes.toString(UTF_8))
        .contains("MADE-UP SAMPLE: 400 rows, random with seed 42")
        .contains("counts 400 requests, ")
        .contains(
            "user@example.com", "1,500 tokens of gpt-4 for $0.0450", "my-app.vercel.app is ready")
        .containsPattern("anonymous +refused")
        .containsPattern("service +400 ")
        .containsPattern("Alice's Lab +Alice +private +sees it +- +- +-\\R")
        .containsPattern("My App +Alice +public +sees it +sees it +sees it +sees it\\R")
        .contains("policy projects_insert: user_id must be the profile id of the caller")
        .contains("NotFoundException: there is no row of projects with id")
        .contains("but not change it")
        .containsPattern("import the usage, sum it up +2 +\\d\\R")
        .doesNotContain("\r ", "\u001b");
  }

  @Test
  void rejectsOnlyOneOfTwoFiles() {
    assertThatThrownBy(() -> TraceFiles.of("usage.csv", null))
        .isInstanceOf(InputException.class)
        .hasMessage("-Dusage is given but -Dprices=FILE.csv[.gz] is missing");
    assertThatThrownBy(() -> TraceFiles.of(" ", "prices.csv"))
        .isInstanceOf(InputException.class)
        .hasMessage("-Dprices is given but -Dusage=FILE.csv[.gz] is missing");
  }

  @Test
  void usesSampleWithoutFiles() {
    assertThat(TraceFiles.of(null, "")).isEmpty();
  }

  @Test
  void aFileThatDoesNotExistIsNamedBeforeAnythingStarts() throws IOException {
    Path usage = Files.createFile(directory.resolve("u.csv"));
    Path prices = directory.resolve("p.csv");
    assertThatThrownBy(() -> TraceFiles.of(usage.toString(), prices.toString()))
        .isInstanceOf(InputException.class)
        .hasMessage("-Dprices: there is no file " + prices);
    Files.createFile(prices);
    assertThat(TraceFiles.of(usage.toString(), prices.toString()))
        .contains(new TraceFiles(usage, prices));
  }
}
