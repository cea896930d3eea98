package ai.flashfusion.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The files of real data, which are no part of the repository. */
public final class RealData {

  private static final Path FOLDER =
      Path.of(
          System.getProperty("flashfusion.data", Path.of("..", "..", "shared", "data").toString()));

  private RealData() {}

  /** The lines of the gzip file; the test is skipped if it is not there. */
  public static List<String> gzipLines(String name) throws IOException {
    Path file = existing(name);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** The lines of the file; the test is skipped if it is not there. */
  static List<String> lines(String name) throws IOException {
    return Files.readAllLines(existing(name));
  }

  private static Path existing(String name) {
    Path file = FOLDER.resolve(name);
    assumeTrue(
        Files.exists(file),
        "there is no "
            + file.toAbsolutePath().normalize()
            + ": say where the real data is with -Dflashfusion.data=DIR");
    return file;
  }
}
