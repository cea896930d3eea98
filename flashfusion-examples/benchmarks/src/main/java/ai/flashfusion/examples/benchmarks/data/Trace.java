package ai.flashfusion.examples.benchmarks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * The tokens of requests in the order in which the requests came, from a trace file or made up.
 *
 * @param name the source of the trace
 * @param requests the prompt and completion tokens of each request
 */
public record Trace(String name, List<Request> requests) {

  private static final int SEED = 42;
  private static final int MADE_UP = 40_000;
  private static final String FILE = "llm-usage.csv.gz";

  /** The tokens of one request. */
  public record Request(int prompt, int completion) {}

  /**
   * Returns the trace in the directory that {@code -Ddata} names, by default {@code
   * ../shared/data}.
   */
  public static Trace read() {
    String given = System.getProperty("data", "");
    Path file = Path.of(given.isBlank() ? "../shared/data" : given).resolve(FILE);
    if (Files.isRegularFile(file)) {
      return read(file);
    }
    if (!given.isBlank()) {
      throw new IllegalArgumentException("-Ddata: there is no file " + file);
    }
    return madeUp();
  }

  public static Trace madeUp() {
    // Random is specified to the bit, so it is the same on every JDK.
    Random random = new Random(SEED);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < MADE_UP; i++) {
      requests.add(new Request(200 + random.nextInt(12_000), 20 + random.nextInt(1_200)));
    }
    return new Trace("made up, random with seed " + SEED, List.copyOf(requests));
  }

  private static Trace read(Path file) {
    List<Request> requests = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      in.readLine(); // the header
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] values = line.split(",", -1);
        requests.add(new Request(Integer.parseInt(values[6]), Integer.parseInt(values[7])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Trace("real: " + FILE, List.copyOf(requests));
  }
}
