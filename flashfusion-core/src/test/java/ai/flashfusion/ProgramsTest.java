package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that no test depends on installed programs: the build brings what tests need, or a system
 * property names it.
 */
class ProgramsTest {

  private static final Pattern LOOKING_AROUND =
      Pattern.compile(
          "\"/(usr|opt|bin|sbin|etc|home|Applications|Library)\\b|C:\\\\\\\\|\"which\"|(ProcessBuilder|List\\.of)\\(\"where\"|\"command -v"
              + "|getenv\\((\"PATH\"|\\))|java\\.library\\.path|\"(ba)?sh\"|\\.exec\\(\"");

  /** The sources that start what a property names, or a program of the Java that runs them. */
  private static final List<String> STARTING_PROGRAMS =
      List.of(
          "InstalledPostgres.java",
          "PgBouncer.java",
          "ModulePathTest.java",
          "TlsServer.java",
          "StartRuns.java",
          "LauncherTest.java",
          "TerminalTest.java",
          // The size of the terminal, in a program of ours.
          "Terminal.java");

  /** The sources that read settings of the environment. */
  private static final List<String> READING_SETTINGS =
      List.of("FlashFusionBuilder.java", "jshell/Shell.java", "jshell/Main.java");

  @Test
  void looksForNoProgramsOnTheMachine() throws IOException {
    assertThat(sources(Path.of("..")))
        .hasSizeGreaterThan(400)
        // The second knows the words of SQL.
        .filteredOn(source -> !source.endsWith("ProgramsTest.java"))
        .filteredOn(source -> !source.endsWith("SqlText.java"))
        .filteredOn(source -> READING_SETTINGS.stream().noneMatch(source.toString()::endsWith))
        .noneMatch(source -> LOOKING_AROUND.matcher(text(source)).find());
  }

  @Test
  void startsProgramsInKnownPlacesOnly() throws IOException {
    assertThat(sources(Path.of("..")))
        .filteredOn(source -> !source.endsWith("ProgramsTest.java"))
        .filteredOn(source -> text(source).contains("ProcessBuilder"))
        .extracting(source -> source.getFileName().toString())
        .isSubsetOf(STARTING_PROGRAMS);
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
