package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that Postgres lets anybody call or read and that is not the same for everybody at all
 * times: the guard refuses it, or {@code harmless-functions.txt} says why it need not be refused.
 */
class BuiltinFunctionsTest {

  private static final Path BINARIES =
      Path.of("..", "flashfusion-jooq-gen", "target", "postgres").toAbsolutePath().normalize();

  private static final String FUNCTIONS =
      """
      select distinct proname from pg_catalog.pg_proc
      where provolatile in ('v', 's') and has_function_privilege('nobody_in_particular', oid, 'execute')
      """;

  /** Functions that text calls without naming them. */
  private static final String UNNAMED =
      """
      select distinct proname from pg_catalog.pg_proc p
      where exists (select from pg_operator where oprcode = p.oid)
         or exists (select from pg_cast where castfunc = p.oid)
         or exists (select from pg_aggregate where p.oid in (aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggmfinalfn))
         or exists (select from pg_type where p.oid in (typinput, typoutput, typreceive, typsend, typmodin, typmodout))
         or exists (select from pg_range where p.oid in (rngcanonical, rngsubdiff))
      """;

  private static final String RELATIONS =
      """
      select distinct relname from pg_catalog.pg_class
      where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v', 'm')
        and has_table_privilege('nobody_in_particular', oid, 'select')
      """;

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session user = embedded.flashfusion().asAnonymous();
  static final Session service = embedded.flashfusion().asService("names");
  static Set<String> harmless;

  @BeforeAll
  static void start() throws IOException {
    try (InputStream list =
        BuiltinFunctionsTest.class.getResourceAsStream("harmless-functions.txt")) {
      harmless =
          new String(list.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .flatMap(line -> java.util.Arrays.stream(line.strip().split("\\s+")))
              .filter(name -> !name.isEmpty())
              .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void decidesEveryFunctionOfTheEmbeddedServer() throws SQLException {
    decides(TestDatabase.emptyDatabase());
  }

  @Tag("thorough")
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 18})
  void decidesEveryFunctionOfOtherMajors(int major) throws IOException, SQLException {
    Path jar = BINARIES.resolve("postgres-" + major + ".jar");
    assumeThat(jar).as("Postgres %d for this platform", major).exists();
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver((system, hardware) -> binaryIn(jar))
            .start()) {
      decides(server.getPostgresDatabase());
    }
  }

  @Test
  void decidesEveryFunctionOfTheExtensionsThatComeWithPostgres() throws SQLException {
    DataSource database = TestDatabase.emptyDatabase();
    Set<String> created = new TreeSet<>();
    for (String extension : names(database, "select name from pg_available_extensions")) {
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create extension if not exists \"" + extension + "\" cascade");
        created.add(extension);
      } catch (SQLException e) {
        // Those in Perl and Python need libraries that not every machine has.
        assertThat(extension).containsPattern("perl|python");
      }
    }
    assertThat(created).contains("dblink", "tablefunc", "xml2", "lo", "pageinspect", "pgrowlocks");
    decides(database);
  }

  @Test
  void decidesNoHarmlessFunctionTwice() {
    assertThat(harmless).noneMatch(name -> refused(service, name) && refused(user, name));
  }

  @Test
  void usersReadNoCatalogue() throws SQLException {
    DataSource database = TestDatabase.emptyDatabase();
    Set<String> relations = callable(database, RELATIONS);
    assertThat(relations).hasSizeGreaterThan(100);
    assertThat(relations)
        .filteredOn(name -> !refused(user, name))
        .containsExactly("pg_timezone_abbrevs", "pg_timezone_names");
    assertThat(refused(user, "information_schema")).isTrue();
    assertThat(refused(service, "pg_class")).isFalse();
    assertThat(relations)
        .filteredOn(
            name ->
                name.matches(
                    "pg_(stat|settings|prepared|cursors|locks|db_role|roles|user|shdesc).*"))
        .hasSizeGreaterThan(50)
        .allMatch(name -> refused(service, name));
  }

  private static void decides(DataSource database) throws SQLException {
    Set<String> functions = callable(database, FUNCTIONS);
    assertThat(functions).hasSizeGreaterThan(600);
    assertThat(functions)
        .as("functions of Postgres about which nothing is decided")
        .filteredOn(name -> !refused(user, name) && !harmless.contains(name))
        .isEmpty();
    assertThat(callable(database, UNNAMED))
        .as("refused functions that an operator, a cast or a type calls")
        .filteredOn(name -> refused(user, name))
        .allMatch(
            name ->
                name.matches(
                    "pg_(lsn|snapshot|node_tree|ddl_command|ndistinct|dependencies|mcv_list)_.*"));
  }

  private static Set<String> callable(DataSource database, String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create role nobody_in_particular");
      try {
        return names(statement, query);
      } finally {
        connection.rollback();
      }
    }
  }

  private static Set<String> names(DataSource database, String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      return names(statement, query);
    }
  }

  private static Set<String> names(Statement statement, String query) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** Prepares on the caller's side only, in each way to write a name. */
  private static boolean refused(Session session, String name) {
    boolean quoted = throwsRefused(session, "select \"" + name + "\"()");
    if (name.equals(name.toLowerCase(java.util.Locale.ROOT))) {
      assertThat(
              throwsRefused(
                  session,
                  "select pg_catalog . " + name.toUpperCase(java.util.Locale.ROOT) + "(1)"))
          .isEqualTo(quoted);
      assertThat(throwsRefused(session, "table/**/" + name)).isEqualTo(quoted);
    }
    return quoted;
  }

  private static boolean throwsRefused(Session session, String sql) {
    try {
      session.dsl().connection(connection -> connection.prepareStatement(sql).close());
      return false;
    } catch (RefusedStatementException e) {
      return true;
    }
  }

  private static InputStream binaryIn(Path jar) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".txz")) {
          return new ByteArrayInputStream(zip.readAllBytes());
        }
      }
    }
    throw new IOException("no Postgres in " + jar);
  }
}
