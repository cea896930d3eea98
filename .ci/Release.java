import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Checks what a release deployed to a folder, against what Maven Central demands and what we
 * promise, or compares what two builds deployed. See the script beside it.
 */
public class Release {

  private static final Set<String> PUBLISHED =
      Set.of(
          "flashfusion-parent",
          "flashfusion-bom",
          "flashfusion-jooq-gen",
          "flashfusion-core",
          "flashfusion-embedded",
          "flashfusion-testing",
          "flashfusion-spring-boot-starter");

  /** The licences that our users accept without asking a lawyer. */
  private static final Set<String> LICENCES =
      Set.of("0BSD", "Apache-2.0", "BSD-2-Clause", "CC0-1.0", "MIT", "MIT-0");

  private final List<String> problems = new ArrayList<>();
  private final Set<String> libraries = new TreeSet<>();
  private final Set<String> optional = new TreeSet<>();

  public static void main(String[] args) throws Exception {
    Release release = new Release();
    if (args[0].equals("check")) {
      release.check(files(Path.of(args[1])), Files.readString(Path.of(args[2])));
    } else if (args[0].equals("compare")) {
      release.compare(files(Path.of(args[1])), files(Path.of(args[2])));
    }
    release.problems.forEach(problem -> System.err.println("release: " + problem));
    System.exit(release.problems.isEmpty() ? 0 : 1);
  }

