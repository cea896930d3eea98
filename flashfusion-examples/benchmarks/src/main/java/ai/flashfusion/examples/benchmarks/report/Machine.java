package ai.flashfusion.examples.benchmarks.report;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine and the versions of a run. */
public final class Machine {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final Set<String> WANTED =
      Set.of(
          "postgresql-",
          "HikariCP-",
          "jooq-3",
          "spring-data-jpa-",
          "hibernate-core-",
          "jdbi3-core-",
          "vertx-pg-client-",
          "jmh-core-");

  private Machine() {}

  public static String today() {
    return LocalDate.now(CLOCK).toString();
  }

  public static String hardware() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores for clients, proxy and Postgres together";
  }

  public static String jdk() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
  }

  public static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return String.format(Locale.ROOT, "%.1f", load);
  }

  /** Returns the versions of the contestants and of what they have in common. */
  public static String versions() {
    return classPath().stream()
        .map(path -> path.getFileName().toString().replace(".jar", ""))
        .filter(jar -> WANTED.stream().anyMatch(jar::startsWith))
        .collect(Collectors.joining(", "));
  }

  /** Returns a digest of the library and the benchmark, the same for runs of the same code. */
  public static String code() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path path : classPath()) {
        if (path.getFileName().toString().startsWith("flashfusion") || Files.isDirectory(path)) {
          try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
              digest.update(Files.readAllBytes(file));
            }
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }
}
