package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.InputException;
import ai.flashfusion.examples.quickstart.TextLines;
import ai.flashfusion.schema.json.JsonColumns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jooq.JSONB;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The lines of a gzip file. Its totals are counted in the text, independently of the code that
 * loads it.
 */
record TextFile(Path path, List<String> lines) {

  /**
   * Reads the whole file.
   *
   * @throws InputException if it is not a gzip file of UTF-8 text
   */
  static TextFile read(Path path) {
    List<String> lines = new ArrayList<>();
    try (InputStream plain = new GZIPInputStream(Files.newInputStream(path))) {
      TextLines text = new TextLines(plain);
      for (String line = text.next(); line != null; line = text.next()) {
        lines.add(line);
      }
      return new TextFile(path, lines);
    } catch (IOException e) {
      throw new InputException(path, lines.size() + 1L, TextLines.reason(e));
    }
  }

  /** Counts the matches of the pattern. */
  long count(String pattern) {
    return found(pattern).count();
  }

  /** Counts the different texts of the pattern's group. */
  long distinct(String pattern) {
    return found(pattern).map(match -> match.group(1)).distinct().count();
  }

  /** Returns the sum of the numbers in the pattern's group. */
  long sum(String pattern) {
    return found(pattern).mapToLong(match -> Long.parseLong(match.group(1))).sum();
  }

  /**
   * Parses the lines like the library reads documents, so that numbers keep all their digits.
   *
   * @param keys the keys that each document must have
   * @throws InputException at the first line that is not such a document
   */
  List<JsonNode> documents(String... keys) {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : lines) {
      long number = documents.size() + 1L;
      try {
        JsonNode document = JsonColumns.node().from(JSONB.jsonb(line));
        for (String key : keys) {
          if (!document.has(key)) {
            throw new InputException(path, number, "the document has no '" + key + "'");
          }
        }
        documents.add(document);
      } catch (JacksonException e) {
        throw new InputException(path, number, "no JSON: " + e.getOriginalMessage());
      }
    }
    return documents;
  }

  private Stream<MatchResult> found(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return lines.stream().flatMap(line -> compiled.matcher(line).results());
  }
}
