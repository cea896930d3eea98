package ai.flashfusion.schema.generator;

import static ai.flashfusion.schema.generator.SchemaGenerator.PACKAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Marks the packages that jOOQ generates, and corrects its annotations where they would lie. */
record NullMarkedWriter(Path folder) {

  /** An annotation of the elements of an array, where the array itself is meant. */
  private static final Pattern ARRAY = Pattern.compile("@Nullable (\\w+)\\[]");

  /** The two keys of a path, one of which is null. */
  private static final Pattern PATH =
      Pattern.compile("(ForeignKey<O, \\w+> childPath), (InverseForeignKey<O, \\w+> parentPath)");

  void write() throws IOException {
    packageInfo("", "The tables of the FlashFusion schema, their keys, and their access rules.");
    packageInfo("tables", "The tables and their columns, for queries.");
    packageInfo("tables.records", "The rows of the tables.");
    try (Stream<Path> files = Files.walk(target("tables"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        correct(file);
      }
    }
  }

  private static void correct(Path file) throws IOException {
    String text = Files.readString(file);
    String arrays = ARRAY.matcher(text).replaceAll("$1 @Nullable []");
    Files.writeString(file, PATH.matcher(arrays).replaceAll("@Nullable $1, @Nullable $2"));
  }

  /** Writes the comment and the mark of a package below that of the schema. */
  void packageInfo(String subpackage, String comment) throws IOException {
    String name = subpackage.isEmpty() ? PACKAGE : PACKAGE + "." + subpackage;
    List<String> lines =
        List.of(
            "/** " + comment + " */",
            "@NullMarked",
            "package " + name + ";",
            "",
            "import org.jspecify.annotations.NullMarked;");
    Files.write(target(subpackage).resolve("package-info.java"), lines);
  }

  private Path target(String subpackage) {
    return folder.resolve(PACKAGE.replace('.', '/')).resolve(subpackage.replace('.', '/'));
  }
}
