package ai.flashfusion.repository;

import ai.flashfusion.data.RealData;
import ai.flashfusion.schema.json.JsonColumns;
import java.io.IOException;
import java.util.List;
import org.jooq.JSONB;
import tools.jackson.databind.JsonNode;

/** Files of real data with a document in each line. */
final class RealFile {

  private RealFile() {}

  /** Returns the documents of the file; skips the test if the file does not exist. */
  static List<JsonNode> read(String name) throws IOException {
    return RealData.gzipLines(name).stream()
        // Reads documents like the library, so that numbers keep all their digits.
        .map(line -> JsonColumns.node().from(JSONB.jsonb(line)))
        .toList();
  }
}
