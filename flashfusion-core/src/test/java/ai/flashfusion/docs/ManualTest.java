package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.error.FlashFusionException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the manual shows what the tests run, and that its links lead to something. */
class ManualTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final List<String> SNIPPETS =
      List.of(
          "flashfusion-core/src/test/java/ai/flashfusion/docs",
          "flashfusion-testing/src/test/java/ai/flashfusion/testing",
          "flashfusion-spring-boot-starter/src/test/java/ai/flashfusion/spring");

  /** A program whose tests run all of it. */
  private static final String DASHBOARD =
      "flashfusion-examples/usage-dashboard/src/main/java/ai/flashfusion/examples/dashboard";

  private static final Pattern JAVA =
      Pattern.compile("(?:<!-- (?:snippet: )?(\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
  private static final String PROGRAM = "program";

  /** The pages with programs, which {@code ProgramTest} runs. */
  private static final List<String> PROGRAMS = List.of("README.md", "docs/start.md");

  private static final Pattern TEST = Pattern.compile("\\b[A-Z][A-Za-z]+Test\\b");
  private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#:]*)#([^)]+)\\)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void everyJavaSnippetOfTheManualIsARegionOfAnExecutedTest() throws IOException {
    Map<String, String> regions = regions();
    List<String> used = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = JAVA.matcher(Files.readString(page));
      while (matcher.find()) {
        String name = matcher.group(1);
        assertThat(name).as("the name of a snippet in %s:\n%s", page, matcher.group()).isNotNull();
        if (name.equals(PROGRAM)) {
          assertThat(PROGRAMS).contains(ROOT.relativize(page).toString());
          continue;
        }
        assertThat(matcher.group(2)).as("%s in %s", name, page).isEqualTo(regions.get(name));
        used.add(name);
      }
    }
    assertThat(regions.keySet()).containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void everyLinkInsideTheManualLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      Matcher matcher = LINK.matcher(Files.readString(page));
      while (matcher.find()) {
        assertThat(page.resolveSibling(matcher.group(1))).as("link in %s", page).exists();
      }
    }
  }

  @Test
  void everyAnchorInsideTheManualIsAHeading() throws IOException {
    for (Path page : pages()) {
      Matcher matcher = ANCHOR.matcher(Files.readString(page));
      while (matcher.find()) {
        Path target = matcher.group(1).isEmpty() ? page : page.resolveSibling(matcher.group(1));
        assertThat(anchors(target)).as("anchor in %s", page).contains(matcher.group(2));
      }
    }
  }

  /** The anchors that GitHub gives to the headings of a page. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyTestThatTheManualNamesExists() throws IOException {
    Set<String> tests;
    try (Stream<Path> files = Files.walk(ROOT)) {
      tests =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }
    for (Path page : pages()) {
      Matcher matcher = TEST.matcher(Files.readString(page));
      while (matcher.find()) {
        assertThat(tests).as("test named in %s", page).contains(matcher.group());
      }
    }
  }

  @Test
  void startListsEveryOptionOfTheBuilder() throws IOException {
    String start = Files.readString(ROOT.resolve("docs/start.md"));
    assertThat(FlashFusionBuilder.class.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .filteredOn(method -> method.getReturnType() == FlashFusionBuilder.class)
        .extracting(Method::getName)
        .isNotEmpty()
        .allSatisfy(option -> assertThat(start).contains("\n| `" + option + "("));
  }

  @Test
  void errorsPageListsEveryException() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reference/errors.md"));
    String errors = FlashFusionException.class.getPackageName().replace('.', '/');
    try (Stream<Path> sources =
        Files.list(ROOT.resolve("flashfusion-core/src/main/java").resolve(errors))) {
      assertThat(sources)
          .extracting(source -> source.getFileName().toString().replace(".java", ""))
          .filteredOn(name -> name.endsWith("Exception"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(root, docs).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  /** A region may come in several parts, so that a test can look in between. */
  private static Map<String, String> regions() throws IOException {
    Map<String, List<String>> regions = new LinkedHashMap<>();
    for (Path source : sources()) {
      String open = "";
      for (String line : Files.readAllLines(source)) {
        String text = line.strip();
        if (text.startsWith("// snippet: ")) {
          open = text.substring("// snippet: ".length());
        } else if (text.equals("// end")) {
          open = "";
        } else if (!open.isEmpty()) {
          regions.computeIfAbsent(open, name -> new ArrayList<>()).add(line);
        }
      }
    }
    return regions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> unindented(entry.getValue())));
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String folder : SNIPPETS) {
      try (Stream<Path> tests = Files.list(ROOT.resolve(folder))) {
        tests
            .filter(file -> file.toString().endsWith("SnippetTest.java"))
            .sorted()
            .forEach(sources::add);
      }
    }
    try (Stream<Path> program = Files.list(ROOT.resolve(DASHBOARD))) {
      program.sorted().forEach(sources::add);
    }
    return sources;
  }

  private static String unindented(List<String> lines) {
    return String.join("\n", lines).stripTrailing().stripIndent() + "\n";
  }
}
