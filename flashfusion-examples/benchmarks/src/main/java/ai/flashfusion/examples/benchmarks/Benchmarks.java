package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.data.Data;
import ai.flashfusion.examples.benchmarks.data.Scale;
import ai.flashfusion.examples.benchmarks.data.Server;
import ai.flashfusion.examples.benchmarks.data.Trace;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Machine;
import ai.flashfusion.examples.benchmarks.report.Page;
import ai.flashfusion.examples.benchmarks.report.Plot;
import ai.flashfusion.examples.benchmarks.report.Quotes;
import ai.flashfusion.examples.benchmarks.report.Report;
import ai.flashfusion.examples.benchmarks.report.Runs;
import ai.flashfusion.examples.benchmarks.report.Sizes;
import ai.flashfusion.examples.benchmarks.workload.AloneRuns;
import ai.flashfusion.examples.benchmarks.workload.Arena;
import ai.flashfusion.examples.benchmarks.workload.BulkRuns;
import ai.flashfusion.examples.benchmarks.workload.CallRuns;
import ai.flashfusion.examples.benchmarks.workload.Callers;
import ai.flashfusion.examples.benchmarks.workload.ClientRuns;
import ai.flashfusion.examples.benchmarks.workload.ConcurrentRuns;
import ai.flashfusion.examples.benchmarks.workload.GrowthRuns;
import ai.flashfusion.examples.benchmarks.workload.Pace;
import ai.flashfusion.examples.benchmarks.workload.PlatformRuns;
import ai.flashfusion.examples.benchmarks.workload.PoolRuns;
import ai.flashfusion.examples.benchmarks.workload.RlsRuns;
import ai.flashfusion.examples.benchmarks.workload.StartRuns;
import ai.flashfusion.examples.benchmarks.workload.Workload;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Runs all workloads, or those that the argument names: {@code all}, {@code quick} (the calls, on
 * less data), or a workload such as {@code "point read"}, {@code growth}, {@code "platform usage"},
 * {@code pool}, {@code rls} or {@code start}. Each run of all leaves its results in a file; {@code
 * summary} makes the pages of the manual from these. Run it in the root directory of the
 * repository.
 */
public final class Benchmarks {

  private static final String DATA = "data";
  private static final int BULK = 10_000;
  private static final int STREAM = 1_000_000;
  private static final int CALLERS = 64;
  private static final String BULK_TITLE = "bulk " + BULK;
  private static final String STREAM_TITLE = "stream " + STREAM;
  private static final String CONCURRENT_TITLE = "concurrent " + CALLERS;
  private static final String GROWTH = "growth";
  private static final String PLATFORM = "platform usage";
  private static final String POOL = "pool";
  private static final String RLS = "rls";
  private static final String START = "start";
  private static final String ALONE = "pipeline of one";
  private static final String CLIENT = "client";
  private static final String ALL = "all";
  private static final String QUICK = "quick";
  private static final String SUMMARY = "summary";
  private static final List<String> OTHERS =
      List.of(
          ALONE,
          CLIENT,
          BULK_TITLE,
          STREAM_TITLE,
          CONCURRENT_TITLE,
          GROWTH,
          PLATFORM,
          POOL,
          RLS,
          START);

  /** The number of full runs of which the manual quotes the medians. */
  private static final int RUNS = 3;

  private final String what;
  private final Path directory;
  private final Report report = Report.empty();

  private Benchmarks(String what, Path directory) {
    this.what = what;
    this.directory = directory;
  }

  /** Measures and prints the table, or writes the pages of earlier runs. */
  public static void main(String[] args) throws IOException, SQLException {
    String what = args.length == 0 || args[0].isBlank() ? ALL : args[0];
    Path directory = Path.of("flashfusion-examples/benchmarks/target/bench");
    Files.createDirectories(directory);
    if (what.equals(SUMMARY)) {
      summarize(directory);
    } else {
      new Benchmarks(what, directory).measure();
    }
    System.exit(0); // pools of contestants may leave threads behind
  }

  private void measure() throws IOException, SQLException {
    run();
    if (what.equals(ALL)) {
      Path file = Runs.next(directory);
      report.write(file);
      System.out.println("written: " + file);
    }
    write(new Runs(List.of(report)), directory);
  }

  /**
   * Writes the manual's pages if there are enough runs on all data, or otherwise only shows them.
   */
  private static void summarize(Path directory) throws IOException {
    Runs runs = Runs.in(directory);
    boolean full = runs.last().fact(DATA).equals(describe(Scale.FULL));
    if (runs.size() < RUNS || !full) {
      System.out.printf(
          "The manual needs %d runs on %s; these are %d on %s.%n",
          RUNS, describe(Scale.FULL), runs.size(), runs.last().fact(DATA));
      write(runs, directory);
      return;
    }
    Path docs = Path.of("docs", "benchmark");
    write(runs, docs);
    for (Map.Entry<Path, String> page :
        new Quotes(Files.readString(docs.resolve("results.md"))).pages(Path.of("")).entrySet()) {
      Files.writeString(page.getKey(), page.getValue());
      System.out.println("written: the figures in " + page.getKey());
    }
  }

  private static void write(Runs runs, Path directory) throws IOException {
    System.out.print(runs.table());
    Files.writeString(directory.resolve("results.json"), runs.json());
    Files.writeString(directory.resolve("results.md"), new Page(runs).text());
    Files.writeString(directory.resolve("spread.md"), Page.spread(runs));
    Plot.write(runs, directory);
    System.out.println("written: results.md, spread.md, results.json and plots in " + directory);
  }

