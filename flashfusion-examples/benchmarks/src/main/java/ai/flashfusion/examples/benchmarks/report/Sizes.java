package ai.flashfusion.examples.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dependencies of {@code flashfusion-core}, as Maven resolved them for this build. */
public final class Sizes {

  private static final String CORE = "flashfusion-core";
  private static final Pattern NODE =
      Pattern.compile("^([|+\\\\ -]*)\\(?([\\w.-]+):([\\w.-]+):jar:([\\w.-]+):(?:compile|runtime)");
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("flashfusion-core", "the library"),
          Map.entry("flashfusion-jooq-gen", "generated tables and records, migrations"),
          Map.entry("jooq", "renders SQL and maps rows"),
          Map.entry("r2dbc-spi", "jOOQ's, for its reactive side; unused here"),
          Map.entry("reactive-streams", "jOOQ's, as above"),
          Map.entry("jackson-databind", "jsonb columns as Java values"),
          Map.entry("jackson-core", "Jackson's parser"),
          Map.entry("jackson-annotations", "Jackson's annotations"),
          Map.entry("flyway-core", "runs migrations"),
          Map.entry("flyway-database-postgresql", "Flyway's part for Postgres"),
          Map.entry("flyway-database-cockroachdb", "comes with Flyway's part for Postgres; unused"),
          Map.entry("postgresql", "the driver"),
          Map.entry("checker-qual", "the driver's annotations"),
          Map.entry("HikariCP", "the pool"),
          Map.entry("slf4j-api", "logging, the pool's too"),
          Map.entry("jspecify", "nullness annotations"));

  private Sizes() {}

  /**
   * A jar in the tree of dependencies.
   *
   * @param bytes the size of the jar, or of the classes if it is not packed yet
   * @param reason its purpose, empty if unknown
   */
  public record Artifact(String name, long bytes, String reason) {

    public boolean isOwn() {
      return name.startsWith("flashfusion-");
    }
  }

  /**
   * Returns the library and everything beneath it in the tree; empty without the tree, which the
   * build writes.
   */
  public static List<Artifact> read(Path tree) {
    List<Artifact> found = new ArrayList<>();
    if (!Files.isRegularFile(tree)) {
      return found;
    }
    try {
      Set<String> seen = new HashSet<>();
      int core = -1;
      for (String line : Files.readAllLines(tree)) {
        Matcher node = NODE.matcher(line);
        if (!node.find()) {
          continue;
        }
        int depth = node.group(1).length();
        String name = node.group(3);
        if (core >= 0 && depth <= core) {
          break;
        }
        if (name.equals(CORE)) {
          core = depth;
        }
        if (core >= 0 && seen.add(name)) {
          found.add(
              new Artifact(
                  name, size(name + "-" + node.group(4), name), REASONS.getOrDefault(name, "")));
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(String jar, String module) throws IOException {
    for (Path path : Machine.classPath()) {
      boolean packed = path.getFileName().toString().equals(jar + ".jar");
      if (packed || path.endsWith(Path.of(module, "target", "classes"))) {
        return packed ? Files.size(path) : sizeOfFiles(path);
      }
    }
    throw new IllegalStateException(jar + " is in the tree of dependencies, but not on the path");
  }

  private static long sizeOfFiles(Path directory) throws IOException {
    long bytes = 0;
    try (var files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
