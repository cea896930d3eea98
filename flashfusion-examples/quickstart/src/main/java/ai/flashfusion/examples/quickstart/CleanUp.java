package ai.flashfusion.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * Lets the embedded server delete its files when the JVM ends. Maven's JVM ends after the class
 * loader of this program was closed, so that the server's shutdown hook finds only the classes that
 * were loaded before.
 */
final class CleanUp {

  private CleanUp() {}

  /** Loads what the shutdown hook needs, by doing the same on a small scale. */
  static void prepare() {
    try {
      Path directory = Files.createTempDirectory("flashfusion-quickstart");
      Files.createFile(Files.createDirectory(directory.resolve("directory")).resolve("file"));
      FileUtils.deleteDirectory(directory.toFile());
    } catch (IOException e) {
      throw new InputException("there is no place for temporary files: " + e.getMessage());
    }
  }
}
