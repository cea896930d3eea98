package ai.flashfusion.examples.jshell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.query.Page;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class FittedTableTest {

  record Cost(String model, @Nullable BigDecimal costUsd) {}

  static final ProjectRecord PROJECT =
      new ProjectRecord()
          .setId(ProjectId.valueOf("01a212e6-9512-7000-82b5-cac01b348d7d"))
          .setName("A project with a name that is longer than its column can be on most screens")
          .setSlug("a-project")
          .setReadme("word ".repeat(100))
          .setTags(new String[] {"one", "two"})
          .setSettings(JsonMapper.shared().readTree("{\"a\": [1, 2, 3], \"b\": {\"c\": true}}"))
          .setViewCount(12)
          .setCreatedAt(Instant.parse("2026-01-02T03:04:05.678Z"))
          .setUpdatedAt(Instant.parse("2026-01-02T03:04:05.678Z"));

  @Test
  void neverExceedsTheTerminal() {
    for (int width = 24; width < 300; width++) {
      int limit = width;
      assertThat(table(List.of(PROJECT, PROJECT), width).lines())
          .as("width %d", width)
          .allMatch(line -> DisplayWidth.of(line) <= limit);
      assertThat(table(PROJECT, width).lines()).allMatch(line -> DisplayWidth.of(line) <= limit);
    }
  }

  @Test
  void keepsNamesAndLeavesOutJson() {
    assertThat(table(List.of(PROJECT), 80))
        .isEqualTo(
            """
            id                name               slug       tags      view_count  created_at
            ----------------  -----------------  ---------  --------  ----------  ----------
            …b5-cac01b348d7d  A project with a…  a-project  one, two          12  2026-01-02
            (1 row; no room for readme, settings, updated_at)
            """);
  }

  @Test
  void showsEverythingInPipes() {
    assertThat(table(List.of(PROJECT), Integer.MAX_VALUE))
        .contains(
            "01a212e6-9512-7000-82b5-cac01b348d7d",
            "longer than its column",
            "2026-01-02 03:04:05Z")
        .contains("{\"a\":[1,2,3],\"b\":{\"c\":true}}", "word ".repeat(99) + "word")
        .endsWith("(1 row)\n");
  }

  @Test
  void alignsNumbersToTheRightByTheirDecimals() {
    assertThat(
            table(
                List.of(
                    new Cost("a", new BigDecimal("1.25")),
                    new Cost("b", BigDecimal.TEN),
                    new Cost("c", null)),
                80))
        .isEqualTo(
            """
            model  cost_usd
            -----  --------
            a          1.25
            b         10.00
            c
            (3 rows)
            """);
  }

  @Test
  void writesRecordsWithinRecordsAsColumns() {
    Usage usage = new Usage(1, 2, 3, 5, new BigDecimal("0.5"), 0);
    assertThat(table(Stream.of(new UsageByDay(LocalDate.EPOCH, usage)), 200))
        .startsWith(
            "day         requests  prompt_tokens  completion_tokens  total_tokens  cost_usd");
  }

  @Test
  void writesSingleRowDownThePage() {
    assertThat(table(Optional.of(new Cost("gpt-4o", BigDecimal.ONE)), 80))
        .isEqualTo("model     gpt-4o\ncost_usd  1\n");
  }

  @Test
  void saysThatPageIsNotAll() {
    assertThat(table(new Page<>(List.of(PROJECT), Optional.of("cursor")), 200))
        .contains("(1 row, and more follow");
    assertThat(table(List.of(), 80)).isEqualTo("(0 rows)\n");
  }

  @Test
  void countsWideCharactersAsTwoCells() {
    assertThat(
            table(
                List.of(new Cost("日本語", BigDecimal.ONE), new Cost("e\u0301", BigDecimal.ONE)), 80))
        .contains("日本語         1\n", "e\u0301              1\n");
    assertThat(DisplayWidth.shortened("日本語", 4)).isEqualTo("日…");
  }

  @Test
  void escapesWhatTheTerminalWouldObey() {
    assertThat(table(List.of("a\u001b[2Jb\u202e\nc"), 80)).contains("a\\u001b[2Jb\\u202e⏎c");
  }

  @Test
  void chosenColumnsAreShortenedInsteadOfLeftOut() {
    Rows rows = Rows.of(List.of(PROJECT)).only(List.of("readme", "settings", "team_id"));
    assertThat(FittedTable.of(rows, 40, true).lines())
        .allMatch(line -> line.length() <= 40)
        .element(0)
        .asString()
        .contains("readme", "settings", "team_id");
  }

  @Test
  void namesColumnsThatThereAreIfOneIsUnknown() {
    assertThatThrownBy(() -> Rows.of(new Cost("a", BigDecimal.ONE)).only(List.of("cost")))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no column 'cost': there are model, cost_usd");
    assertThatThrownBy(() -> Rows.of(null))
        .hasMessage("there is nothing to show: the value is null");
  }

  @Test
  void chartDrawsBarsByTheFirstOrTheNamedNumber() {
    Map<String, Integer> two = new TreeMap<>(Map.of("first", 4, "second", 1));
    assertThat(BarChart.of(Rows.of(two), null, 25))
        .isEqualTo("value\nfirst   4  ██████████████\nsecond  1  ███▌\n");
    List<Usage> usage = List.of(new Usage(7, 1, 1, 2, BigDecimal.ONE, 0));
    assertThat(BarChart.of(Rows.of(usage), "errors", 80)).isEqualTo("errors\n7  0\n");
    assertThatThrownBy(() -> BarChart.of(Rows.of(usage), "error", 80))
        .hasMessageStartingWith(
            "'error' is no column of numbers: there are requests, prompt_tokens");
    assertThatThrownBy(() -> BarChart.of(Rows.of(List.of("a")), null, 80))
        .hasMessage("there is no column of numbers to draw: there are value");
  }

  @Test
  void chartFitsEveryTerminal() {
    Rows rows =
        Rows.of(List.of(new Cost("m".repeat(90), BigDecimal.ONE), new Cost("n", BigDecimal.TEN)));
    IntStream.range(20, 200)
        .forEach(
            width ->
                assertThat(BarChart.of(rows, null, width).lines())
                    .allMatch(line -> DisplayWidth.of(line) <= width));
  }

  static String table(Object rows, int width) {
    return FittedTable.of(Rows.of(rows), width, false);
  }
}
