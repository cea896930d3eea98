package ai.flashfusion.repository;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.schema.json.JsonColumns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jooq.JSONB;
import tools.jackson.databind.JsonNode;

/** Files of real data, which are not part of the product. */
final class RealFile {

  private static final Path DATA =
      Path.of(
          System.getProperty("flashfusion.data", Path.of("..", "..", "shared", "data").toString()));

  private RealFile() {}

  /** Its documents, one per line; skips the test if it is not there. */
  static List<JsonNode> read(String name) throws IOException {
    Path file = DATA.resolve(name);
    assumeTrue(
        Files.exists(file),
        "there is no "
            + file.toAbsolutePath().normalize()
            + ": say where the data is with -Dflashfusion.data=DIR");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          // As the library reads documents, so that numbers have all their digits.
          .map(line -> JsonColumns.node().from(JSONB.jsonb(line)))
          .toList();
    }
  }
}
