package ai.flashfusion.examples.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {

  static final Path DATA =
      Path.of(
          System.getProperty(
              "flashfusion.data", Path.of("..", "..", "..", "shared", "data").toString()));

  @TempDir Path directory;

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void generatedFilesHaveExpectedTotals() throws IOException {
    writeUsage();
    gzip(
        DataFolder.STRIPE,
        """
        {"provider":"stripe","resource":"charge","payload":{"fee":{"amount":7},"amount":1099,"id":"ch_1"}}
        {"provider":"stripe","resource":"payout","payload":{"amount":1,"currency":"eur","id":"ch_1"}}
        {"provider":"stripe","resource":"token","payload":{"lines":[{"amount":5}],"object":"token"}}
        """);
    gzip(
        DataFolder.WEBHOOKS,
        """
        {"provider":"github","event_type":"push","action":null,"payload":{"ref":"main"}}
        {"provider":"github","event_type":"issues","action":"opened","payload":{"action":"opened"}}
        {"provider":"github","event_type":"issues","action":"closed","payload":{"action":"closed"}}
        """);
    gzip(
        DataFolder.CONVERSATIONS,
        """
        {"model":"m","task_id":1,"messages":[{"role":"user","content":"say \\"role\\":"},{"role":"assistant","content":null}]}
        {"model":"m","task_id":2,"messages":[{"role":"user","content":"hello"}]}
        """);

    assertThat(run(directory)).as(err()).isZero();
    assertThat(out())
        .containsPattern("  requests +3 +3 +3\\R")
        .containsPattern("  prompt tokens, by model +60 +60 +3\\R")
        .containsPattern("  completion tokens, by day +6 +6 +3\\R")
        .containsPattern("  tokens, for the service +66 +66 +1\\R")
        .containsPattern("  objects +3 +3 +1\\R")
        .containsPattern("  resources +3 +3 +1\\R")
        .containsPattern("  cents +1,100 +1,100 +1\\R")
        .containsPattern("  deliveries +3 +3 +1\\R")
        .containsPattern("  event types +2 +2 +1\\R")
        .containsPattern("  bodies with an action +2 +2 +\\d\\R")
        .containsPattern("  conversations +2 +2 +1\\R")
        .containsPattern("  messages +3 +3 +1\\R")
        .containsPattern("  messages without content +1 +1 +2\\R")
        .contains("All 13 totals are equal.")
        .doesNotContain("Skipped");
  }

  @Test
  void aFileThatIsMissingIsSkippedAndNamed() throws IOException {
    writeUsage();
    assertThat(run(directory)).as(err()).isZero();
    assertThat(out())
        .contains("Skipped: there is no file " + directory.resolve(DataFolder.WEBHOOKS))
        .contains("Skipped: there is no file " + directory.resolve(DataFolder.STRIPE))
        .contains("Skipped: there is no file " + directory.resolve(DataFolder.CONVERSATIONS))
        .contains("All 4 totals are equal.");
  }

  @Test
  void aTotalThatDiffersIsNamed() throws IOException {
    // The text has two events, of which the document keeps the last.
    gzip(
        DataFolder.WEBHOOKS,
        """
        {"provider":"github","event_type":"push","event_type":"issues","payload":{}}
        {"provider":"github","event_type":"issues","payload":{}}
        """);
    assertThat(run(directory)).as(err()).isOne();
    assertThat(out())
        .containsPattern("  event types +2 +1 +1\\R")
        .contains("Different: event types of " + DataFolder.WEBHOOKS + ".");
  }

  @Test
  void reportsMissingFolderInOneLine() {
    Path missing = directory.resolve("missing");
    assertThat(run(missing)).isOne();
    assertThat(err().lines()).containsExactly("-Ddata: there is no folder " + missing);
    assertThat(out()).isEmpty();
  }

  @Test
  void namesOptionIfFolderIsMissing() {
    assertThat(Imports.run(null, print(out), print(err))).isOne();
    assertThat(err().lines()).containsExactly("-Ddata=FOLDER is missing: say where the files are");
  }

  @Test
  void reportsFolderWithoutFilesInOneLine() {
    assertThat(run(directory)).isOne();
    assertThat(err().lines())
        .singleElement()
        .asString()
        .startsWith("-Ddata: the folder " + directory + " has none of llm-usage.csv.gz, ");
  }

  @Test
  void namesLineThatIsNotADocument() throws IOException {
    gzip(DataFolder.STRIPE, "{\"resource\":\"a\",\"payload\":{}}\n{\"resource\":");
    assertThat(run(directory)).isOne();
    assertThat(err().lines())
        .singleElement()
        .asString()
        .startsWith(directory.resolve(DataFolder.STRIPE) + ":2: no JSON: ");
  }

  @Test
  void namesLineThatIsNotUtf8() throws IOException {
    try (OutputStream file =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve(DataFolder.STRIPE)))) {
      file.write("{\"resource\":\"a\",\"payload\":{}}\n".getBytes(UTF_8));
      file.write(new byte[] {'{', (byte) 0xff, '}', '\n'});
    }
    assertThat(run(directory)).isOne();
    assertThat(err().lines())
        .containsExactly(directory.resolve(DataFolder.STRIPE) + ":2: not UTF-8 text");
  }

  @Test
  void theRealFilesHaveTheSameTotalsInTheDatabase() {
    assumeTrue(
        Files.isDirectory(DATA),
        "there is no folder "
            + DATA.toAbsolutePath().normalize()
            + ": say where the real data is with -Dflashfusion.data=DIR");
    assertThat(run(DATA)).as(() -> err() + out()).isZero();
    assertThat(out())
        .containsPattern("  requests +40,216 +40,216 +3\\R")
        .containsPattern("  deliveries +255 +255 +1\\R")
        .containsPattern("  event types +57 +57 +1\\R")
        .containsPattern("  objects +176 +176 +1\\R")
        .containsPattern("  messages +5,308 +5,308 +1\\R")
        .contains("All 13 totals are equal.");
  }

  private int run(Path folder) {
    return Imports.run(folder.toString(), print(out), print(err));
  }

  private static PrintStream print(OutputStream bytes) {
    return new PrintStream(bytes, true, UTF_8);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private void writeUsage() throws IOException {
    gzip(
        DataFolder.USAGE,
        """
        source,src_row,timestamp,timestamp_kind,model,session_id,prompt_tokens,completion_tokens
        made-up,1,2026-01-05 08:00:00.0000000,absolute,,,10,1
        made-up,2,2026-01-06 08:00:00.0000000,absolute,,,20,2
        made-up,3,2026-01-06 09:00:00.0000000,absolute,,,30,3
        """);
    Files.writeString(
        directory.resolve(DataFolder.PRICES),
        """
        provider,model,mode,input_cost_per_token,output_cost_per_token,max_input_tokens,litellm_provider
        openai,gpt-4o,chat,0.0000025,0.00001,128000,openai
        """);
  }

  private void gzip(String name, String text) throws IOException {
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      file.write(text.getBytes(UTF_8));
    }
  }
}
