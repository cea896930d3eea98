package ai.flashfusion.testing.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All references of our class files to libraries, looked up in the versions that users have. */
@Tag("thorough")
class LinkageTest {

  /** The packages that the jars in the folder replace. */
  private static final List<String> REPLACED =
      List.of(
          "org/jooq/",
          "com/zaxxer/hikari/",
          "tools/jackson/",
          "com/fasterxml/jackson/",
          "org/flywaydb/");

  private static final Path JARS =
      Path.of(System.getProperty("basedir", "."), "target", "other-versions");

  @Test
  void linksWithTheVersionsOfTheBuild() throws Exception {
    assertThat(problems(List.of(), List.of())).isEmpty();
  }

  @Test
  void linksWithTheVersionsThatSpringBootManages() throws Exception {
    List<URL> jars = jars();
    assertThat(jars).as("jars in %s", JARS).hasSizeGreaterThan(5);
    assertThat(problems(REPLACED, jars)).isEmpty();
  }

  @Test
  void findsWhatIsMissing() throws Exception {
    assertThat(problems(List.of("org/flywaydb/"), List.of()))
        .containsKey("there is no class org.flywaydb.core.Flyway");
  }

  private static Map<String, Set<String>> problems(List<String> replaced, List<URL> jars)
      throws Exception {
    Map<String, Set<String>> problems = new TreeMap<>();
    int classes = 0;
    try (Universe universe = new Universe(replaced, jars)) {
      for (ClassFile type : ours()) {
        classes++;
        for (String problem : universe.problems(type)) {
          problems.computeIfAbsent(problem, key -> new TreeSet<>()).add(type.name());
        }
      }
    }
    assertThat(classes).isGreaterThan(300);
    return problems;
  }

  private static List<ClassFile> ours() throws IOException, URISyntaxException {
    List<ClassFile> all = new ArrayList<>();
    for (Class<?> type :
        List.of(
            Tables.class, FlashFusion.class, EmbeddedPostgres.class, EmbeddedFlashFusion.class)) {
      Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        all.addAll(classes(place));
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          all.addAll(classes(jar.getPath("/")));
        }
      }
    }
    return all;
  }

  private static List<ClassFile> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.toString().endsWith("module-info.class"))
          .map(LinkageTest::read)
          .toList();
    }
  }

  private static ClassFile read(Path file) {
    try {
      return ClassFile.read(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static List<URL> jars() throws IOException {
    try (Stream<Path> files = Files.list(JARS)) {
      List<URL> jars = new ArrayList<>();
      for (Path file : files.toList()) {
        jars.add(url(file));
      }
      return jars;
    }
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
