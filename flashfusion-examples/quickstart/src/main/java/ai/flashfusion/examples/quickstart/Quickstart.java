package ai.flashfusion.examples.quickstart;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageQuery;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The main use case, from sign-up to report, on a Postgres that lives as long as the program. Read
 * {@link #run} from top to bottom.
 */
public final class Quickstart {

  private final Narrator narrator;
  private final Optional<TraceFiles> given;

  Quickstart(PrintStream out, Optional<TraceFiles> given) {
    this.narrator = new Narrator(out);
    this.given = given;
  }

  /**
   * Imports the files that {@code -Dusage} and {@code -Dprices} name, or otherwise a made-up
   * sample.
   */
  public static void main(String[] args) {
    try {
      Optional<TraceFiles> given =
          TraceFiles.of(System.getProperty("usage"), System.getProperty("prices"));
      new Quickstart(System.out, given).run();
    } catch (InputException | FlashFusionException e) {
      System.out.flush();
      System.err.println(e.getMessage());
      System.exit(1);
    } finally {
      // Maven's process, in which this runs, does not end here.
      EmbeddedPostgres.stopServer();
    }
  }

  void run() {
    narrator.say("FlashFusion quickstart: one database, and what each identity may see and do.");
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
        WireProxy proxy = WireProxy.to(embedded.host(), embedded.port())) {
      WireMeter meter = new WireMeter(proxy);
      // A single connection is enough, as the story has a single thread.
      try (FlashFusion flashfusion =
          embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
        narrator.say(
            "A Postgres with the schema is running. The logins '%s' and", embedded.logins().user());
        narrator.say(
            "'%s' can do nothing by themselves: what a statement may see and",
            embedded.logins().service());
        narrator.say("change depends on the identity it carries, which is sealed with a key.");
        // The first session of the service opens its pool.
        flashfusion.asService("quickstart: check the second login").projects().count();
        meter.endOfStep("connect, check two logins");
        tell(embedded, flashfusion, meter);
      }
    }
    if (given.isEmpty()) {
      narrator.say("Now a real trace: ./mvnw -Pquickstart -Dusage=FILE.csv.gz -Dprices=FILE.csv");
    }
  }

  private void tell(EmbeddedFlashFusion embedded, FlashFusion flashfusion, WireMeter meter) {
    narrator.chapter("Three people sign up");
    Person alice = Person.signUp(embedded, flashfusion, "Alice", "Alice's Lab");
    Person bob = Person.signUp(embedded, flashfusion, "Bob", "Bob's Notebook");
    Person carol = Person.signUp(embedded, flashfusion, "Carol", "Carol's Studio");
    List<Person> people = List.of(alice, bob, carol);
    narrator.say(
        "Alice, Bob and Carol. A trigger gave each a profile; each started a private project.");
    meter.endOfStep("read three profiles, start three projects");

    narrator.chapter("The service imports what they used");
    UsageQuery period = importUsage(flashfusion, people, meter);
    meter.endOfStep("import the usage, sum it up");

    narrator.chapter("Four first writes");
    ProfileRecord john = FirstWrites.createProfile(flashfusion.asService("quickstart invitation"));
    AiUsageLogRecord usage = FirstWrites.trackUsage(alice);
    ProjectRecord app = FirstWrites.createProject(alice);
    DeploymentRecord deployment = FirstWrites.recordDeployment(alice, app);
    narrator.say("The service creates a profile for %s, who has not signed up.", john.getEmail());
    narrator.say(
        "Alice tracks %,d tokens of %s for %s.",
        usage.getTotalTokens(),
        usage.getModel(),
        Numbers.dollars(Objects.requireNonNull(usage.getCostUsd())));
    narrator.say("Alice creates the project %s, %s.", app.getName(), app.getVisibility());
    narrator.say(
        "Alice deploys it with %s: %s is %s.",
        deployment.getProvider(), deployment.getUrl(), deployment.getStatus());
    meter.endOfStep("four first writes");

    Map<String, Session> identities = new LinkedHashMap<>();
    people.forEach(person -> identities.put(person.name(), person.session()));
    identities.put("anonymous", flashfusion.asAnonymous());
    Session service = flashfusion.asService("quickstart report");

    narrator.chapter("Who sees which usage");
    narrator.say("Alice asks four questions in one round trip. Row level security leaves her own.");
    narrator.say("Her usage by day and model");
    UsageReport hers = UsageReport.of(alice.session(), period);
    narrator.show(hers.byDayAndModel());
    narrator.say("Her cost per day");
    narrator.show(hers.costPerDay());
    narrator.say("Her cost per model");
    narrator.show(hers.costPerModel());
    narrator.say(
        "The same question, for the imported period, by everybody. Users get their own rows;");
    narrator.say("only the service, which must say why it asks, gets all:");
    Map<String, Session> everybody = new LinkedHashMap<>(identities);
    everybody.put("service", service);
    narrator.show(UsageReport.perIdentity(everybody, period));
    narrator.say("Who is not signed in may not even ask:");
    narrator.show(Trespass.readUsage(flashfusion.asAnonymous(), period));
    meter.endOfStep("who sees which usage");

    narrator.chapter("Who sees which project");
    narrator.say(
        "All ask for all projects. To My App Alice is the owner, Bob and Carol are strangers.");
    narrator.say("It is public, the others are private:");
    narrator.show(
        ProjectReport.whoSeesWhat(
            service,
            people.stream().collect(Collectors.toMap(Person::profile, Person::name)),
            identities));
    meter.endOfStep("who sees which project");

    narrator.chapter("What Bob tries and does not get");
    ProjectRecord lab = alice.session().projects().get(alice.project());
    narrator.say("He creates a project in Alice's name:");
    narrator.show(Trespass.createInTheNameOf(alice, bob));
    narrator.say("He renames Alice's Lab. It is private, so for him it does not exist:");
    narrator.show(Trespass.rename(lab, bob));
    narrator.say("He renames My App, which he may see:");
    narrator.show(Trespass.rename(app, bob));
    meter.endOfStep("what Bob tries");

    narrator.chapter("What it took");
    narrator.say("Counted on the wire. A statement and its identity travel together, in one round");
    narrator.say(
        "trip. Where there are more round trips than statements, they are the commit of a");
    narrator.say(
        "transaction, the rollback after a refusal, or the pool testing an idle connection.");
    narrator.say("Where there are fewer, several statements travelled together, in a pipeline.");
    narrator.show(meter.report());
  }

  private UsageQuery importUsage(FlashFusion flashfusion, List<Person> people, WireMeter meter) {
    if (given.isPresent()) {
      narrator.say("Usage:  %s", given.get().usage());
      narrator.say("Prices: %s", given.get().prices());
      narrator.say(
          "Times without a zone are read as UTC. Times relative to the start of a trace count");
      narrator.say("from %s, a date made up here.", UsageCsv.RELATIVE_START);
      return importUsage(flashfusion, people, meter, given.get());
    }
    narrator.say(
        "This is a MADE-UP SAMPLE: %d rows, random with seed %d, priced by a list",
        SampleTrace.ROWS, SampleTrace.SEED);
    narrator.say("of four models that comes with it.");
    try (SampleTrace sample = SampleTrace.write()) {
      return importUsage(flashfusion, people, meter, sample.files());
    }
  }

  private UsageQuery importUsage(
      FlashFusion flashfusion, List<Person> people, WireMeter meter, TraceFiles files) {
    narrator.say("What the file does not say (user, project, provider, model, latency, status) is");
    narrator.say("filled in from a hash of each row's source and number, the same in every run.");
    narrator.separate();
    Session service = flashfusion.asService("quickstart import");
    Prices prices = Prices.read(files.prices());
    FillIn fillIn = new FillIn(people, prices.chatModels());
    long start = System.nanoTime();
    UsageImport.Result result;
    try (UsageCsv csv = UsageCsv.open(files.usage());
        ProgressBar bar = new ProgressBar(narrator.out(), ProgressBar.onTerminal())) {
      result =
          new UsageImport(csv, prices, fillIn)
              .run(
                  service,
                  rows -> {
                    bar.show(csv.fractionRead(), rows);
                    meter.read(); // or the proxy would keep all bound values
                  });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Usage total = service.aiUsage().total(result.period());
    narrator.say("");
    narrator.say(
        "Imported %,d rows in %.1f seconds, in one transaction: all or nothing. The database",
        result.rows(), seconds);
    narrator.say(
        "counts %,d requests, %,d prompt and %,d completion tokens, %s.",
        total.requests(),
        total.promptTokens(),
        total.completionTokens(),
        Numbers.dollars(total.costUsd()));
    return result.period();
  }
}
