package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Each row of {@code docs/reference/faults.md} names a test that shows it. */
class FaultsPageTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Path PAGE = ROOT.resolve("docs/reference/faults.md");
  private static final Path TESTS = Path.of("flashfusion-core/src/test/java");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");

  @Test
  void everyRowNamesOneTest() throws IOException {
    assertThat(Files.readAllLines(PAGE))
        .filteredOn(line -> line.startsWith("|"))
        .filteredOn(line -> !line.startsWith("| fault |") && !line.startsWith("|---"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(NAMED.matcher(row).results()).hasSize(1));
  }

  @Test
  void everyNamedTestIsRun() throws Exception {
    Map<String, Path> sources = sources();
    for (MatchResult named : named()) {
      assertThat(sources).containsKey(named.group(1));
      String name = sources.get(named.group(1)).toString().replace(".java", "").replace('/', '.');
      assertThat(Class.forName(name).getDeclaredMethods())
          .filteredOn(method -> method.getName().equals(named.group(2)))
          .filteredOn(
              method ->
                  method.isAnnotationPresent(Test.class)
                      || method.isAnnotationPresent(ParameterizedTest.class))
          .as(named.group())
          .hasSize(1);
    }
  }

  /** Tests of the folder for faults are there for this page, which is to be complete. */
  @Test
  void everyClassOfTheFaultSuiteIsNamed() throws IOException {
    List<String> classes =
        sources().entrySet().stream()
            .filter(source -> source.getValue().getParent().endsWith("fault"))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(named().stream().map(named -> named.group(1)).collect(Collectors.toSet()))
        .containsAll(new TreeSet<>(classes));
  }

  private static List<MatchResult> named() throws IOException {
    Matcher matcher = NAMED.matcher(Files.readString(PAGE));
    return matcher.results().toList();
  }

  /** Returns the path of each test in the folder of sources, by the name of its class. */
  private static Map<String, Path> sources() throws IOException {
    Path folder = ROOT.resolve(TESTS);
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .map(folder::relativize)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""), file -> file));
    }
  }
}