  /** Returns the deployed files by module and name, without the time in the names of snapshots. */
  private static Map<String, Map<String, Path>> files(Path folder) throws IOException {
    Map<String, Map<String, Path>> modules = new TreeMap<>();
    Pattern deployed = Pattern.compile("([a-z-]+)-[0-9.]+(-SNAPSHOT|-[0-9.]+-[0-9]+)?([-.][a-z].*)");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Matcher name = deployed.matcher(file.getFileName().toString());
        if (name.matches()) {
          modules.computeIfAbsent(name.group(1), key -> new TreeMap<>()).put(name.group(3), file);
        }
      }
    }
    return modules;
  }

  private void check(Map<String, Map<String, Path>> modules, String notices) throws Exception {
    if (!modules.keySet().equals(PUBLISHED)) {
      problems.add("published are " + modules.keySet() + ", and should be " + PUBLISHED);
      return;
    }
    Element parent = xml(modules.get("flashfusion-parent").get(".pom"));
    for (String module : modules.keySet()) {
      Map<String, Path> files = modules.get(module);
      checkSums(files);
      Element pom = xml(files.get(".pom"));
      checkPom(module, pom, parent);
      if (text(pom, "packaging").isEmpty()) {
        checkJars(module, files);
        checkBillOfMaterials(module, files.get("-cyclonedx.xml"));
        String managed = xml(modules.get("flashfusion-bom").get(".pom")).getTextContent();
        require(managed.contains(module), "flashfusion-bom does not name " + module);
      }
    }
    checkNotices(notices);
  }

  private void checkSums(Map<String, Path> files) throws Exception {
    for (String suffix : files.keySet()) {
      if (!suffix.matches(".*\\.(md5|sha1|sha256|sha512)")) {
        for (String algorithm : List.of("MD5", "SHA-1")) {
          Path sum = files.get(suffix + "." + algorithm.toLowerCase().replace("-", ""));
          require(
              sum != null && Files.readString(sum).startsWith(digest(algorithm, files.get(suffix))),
              files.get(suffix) + " has no right " + algorithm);
        }
      }
    }
  }

  private void checkPom(String module, Element pom, Element parent) {
    for (String own : List.of("name", "description", "artifactId")) {
      require(!text(pom, own).isBlank(), module + " has no " + own);
    }
    Element from = child(pom, "parent") == null ? pom : parent;
    for (String path :
        List.of(
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/developerConnection",
            "scm/url")) {
      require(!text(from, path.split("/")).isBlank(), module + " has no " + path);
    }
  }

  private void checkJars(String module, Map<String, Path> files) throws IOException {
    contains(module, files.get(".jar"), "META-INF/LICENSE");
    contains(module, files.get(".jar"), "META-INF/THIRD-PARTY.md");
    contains(module, files.get("-sources.jar"), "ai/flashfusion/.*\\.java");
    contains(module, files.get("-javadoc.jar"), "index\\.html");
    contains(module, files.get("-javadoc.jar"), ".*ai/flashfusion/.*[A-Z].*\\.html");
    require(files.containsKey("-cyclonedx.json"), module + " has no bill of materials in JSON");
  }

  private void contains(String module, Path jar, String entry) throws IOException {
    if (jar == null) {
      problems.add(module + " lacks the jar with " + entry);
      return;
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      require(
          zip.stream().anyMatch(file -> file.getName().matches(entry)), jar + " has no " + entry);
    }
  }

  private void checkBillOfMaterials(String module, Path bill) throws Exception {
    Element components = bill == null ? null : child(xml(bill), "components");
    if (components == null) {
      problems.add(module + " has no bill of materials");
      return;
    }
    for (Element component : children(components, "component")) {
      String name = text(component, "group") + ":" + text(component, "name");
      if (name.startsWith("ai.flashfusion:")) {
        continue;
      }
      if (text(component, "scope").equals("optional")) {
        optional.add(name); // users who want it fetch it themselves, so the notices may name it
        continue;
      }
      libraries.add(name);
      Element licences = child(component, "licenses");
      List<Element> all = licences == null ? List.of() : children(licences, "license");
      require(
          all.stream()
              .map(licence -> text(licence, "id"))
              // JUnit's reaches only the tests of users, who have it already.
              .anyMatch(
                  id ->
                      LICENCES.contains(id)
                          || (name.startsWith("org.junit.") && id.equals("EPL-2.0"))),
          name + " has none of the licences " + LICENCES + ", or does not say so");
    }
  }

  private void checkNotices(String notices) {
    Set<String> named = new TreeSet<>();
    Matcher names = Pattern.compile("`([a-z][\\w.-]*:[\\w.-]+)`").matcher(notices);
    while (names.find()) {
      named.add(names.group(1));
    }
    missing("THIRD-PARTY.md does not name ", libraries, named);
    libraries.addAll(optional);
    missing("THIRD-PARTY.md names, but nothing needs, ", named, libraries);
  }

  private void missing(String text, Collection<String> some, Collection<String> among) {
    some.stream().filter(name -> !among.contains(name)).forEach(name -> problems.add(text + name));
  }

  private void compare(Map<String, Map<String, Path>> one, Map<String, Map<String, Path>> other)
      throws Exception {
    require(one.keySet().equals(other.keySet()), "not the same modules");
    int count = 0;
    for (String module : one.keySet()) {
      for (Map.Entry<String, Path> file : one.get(module).entrySet()) {
        if (file.getKey().matches(".*\\.(md5|sha1|sha256|sha512)")) {
          continue;
        }
        Path second = other.getOrDefault(module, Map.of()).get(file.getKey());
        count++;
        require(
            second != null
                && digest("SHA-256", file.getValue()).equals(digest("SHA-256", second)),
            module + file.getKey() + " differs");
      }
    }
    System.out.println("release: " + count + " files compared");
  }

  private void require(boolean right, String problem) {
    if (!right) {
      problems.add(problem);
    }
  }

  private static String digest(String algorithm, Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance(algorithm);
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  private static Element xml(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(in)
          .getDocumentElement();
    }
  }

  private static String text(Element start, String... path) {
    Element at = start;
    for (String name : path) {
      at = child(at, name);
      if (at == null) {
        return "";
      }
    }
    return at.getTextContent();
  }

  private static Element child(Element parent, String name) {
    List<Element> all = children(parent, name);
    return all.isEmpty() ? null : all.get(0);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
