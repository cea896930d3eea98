package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that has at least one of the files.
 *
 * @param path the absolute path
 */
record DataFolder(Path path) {

  static final String USAGE = "llm-usage.csv.gz";
  static final String PRICES = "llm-prices.csv";
  static final String STRIPE = "stripe-objects.jsonl.gz";
  static final String WEBHOOKS = "webhook-payloads.jsonl.gz";
  static final String CONVERSATIONS = "conversations-taubench.jsonl.gz";

  /**
   * Returns the folder that {@code -Ddata} names.
   *
   * @throws InputException if it names none, or the folder has none of the files
   */
  static DataFolder of(@Nullable String data) {
    if (data == null || data.isBlank()) {
      throw new InputException("-Ddata=FOLDER is missing: say where the files are");
    }
    DataFolder folder = new DataFolder(Path.of(data).toAbsolutePath().normalize());
    if (!Files.isDirectory(folder.path)) {
      throw new InputException("-Ddata: there is no folder " + folder.path);
    }
    if (Stream.of(USAGE, STRIPE, WEBHOOKS, CONVERSATIONS).noneMatch(folder::has)) {
      throw new InputException(
          "-Ddata: the folder "
              + folder.path
              + " has none of "
              + String.join(", ", USAGE, STRIPE, WEBHOOKS, CONVERSATIONS));
    }
    return folder;
  }

  /** Returns the path that the file has or would have. */
  Path file(String name) {
    return path.resolve(name);
  }

  boolean has(String name) {
    return Files.isRegularFile(file(name));
  }
}
