package ai.flashfusion.examples.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files to import.
 *
 * @param usage the usage file
 * @param prices the price list
 */
public record TraceFiles(Path usage, Path prices) {

  /**
   * Returns the files that the command line names with {@code -Dusage} and {@code -Dprices}; empty
   * if it names none.
   *
   * @throws InputException if it names only one of them, or one that does not exist
   */
  static Optional<TraceFiles> of(@Nullable String usage, @Nullable String prices) {
    if (isBlank(usage) && isBlank(prices)) {
      return Optional.empty();
    }
    if (usage == null || usage.isBlank()) {
      throw new InputException("-Dprices is given but -Dusage=FILE.csv[.gz] is missing");
    }
    if (prices == null || prices.isBlank()) {
      throw new InputException("-Dusage is given but -Dprices=FILE.csv[.gz] is missing");
    }
    return Optional.of(new TraceFiles(existing("-Dusage", usage), existing("-Dprices", prices)));
  }

  private static Path existing(String option, String name) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      throw new InputException(option + ": there is no file " + file.toAbsolutePath().normalize());
    }
    return file;
  }

  private static boolean isBlank(@Nullable String value) {
    return value == null || value.isBlank();
  }
}
