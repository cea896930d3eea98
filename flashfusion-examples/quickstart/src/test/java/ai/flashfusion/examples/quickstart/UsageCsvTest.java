package ai.flashfusion.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageCsvTest {

  static final String GOOD = "azure,1,2023-11-16 18:15:46.6805900,absolute,,,374,44";

  @TempDir Path directory;

  @Test
  void absoluteTimesAreReadAsUtcToTheMicrosecond() throws IOException {
    assertThat(read(write("a.csv", GOOD)))
        .containsExactly(
            new UsageRow("azure", 1, Instant.parse("2023-11-16T18:15:46.680590Z"), "", 374, 44));
  }

  @Test
  void relativeTimesCountFromTheStart() throws IOException {
    assertThat(read(write("a.csv", "moon,7,3536999,relative_ms,gpt-4o,s1,0,0")))
        .containsExactly(
            new UsageRow("moon", 7, UsageCsv.RELATIVE_START.plusMillis(3_536_999), "gpt-4o", 0, 0));
  }

  @Test
  void aGzipFileReadsLikeAPlainOne() throws IOException {
    Path plain = write("a.csv", GOOD, GOOD);
    Path gzip = directory.resolve("a.csv.gz");
    Files.write(gzip, gzip(Files.readAllBytes(plain)));
    assertThat(read(gzip)).hasSize(2).isEqualTo(read(plain));
  }

  @Test
  void windowsLineEndsAreFine() throws IOException {
    Path file = directory.resolve("a.csv");
    Files.writeString(file, UsageCsv.HEADER + "\r\n" + GOOD + "\r\n");
    assertThat(read(file)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          azure,1,2023-11-16 18:15:46,absolute,,,374        | the column count is 7 instead of 8
          azure,1,2023-11-16 18:15:46,absolute,,,374,44,9   | the column count is 9 instead of 8
          ""                                                | the column count is 1 instead of 8
          azure,one,2023-11-16 18:15:46,absolute,,,374,44   | src_row is 'one'
          azure,1,2023-11-16 18:15:46,absolute,,,many,44    | prompt_tokens is 'many'
          azure,1,2023-11-16 18:15:46,absolute,,,-3,44      | prompt_tokens is '-3'
          azure,1,2023-11-16 18:15:46,absolute,,,374,4.4    | completion_tokens is '4.4'
          azure,1,2023-11-16 18:15:46,absolute,,,374,       | completion_tokens is ''
          azure,1,2023-11-16 18:15:46,absolute,,,1,2147483648          | completion_tokens is '2147483648'
          azure,1,2023-11-16 18:15:46,absolute,,,2147483647,1          | add up to more than 2147483647
          azure,1,16.11.2023 18:15,absolute,,,374,44        | timestamp is '16.11.2023 18:15'
          azure,1,2023-02-30 18:15:46,absolute,,,374,44     | timestamp is '2023-02-30 18:15:46'
          azure,1,2023-11-16 18:15:46,relative_ms,,,374,44  | timestamp is '2023-11-16 18:15:46'
          azure,1,-5,relative_ms,,,374,44                   | timestamp is '-5'
          azure,1,2023-11-16 18:15:46,local,,,374,44        | timestamp_kind is 'local'
          """)
  void aMalformedLineIsReportedWithFileLineAndReason(String line, String reason)
      throws IOException {
    Path file = write("bad.csv", GOOD, line, GOOD);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":3: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aWrongHeaderIsReportedAtLineOne() throws IOException {
    Path file = directory.resolve("bad.csv");
    Files.writeString(file, "user,tokens\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ":1: the header is 'user,tokens' instead of '" + UsageCsv.HEADER + "'");
  }

  @Test
  void anEmptyFileIsReportedAtLineOne() throws IOException {
    Path file = Files.createFile(directory.resolve("empty.csv"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":1: the file is empty");
  }

  @Test
  void reportsInvalidGzipAtLineOne() throws IOException {
    Path file = write("plain.csv.gz", GOOD);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":1: broken gzip: ");
  }

  @Test
  void aTruncatedGzipIsReportedWhereItEnds() throws IOException {
    String[] lines = new String[10_000];
    Arrays.setAll(lines, i -> GOOD.replace(",1,", "," + i + ","));
    byte[] whole = gzip(Files.readAllBytes(write("a.csv", lines)));
    Path file = directory.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(Pattern.quote(file.toString()) + ":\\d{4}: broken gzip: .+");
  }

  @Test
  void reportsInvalidText() throws IOException {
    Path file = directory.resolve("latin1.csv");
    Files.write(file, (UsageCsv.HEADER + "\nMünchen").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("not UTF-8 text");
  }

  @Test
  void namesTheLineOfInvalidText() throws IOException {
    Path file = directory.resolve("latin1.csv");
    String good = (GOOD + "\n").repeat(40);
    Files.write(
        file,
        (UsageCsv.HEADER + "\n" + good + "M\u00fcnchen\n" + good)
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> read(file)).hasMessage(file + ":42: not UTF-8 text");
  }

  @Test
  void byteOrderMarkIsSkipped() throws IOException {
    Path file = directory.resolve("bom.csv");
    Files.writeString(file, "\ufeff" + UsageCsv.HEADER + "\n" + GOOD + "\n");
    assertThat(read(file)).hasSize(1);
  }

  @Test
  void valuesInQuotesHoldCommasQuotesAndLineEnds() throws IOException {
    Path file =
        write(
            "quoted.csv",
            "\"azure, \"\"west\"\"\nand more\",1,\"2023-11-16 18:15:46\",absolute,\"\",,374,\"44\"",
            GOOD.replace(",374,", ",many,"));
    assertThatThrownBy(() -> read(file))
        .hasMessageStartingWith(file + ":4: prompt_tokens is 'many'");
    Path good = write("good.csv", Files.readAllLines(file).subList(1, 3).toArray(String[]::new));
    assertThat(read(good))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.source()).isEqualTo("azure, \"west\"\nand more");
              assertThat(row.model()).isEmpty();
              assertThat(row.completionTokens()).isEqualTo(44);
            });
  }

  @Test
  void refusesQuotesThatDoNotBelongThere() throws IOException {
    for (String line :
        List.of(
            GOOD.replace("azure", "\"azure"),
            GOOD.replace("azure", "az\"ure"),
            GOOD.replace("azure", "\"az\"ure"))) {
      Path file = write("quotes.csv", GOOD, line);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ":3: ")
          .hasMessageContaining("quote");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+294277-01-01 00:00:00", "+999999999-01-01 00:00:00", "-0001-01-01 00:00:00"})
  void impossibleYearsAreNamedWithTheirLine(String timestamp) throws IOException {
    Path file = write("year.csv", GOOD, GOOD.replace("2023-11-16 18:15:46.6805900", timestamp));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ":3: timestamp is '" + timestamp + "'");
  }

  @Test
  void longValuesAreNotRepeated() throws IOException {
    Path file = write("long.csv", GOOD.replace(",374,", "," + "9".repeat(10_000_000) + ","));
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("(10000000 characters)")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void gzipThatEndsInItsHeaderIsExplained() throws IOException {
    Path file = directory.resolve("short.csv.gz");
    Files.write(file, Arrays.copyOf(gzip(new byte[100]), 5));
    assertThatThrownBy(() -> read(file))
        .hasMessage(file + ":1: broken gzip: the file ends too early");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.csv");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no file " + file);
  }

  private Path write(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, UsageCsv.HEADER + "\n" + String.join("\n", lines) + "\n");
    return file;
  }

  private static List<UsageRow> read(Path file) {
    try (UsageCsv csv = UsageCsv.open(file)) {
      return csv.rows().toList();
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
