package ai.flashfusion.schema.readable;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SqlFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files in the folder {@code schema} show what the migrations lead to. */
class SchemaFilesTest {

  private static final Path FOLDER = Path.of("schema");

  private static final String RENEW =
      "./mvnw -pl flashfusion-jooq-gen test -Dtest=SchemaFilesTest -Dflashfusion.schema=renew";

  /** Tables, functions, schemas and policies that a later statement makes. */
  private static final Set<String> MISSING = Set.of("42P01", "42883", "3F000", "42704");

  @Test
  void filesAreUpToDate() throws IOException {
    SortedMap<String, String> wanted = SchemaFiles.of(Catalog.migrated());
    if (System.getProperty("flashfusion.schema", "").equals("renew")) {
      renew(wanted);
    }

    SortedMap<String, String> found = committed();

    assertThat(found.keySet()).as(renewal()).isEqualTo(wanted.keySet());
    found.forEach((file, text) -> assertThat(text).as(renewal()).isEqualTo(wanted.get(file)));
  }

  /** Statements are tried again until what they need is there: files need no order among them. */
  @Test
  void filesMakeTheSchemaThatTheMigrationsMake() throws SQLException {
    SchemaDatabase database = SchemaDatabase.bootstrapped();
    List<String> left = new ArrayList<>();
    SchemaFiles.of(Catalog.migrated()).values().forEach(text -> left.addAll(statements(text)));
    try (Sql sql = database.sql()) {
      // The files grant what is granted; Supabase's default privileges would come on top.
      sql.run(
          """
          alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
          set check_function_bodies = off;
          """);
      int before;
      List<SqlFailure> failures = new ArrayList<>();
      do {
        before = left.size();
        failures.clear();
        left.removeIf(statement -> run(sql, statement, failures));
      } while (left.size() < before && !left.isEmpty());
      assertThat(failures).isEmpty();
    }

    try (Connection connection = database.owner().getConnection()) {
      assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
    }
  }

  private static boolean run(Sql sql, String statement, List<SqlFailure> failures) {
    try {
      sql.run(statement);
      return true;
    } catch (SqlFailure failure) {
      if (!MISSING.contains(failure.sqlState())) {
        throw failure;
      }
      failures.add(failure);
      return false;
    }
  }

  /** Only statements begin at the margin. */
  private static List<String> statements(String text) {
    return Arrays.asList(text.split(";\n+(?=\\S)|;\n$"));
  }

  private static String renewal() {
    return "the files in flashfusion-jooq-gen/schema show another schema than the migrations make;"
        + " renew and commit them: "
        + RENEW;
  }

  private static SortedMap<String, String> committed() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    if (Files.isDirectory(FOLDER)) {
      try (Stream<Path> files = Files.list(FOLDER)) {
        for (Path file : files.toList()) {
          texts.put(file.getFileName().toString(), Files.readString(file).replace("\r\n", "\n"));
        }
      }
    }
    return texts;
  }

  private static void renew(Map<String, String> wanted) throws IOException {
    Files.createDirectories(FOLDER);
    for (String old : committed().keySet()) {
      Files.delete(FOLDER.resolve(old));
    }
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
    }
  }
}
