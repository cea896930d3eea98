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
import ai.flashfusion.examples.benchmarks.report.Report;
import ai.flashfusion.examples.benchmarks.report.Sizes;
import ai.flashfusion.examples.benchmarks.workload.Arena;
import ai.flashfusion.examples.benchmarks.workload.BulkRuns;
import ai.flashfusion.examples.benchmarks.workload.CallRuns;
import ai.flashfusion.examples.benchmarks.workload.Callers;
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
import java.util.Optional;

/**
 * Runs all workloads, or those that the argument names: {@code all}, {@code quick} (the calls, on
 * less data), or a workload such as {@code "point read"}, {@code growth}, {@code "platform usage"},
 * {@code pool}, {@code rls} or {@code start}. Run it in the root directory of the repository.
 */
public final class Benchmarks {

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
  private static final String ALL = "all";
  private static final String QUICK = "quick";
  private static final List<String> OTHERS =
      List.of(BULK_TITLE, STREAM_TITLE, CONCURRENT_TITLE, GROWTH, PLATFORM, POOL, RLS, START);

  private final String what;
  private final Path directory;
  private final Report report = new Report();

  private Benchmarks(String what, Path directory) {
    this.what = what;
    this.directory = directory;
  }

  /** Measures, prints the table, and writes {@code results.json}, the plots and the page. */
  public static void main(String[] args) throws IOException, SQLException {
    String what = args.length == 0 || args[0].isBlank() ? ALL : args[0];
    Path directory = Path.of("flashfusion-examples/benchmarks/target/bench");
    Files.createDirectories(directory);
    Benchmarks benchmarks = new Benchmarks(what, directory);
    benchmarks.run();
    benchmarks.write();
    System.exit(0); // pools of contestants may leave threads behind
  }

  private void write() throws IOException {
    System.out.print(report.table());
    Files.writeString(directory.resolve("results.json"), report.json());
    Path docs = what.equals(ALL) ? Path.of("docs", "benchmark") : directory;
    Files.writeString(docs.resolve("results.md"), new Page(report).text());
    Files.writeString(docs.resolve("spread.md"), Page.spread(report));
    Plot.write(report.measurements(), docs);
    System.out.println("written: " + directory + "/results.json, " + docs + "/results.md");
  }

  private void run() throws IOException, SQLException {
    long start = System.nanoTime();
    List<Workload> calls =
        Arrays.stream(Workload.values())
            .filter(w -> asked(w.title()) || what.equals(QUICK))
            .toList();
    if (calls.isEmpty() && !OTHERS.contains(what)) {
      throw new IllegalArgumentException(
          "-Dbench=" + what + ": no such workload; there are quick, " + OTHERS + " and the calls");
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
    report.fact("machine", Machine.hardware());
    report.fact("JDK", Machine.jdk());
    report.fact("versions", Machine.versions());
    report.fact("trace", trace.name() + ", " + trace.requests().size() + " requests");
    report.fact(
        "data",
        String.format(
            Locale.ROOT,
            "%,d users, %,d projects, %,d usage rows",
            scale.users(),
            scale.projects(),
            scale.usage()));
    report.fact("load average before", Machine.load());
  }

  private void load(Data data, Pace pace, int usage) {
    if (asked(GROWTH)) {
      say(GROWTH);
      GrowthRuns growth = new GrowthRuns(data, pace);
      growth.run(usage);
      report.add(growth.measurements());
      growth.loads().forEach(report::load);
    } else {
      say("usage");
      data.usage().upTo(usage).forEach(report::load);
    }
  }

  private void measure(Data data, Arena arena, List<Workload> calls, Pace pace) {
    World world = data.world();
    if (asked(PLATFORM)) {
      say(PLATFORM); // first, as nobody has written in between
      PlatformRuns platform = new PlatformRuns(world, 3);
      report.month(platform.month());
      report.sums(platform.run());
    }
    if (!calls.isEmpty()) {
      say("calls");
      report.add(new CallRuns(world, arena, calls, pace).run());
    }
    if (asked(CONCURRENT_TITLE)) {
      say(CONCURRENT_TITLE);
      report.fact(CONCURRENT_TITLE, Callers.kind() + " over pools of " + Contestant.POOL);
      try (Callers callers = new Callers(world, CALLERS, 800)) {
        report.add(new ConcurrentRuns(arena, callers, 3).run(pace.latencies()));
      }
    }
    if (asked(BULK_TITLE)) {
      say(BULK_TITLE);
      report.add(new BulkRuns(world, arena, 6).write(BULK));
    }
    if (asked(STREAM_TITLE)) {
      stream(world, arena);
    }
    if (asked(START)) {
      say(START);
      report.add(new StartRuns(world).start(5));
      report.sizes(Sizes.read(directory.resolve("dependencies.txt")));
    }
    if (asked(RLS)) {
      say(RLS);
      RlsRuns.fill(world);
      report.costs(new RlsRuns(world, 9, 100).run());
    }
    if (asked(GROWTH)) {
      say("usage by users");
      report.load(data.usage().byUsers(10_000));
    }
  }

  private void pools(World world, Pace pace) {
    if (asked(POOL)) {
      say(POOL);
      try (Callers callers = new Callers(world, CALLERS, 300)) {
        report.pools(new PoolRuns(world, callers, 5).run(pace.latencies()));
      }
    }
  }

  private void stream(World world, Arena arena) {
    int rows = scale().usage() / scale().heavyEvery();
    if (rows == 0) {
      return;
    }
    say("stream " + rows);
    report.smallHeapRows(new StartRuns(world).streamInSmallHeap());
    say("in a 64 MB heap: " + report.smallHeapRows() + " rows");
    report.add(new BulkRuns(world, arena, 3).stream(rows));
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
