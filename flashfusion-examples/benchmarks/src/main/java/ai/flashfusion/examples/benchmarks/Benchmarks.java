package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs all workloads, or those that the argument names: {@code all}, {@code quick} (the calls, on
 * less data), {@code growth}, {@code start}, or a workload such as {@code "point read"}. To be run
 * in the root directory of the repository.
 */
public final class Benchmarks {

  private static final int BULK = 10_000;
  private static final int STREAM = 1_000_000;
  private static final int CALLERS = 64;
  private static final String BULK_TITLE = "bulk " + BULK;
  private static final String STREAM_TITLE = "stream " + STREAM;
  private static final String CONCURRENT_TITLE = "concurrent " + CALLERS;
  private static final String ALL = "all";
  private static final String QUICK = "quick";

  private final String what;
  private final Report report;

  private Benchmarks(String what, Report report) {
    this.what = what;
    this.report = report;
  }

  /** Measures, prints the table, and writes {@code results.json}, the plots and the page. */
  public static void main(String[] args) throws IOException, SQLException {
    String what = args.length == 0 || args[0].isBlank() ? ALL : args[0];
    Path directory = Path.of("flashfusion-examples/benchmarks/target/bench");
    Files.createDirectories(directory);
    Report report = new Report();
    new Benchmarks(what, report).run();
    System.out.print(report.table());
    Files.writeString(directory.resolve("results.json"), report.json());
    Path docs = what.equals(ALL) ? Path.of("docs") : directory;
    Files.writeString(docs.resolve("performance.md"), report.page());
    Files.createDirectories(docs.resolve("performance"));
    Plot.calls(report.measurements(), docs.resolve("performance"));
    System.out.println("written: " + directory + "/results.json, " + docs + "/performance.md");
    System.exit(0); // pools of contestants may leave threads behind
  }

  private void run() throws IOException, SQLException {
    List<Workload> calls =
        Arrays.stream(Workload.values())
            .filter(w -> asked(w.title()) || what.equals(QUICK))
            .toList();
    boolean any =
        !calls.isEmpty()
            || List.of(BULK_TITLE, STREAM_TITLE, CONCURRENT_TITLE, "growth", "start")
                .contains(what);
    if (!any) {
      throw new IllegalArgumentException("-Dbench=" + what + ": no such workload");
    }
    Pace pace = what.equals(QUICK) ? Pace.QUICK : Pace.FULL;
    Trace trace = Trace.read();
    report.fact("run", what);
    report.fact("trace", trace.name() + ", " + trace.requests().size() + " requests");
    report.fact("load average before", load());
    Scale scale = scale();
    try (Server server = Server.start();
        EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      report.fact(
          "data",
          String.format(
              "%,d users, %,d projects, %,d usage rows",
              scale.users(), scale.projects(), scale.usage()));
      say("people and projects");
      Data data = Data.start(embedded, scale, trace);
      report.server(data.world().owner());
      if (asked("growth")) {
        say("growth");
        GrowthRuns growth = new GrowthRuns(data, pace);
        growth.run(scale.usage());
        report.add(growth.measurements());
        growth.loads().forEach(report::load);
      } else {
        say("usage");
        data.usage().upTo(scale.usage()).forEach(report::load);
      }
      try (Arena arena = new Arena(data.world().target(), false)) {
        measure(data, arena, calls, pace);
      }
    }
    report.fact("load average after", load());
  }

  private void measure(Data data, Arena arena, List<Workload> calls, Pace pace) {
    World world = data.world();
    int rounds = 3;
    if (!calls.isEmpty()) {
      say("calls");
      report.add(new CallRuns(world, arena, calls, pace).run());
    }
    if (asked(CONCURRENT_TITLE)) {
      say(CONCURRENT_TITLE);
      report.add(new ConcurrentRuns(world, arena, pace, rounds, 1_000).run(CALLERS));
    }
    if (asked(BULK_TITLE)) {
      say(BULK_TITLE);
      report.add(new BulkRuns(world, arena, pace, rounds).write(BULK));
    }
    if (asked("start")) {
      say("start");
      report.add(new StartRuns(world).start(5));
    }
    int heavy = heavyRows();
    if (asked(STREAM_TITLE) && heavy > 0) {
      say("stream " + heavy);
      report.fact(
          "stream of the library in a 64 MB heap",
          String.format("%,d rows passed", new StartRuns(world).streamInSmallHeap()));
      report.add(new BulkRuns(world, arena, pace, 2).stream(heavy));
    }
    if (asked("growth")) {
      say("usage by users");
      report.load(data.usage().byUsers(10_000));
    }
  }

  private Scale scale() {
    if (what.equals(STREAM_TITLE)) {
      return Scale.STREAM;
    }
    Scale scale = what.equals(ALL) || what.equals("growth") ? Scale.FULL : Scale.QUICK;
    return Optional.ofNullable(Integer.getInteger("rows")).map(scale::withUsage).orElse(scale);
  }

  private int heavyRows() {
    return scale().usage() / scale().heavyEvery();
  }

  private boolean asked(String title) {
    return what.equals(ALL) || what.equals(title);
  }

  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format("%.1f", load);
  }

  private static void say(String step) {
    System.out.printf("%tT %s%n", System.currentTimeMillis(), step);
  }
}