  private void run() throws IOException, SQLException {
    long start = System.nanoTime();
    List<Workload> calls =
        Arrays.stream(Workload.values())
            .filter(w -> asked(w.title()) || what.equals(QUICK))
            .toList();
    if (calls.isEmpty() && !OTHERS.contains(what)) {
      throw new IllegalArgumentException(
          "-Dbench="
              + what
              + ": no such workload; there are quick, summary, "
              + OTHERS
              + " and the calls");
    }
    Pace pace = what.equals(QUICK) ? Pace.QUICK : Pace.FULL;
    Trace trace = Trace.read();
    Scale scale = scale();
    facts(trace, scale);
    try (Server server = Server.start();
        EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      say("people and projects");
      Data data = Data.start(embedded, scale, trace);
      report.fact("Postgres", server.version(data.world().owner()));
      load(data, pace, scale.usage());
      try (Arena arena = new Arena(data.world().target(), false)) {
        measure(data, arena, calls, pace);
      }
      pools(data.world(), pace); // after the arena, as there are only so many connections
    }
    say("done");
    report.fact("load average after", Machine.load());
    report.fact(
        "took", String.format(Locale.ROOT, "%.1f minutes", (System.nanoTime() - start) / 6e10));
  }

  private void facts(Trace trace, Scale scale) {
    report.fact("run", what);
    report.fact("date", Machine.today());
    report.fact("code", Machine.code());
    report.fact("machine", Machine.hardware());
    report.fact("JDK", Machine.jdk());
    report.fact("versions", Machine.versions());
    report.fact("trace", trace.name() + ", " + trace.requests().size() + " requests");
    report.fact(DATA, describe(scale));
    report.fact("load average before", Machine.load());
  }

  private static String describe(Scale scale) {
    return String.format(
        Locale.ROOT,
        "%,d users, %,d projects, %,d usage rows",
        scale.users(),
        scale.projects(),
        scale.usage());
  }

  private void load(Data data, Pace pace, int usage) {
    if (asked(GROWTH)) {
      say(GROWTH);
      GrowthRuns growth = new GrowthRuns(data, pace);
      growth.run(usage);
      report.measurements().addAll(growth.measurements());
      report.loads().addAll(growth.loads());
    } else {
      say("usage");
      report.loads().addAll(data.usage().upTo(usage));
    }
  }

  private void measure(Data data, Arena arena, List<Workload> calls, Pace pace) {
    World world = data.world();
    if (asked(PLATFORM)) {
      say(PLATFORM); // first, as nobody has written in between
      PlatformRuns platform = new PlatformRuns(world, 1);
      report.months().add(platform.month());
      report.sums().addAll(platform.run());
    }
    if (!calls.isEmpty()) {
      say("calls");
      report.measurements().addAll(new CallRuns(world, arena, calls, pace).run());
    }
    if (asked(ALONE)) {
      say(ALONE);
      report.alone().addAll(new AloneRuns(world, arena, pace).run());
    }
    if (asked(CLIENT)) {
      say(CLIENT);
      report.client().addAll(new ClientRuns(world, pace.compileMs(), 20, 200).run());
    }
    if (asked(CONCURRENT_TITLE)) {
      say(CONCURRENT_TITLE);
      report.fact(CONCURRENT_TITLE, Callers.kind() + " over pools of " + Contestant.POOL);
      try (Callers callers = new Callers(world, CALLERS, 800)) {
        report.measurements().addAll(new ConcurrentRuns(arena, callers, 2).run(pace.latencies()));
      }
    }
    if (asked(BULK_TITLE)) {
      say(BULK_TITLE);
      report.measurements().addAll(new BulkRuns(world, arena, 5).write(BULK));
    }
    if (asked(STREAM_TITLE)) {
      stream(world, arena);
    }
    if (asked(START)) {
      say(START);
      report.measurements().addAll(new StartRuns(world).start(5));
      report.sizes().addAll(Sizes.read(directory.resolve("dependencies.txt")));
    }
    if (asked(RLS)) {
      say(RLS);
      RlsRuns.fill(world);
      report.costs().addAll(new RlsRuns(world, 9, 100).run());
    }
    if (asked(GROWTH)) {
      say("usage by users");
      report.loads().add(data.usage().byUsers(10_000));
    }
  }

  private void pools(World world, Pace pace) {
    if (asked(POOL)) {
      say(POOL);
      try (Callers callers = new Callers(world, CALLERS, 300)) {
        report.pools().addAll(new PoolRuns(world, callers, 3).run(pace.latencies()));
      }
    }
  }

  private void stream(World world, Arena arena) {
    int rows = scale().usage() / scale().heavyEvery();
    if (rows == 0) {
      return;
    }
    say("stream " + rows);
    long inSmallHeap = new StartRuns(world).streamInSmallHeap();
    report.smallHeapRows().add(inSmallHeap);
    say("in a 64 MB heap: " + inSmallHeap + " rows");
    report.measurements().addAll(new BulkRuns(world, arena, 2).stream(rows));
  }

  private Scale scale() {
    boolean full = List.of(ALL, GROWTH, PLATFORM).contains(what);
    Scale scale = what.equals(STREAM_TITLE) ? Scale.STREAM : full ? Scale.FULL : Scale.QUICK;
    return Optional.ofNullable(Integer.getInteger("rows")).map(scale::withUsage).orElse(scale);
  }

  private boolean asked(String title) {
    return what.equals(ALL) || what.equals(title);
  }

  private static void say(String step) {
    System.out.printf("%tT %s%n", System.currentTimeMillis(), step);
  }
}
