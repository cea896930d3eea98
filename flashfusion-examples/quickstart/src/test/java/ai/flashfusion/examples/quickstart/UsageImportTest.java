package ai.flashfusion.examples.quickstart;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import ai.flashfusion.usage.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageImportTest {

  @TempDir Path directory;
  EmbeddedFlashFusion embedded;
  Session service;
  List<Person> people;

  @BeforeEach
  void start() {
    embedded = EmbeddedFlashFusion.start();
    service = embedded.flashfusion().asService("test");
    people =
        List.of(
            Person.signUp(embedded, embedded.flashfusion(), "ann", "ann"),
            Person.signUp(embedded, embedded.flashfusion(), "ben", "ben"));
  }

  @AfterEach
  void close() {
    embedded.close();
  }

  @Test
  void theSampleTotalsAreTheSumsOverItsLines() throws IOException {
    try (SampleTrace sample = SampleTrace.write()) {
      UsageImport.Result result = UsageImport.importAll(sample.files(), people, service);
      long requests = 0;
      long prompt = 0;
      long completion = 0;
      for (String line : Files.readAllLines(sample.files().usage()).subList(1, 401)) {
        String[] values = line.split(",", -1);
        requests++;
        prompt += Long.parseLong(values[6]);
        completion += Long.parseLong(values[7]);
      }
      Usage total = service.aiUsage().total(result.period());
      assertThat(result.rows()).isEqualTo(400);
      assertThat(total.requests()).isEqualTo(requests);
      assertThat(total.promptTokens()).isEqualTo(prompt);
      assertThat(total.completionTokens()).isEqualTo(completion);
      assertThat(total.totalTokens()).isEqualTo(prompt + completion);
      assertThat(service.aiUsage().daily(result.period())).hasSize(SampleTrace.DAYS);
    }
  }

  @Test
  void theSampleIsTheSameEachTime() throws IOException {
    try (SampleTrace one = SampleTrace.write();
        SampleTrace two = SampleTrace.write()) {
      assertThat(one.files().usage()).hasSameTextualContentAs(two.files().usage());
    }
  }

  @Test
  void theSampleIsDeleted() {
    SampleTrace sample = SampleTrace.write();
    sample.close();
    assertThat(sample.files().usage().getParent()).doesNotExist();
  }

  @Test
  void usersSeeTheirPartOfTheImport() {
    try (SampleTrace sample = SampleTrace.write()) {
      UsageImport.Result result = UsageImport.importAll(sample.files(), people, service);
      assertThat(
              people.stream()
                  .mapToLong(
                      person -> person.session().aiUsage().total(result.period()).requests()))
          .allMatch(requests -> requests > 0);
      assertThat(people.stream().mapToLong(person -> person.session().aiUsage().count()).sum())
          .isEqualTo(400);
    }
  }

  @Test
  void gzipAndPlainBecomeTheSameRows() throws IOException {
    try (SampleTrace sample = SampleTrace.write()) {
      UsageImport.importAll(sample.files(), people, service);
      List<Record> plain = rows();
      service.dsl().deleteFrom(AI_USAGE_LOGS).execute();
      Path gzip = directory.resolve("usage.csv.gz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
        Files.copy(sample.files().usage(), out);
      }
      UsageImport.importAll(new TraceFiles(gzip, sample.files().prices()), people, service);
      assertThat(rows()).hasSize(400).isEqualTo(plain);
    }
  }

  @Test
  void aRowIsStoredWithItsPriceAndTime() throws IOException {
    importLines("trace-code,1,2023-11-16 18:15:46.6805900,absolute,gpt-4o,,374,44");
    AiUsageLogRecord stored = service.dsl().selectFrom(AI_USAGE_LOGS).fetchSingle();
    assertThat(stored.getModel()).isEqualTo("gpt-4o");
    assertThat(stored.getProvider()).isEqualTo(AiUsageLogProvider.OPENAI);
    assertThat(stored.getAction()).isEqualTo(AiUsageLogAction.CODE);
    assertThat(stored.getCostUsd()).isEqualByComparingTo("0.001375");
    assertThat(stored.getTotalTokens()).isEqualTo(418);
    assertThat(stored.getCreatedAt()).isEqualTo(Instant.parse("2023-11-16T18:15:46.680590Z"));
    Person person =
        people.stream()
            .filter(candidate -> candidate.profile().equals(stored.getUserId()))
            .findFirst()
            .orElseThrow();
    assertThat(stored.getProjectId()).isEqualTo(person.project());
  }

  @Test
  void aBadLineLeavesNothingOfTheImport() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int row = 1; row <= 12_000; row++) { // more than one round trip's worth before the end
      lines.add("trace," + row + ",5,relative_ms,,,1,1");
    }
    lines.add("trace,12001,5,relative_ms,,,1,minus one");
    assertThatThrownBy(() -> importLines(lines.toArray(String[]::new)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(directory.resolve("usage.csv") + ":12002: completion_tokens is ");
    assertThat(service.aiUsage().count()).isZero();
  }

  @Test
  void aModelWithoutPriceIsReportedAtItsLine() {
    assertThatThrownBy(
            () ->
                importLines(
                    "trace,1,5,relative_ms,gpt-4o,,1,1", "trace,2,5,relative_ms,gpt-0,,1,1"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            directory.resolve("usage.csv")
                + ":3: the price list has no price of the model 'gpt-0'");
    assertThat(service.aiUsage().count()).isZero();
  }

  @Test
  void aCostThatNoColumnHoldsIsReportedAtItsLine() {
    assertThatThrownBy(() -> importLines("trace,1,5,relative_ms,gpt-4o,,0,2000000000"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("usage.csv:2: a cost of $20000.000000 is more than");
    assertThat(service.aiUsage().count()).isZero();
  }

  @Test
  void aFileWithoutRowsIsReported() {
    assertThatThrownBy(() -> importLines())
        .isInstanceOf(InputException.class)
        .hasMessage(directory.resolve("usage.csv") + ":2: the file ends without a row");
  }

  private void importLines(String... lines) throws IOException {
    Path usage = directory.resolve("usage.csv");
    List<String> all = new ArrayList<>(List.of(UsageCsv.HEADER));
    all.addAll(List.of(lines));
    Files.write(usage, all);
    try (SampleTrace sample = SampleTrace.write()) {
      UsageImport.importAll(new TraceFiles(usage, sample.files().prices()), people, service);
    }
  }

  /** Returns the values that the file determines, in a fixed order. */
  private List<Record> rows() {
    return List.copyOf(
        service
            .dsl()
            .select(
                AI_USAGE_LOGS.CREATED_AT,
                AI_USAGE_LOGS.USER_ID,
                AI_USAGE_LOGS.PROJECT_ID,
                AI_USAGE_LOGS.MODEL,
                AI_USAGE_LOGS.STATUS,
                AI_USAGE_LOGS.LATENCY_MS,
                AI_USAGE_LOGS.TOTAL_TOKENS,
                AI_USAGE_LOGS.COST_USD)
            .from(AI_USAGE_LOGS)
            .orderBy(AI_USAGE_LOGS.CREATED_AT, AI_USAGE_LOGS.TOTAL_TOKENS)
            .fetch());
  }
}
