package ai.flashfusion.examples.jshell;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Made-up data in which each ready script finds something: three people with projects, keys and
 * thirty days of usage that end now.
 */
final class SampleData {

  static final int ROWS = 600;

  private static final int SEED = 42;
  private static final int DAYS = 30;

  private record Model(AiUsageLogProvider provider, String name, double usdPerMillion) {}

  private static final List<Model> MODELS =
      List.of(
          new Model(AiUsageLogProvider.OPENAI, "gpt-4o", 4),
          new Model(AiUsageLogProvider.ANTHROPIC, "claude-3-5-sonnet", 6),
          new Model(AiUsageLogProvider.GOOGLE, "gemini-2.5-flash", 0.7),
          new Model(AiUsageLogProvider.COHERE, "command-r", 0.3));

  private final Session service;
  private final Instant now = Instant.now();

  private SampleData(FlashFusion flashfusion) {
    this.service = flashfusion.asService("sample data");
  }

  /** Writes the data into an empty database. */
  static void write(EmbeddedFlashFusion embedded) {
    FlashFusion flashfusion = embedded.flashfusion();
    List<Person> people =
        List.of(
            Person.signUp(embedded, flashfusion, "Alice", "Alice's Lab"),
            Person.signUp(embedded, flashfusion, "Bob", "Bob's Notebook"),
            Person.signUp(embedded, flashfusion, "Carol", "Carol's Studio"));
    SampleData data = new SampleData(flashfusion);
    data.usage(people);
    data.projects(people);
    data.keys(people);
    data.quotas(people);
  }

  private void usage(List<Person> people) {
    // Random, unlike its successors, is specified to the bit, so it is the same on every JDK.
    Random random = new Random(SEED);
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      // Alice uses most, and everybody more from day to day.
      Person person = people.get(Math.min(random.nextInt(3), random.nextInt(3)));
      Model model = MODELS.get(Math.min(random.nextInt(4), random.nextInt(4)));
      double age = 1 - Math.sqrt(random.nextDouble());
      int prompt = 200 + random.nextInt(12_000);
      int completion = 20 + random.nextInt(1_200);
      int percent = random.nextInt(100);
      rows.add(
          new AiUsageLogRecord()
              .setUserId(person.profile())
              .setProjectId(person.project())
              .setProvider(model.provider())
              .setModel(model.name())
              .setAction(AiUsageLogAction.CHAT)
              .setPromptTokens(prompt)
              .setCompletionTokens(completion)
              .setTotalTokens(prompt + completion)
              .setCostUsd(
                  BigDecimal.valueOf(
                      Math.round((prompt + 4L * completion) * model.usdPerMillion()), 6))
              .setLatencyMs(200 + random.nextInt(4_800))
              .setStatus(
                  percent < 2
                      ? AiUsageLogStatus.ERROR
                      : percent == 2 ? AiUsageLogStatus.TIMEOUT : AiUsageLogStatus.SUCCESS)
              .setCreatedAt(now.minus(Duration.ofMinutes((long) (age * DAYS * 24 * 60)))));
    }
    service.aiUsage().recordAll(rows, sent -> {});
  }

  private void projects(List<Person> people) {
    people
        .get(0)
        .session()
        .projects()
        .create("My App", "my-app", ProjectFramework.REACT, ProjectVisibility.PUBLIC);
    service
        .projects()
        .insert(
            new ProjectRecord()
                .setUserId(people.get(1).profile())
                .setName("Old Landing Page")
                .setSlug("old-landing-page")
                .setFramework(ProjectFramework.GATSBY)
                .setVisibility(ProjectVisibility.PUBLIC)
                .setLastDeployedAt(ago(230))
                .setCreatedAt(ago(400))
                .setUpdatedAt(ago(220)));
    service
        .projects()
        .insert(
            new ProjectRecord()
                .setUserId(people.get(2).profile())
                .setName("Prototype")
                .setSlug("prototype")
                .setCreatedAt(ago(130))
                .setUpdatedAt(ago(130)));
    Person alice = people.get(0);
    alice
        .session()
        .webhooks()
        .insert(
            new WebhookRecord()
                .setUserId(alice.profile())
                .setProjectId(alice.project())
                .setName("Builds")
                .setUrl("https://hooks.example/builds")
                .setSecret("not shown by table, csv and json"));
  }

  private void keys(List<Person> people) {
    Permissions read = Permissions.of(Permission.READ);
    people.get(0).session().apiKeys().issue("CI", read, now.plus(Duration.ofDays(5)), null);
    Session bob = people.get(1).session();
    bob.apiKeys().issue("laptop", read);
    key(people.get(1), "old server", 300, 200);
    key(people.get(2), "trial", 120, null);
  }

  private void key(Person person, String name, int createdDaysAgo, @Nullable Integer usedDaysAgo) {
    ApiKeyRecord key =
        new ApiKeyRecord()
            .setUserId(person.profile())
            .setName(name)
            .setKeyHash("sample: the hash of no key, " + name)
            .setKeyPrefix("ff_sample")
            .setCreatedAt(ago(createdDaysAgo));
    if (usedDaysAgo != null) {
      key.setLastUsedAt(ago(usedDaysAgo));
    }
    service.apiKeys().insert(key);
  }

  private void quotas(List<Person> people) {
    service.profiles().consumeApiCalls(people.get(0).profile(), 930);
    service.profiles().consumeApiCalls(people.get(1).profile(), 1_000);
    service.profiles().consumeApiCalls(people.get(2).profile(), 120);
  }

  private Instant ago(int days) {
    return now.minus(Duration.ofDays(days));
  }
}
