package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.data.Count;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Measurement;
import ai.flashfusion.examples.benchmarks.report.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Measures separate programs: the time until the first row, and the memory that they need. */
public final class StartRuns {

  private final World world;

  public StartRuns(World world) {
    this.world = world;
  }

  /** Measures the time from the start of the process to its first row. */
  public List<Measurement> start(int rounds) {
    Samples samples = new Samples();
    for (int round = 0; round <= rounds; round++) {
      for (String name : List.of(Contestants.FLOOR, Contestants.FLASHFUSION)) {
        long start = System.nanoTime();
        child("-Xmx256m", name);
        double[] time = {(System.nanoTime() - start) / 1e3};
        if (round > 0) { // the first brings the files into memory
          samples.add(name, time);
        }
      }
    }
    return List.of(
        samples.measurement("start", Contestants.FLOOR, 0, Count.UNKNOWN),
        samples.measurement("start", Contestants.FLASHFUSION, 0, Count.UNKNOWN));
  }

  /** Streams the heavy person's rows in 64 MB, and returns their number. */
  public long streamInSmallHeap() {
    return Long.parseLong(child("-Xmx64m", "stream"));
  }

  private String child(String heap, String what) {
    Target target = world.target();
    Person person = what.equals("stream") ? world.heavy() : world.caller();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            heap,
            "-classpath",
            System.getProperty("java.class.path"),
            ColdStart.class.getName(),
            what,
            target.host(),
            String.valueOf(target.port()),
            target.database(),
            target.login(),
            target.password(),
            target.logins().userPassword(),
            target.logins().servicePassword(),
            target.logins().sealKey(),
            person.auth().toString(),
            person.profile().toString(),
            person.projects().get(0).toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = out.readLine();
        if (line == null) {
          throw new IllegalStateException(what + " ended without a row");
        }
        return line;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
