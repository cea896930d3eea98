package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An application that is a module, in a Java process of its own, with everything on the module
 * path.
 */
class ModulePathTest {

  private static final String MODULE =
      """
      module app {
        requires ai.flashfusion.core;
        requires org.postgresql.jdbc;
      }
      """;

  private static final String MAIN =
      """
      package app;

      import ai.flashfusion.FlashFusion;
      import ai.flashfusion.schema.migration.Migrations;
      import ai.flashfusion.schema.tables.records.ProjectRecord;
      import org.postgresql.ds.PGSimpleDataSource;
      import tools.jackson.databind.json.JsonMapper;

      public class Main {
        public static void main(String[] args) {
          PGSimpleDataSource owner = new PGSimpleDataSource();
          owner.setUrl(args[0]);
          System.out.println("bootstrapped " + Migrations.bootstrap(owner));
          System.out.println("migrated " + (Migrations.migrate(owner) > 0));
          System.out.println("adopted again " + Migrations.adopt(owner));
          try (FlashFusion flashfusion =
              FlashFusion.builder().url(args[1]).user(args[2]).password(args[3]).connect()) {
            System.out.println("projects " + flashfusion.asAnonymous().projects().count());
            System.out.println("doctor " + flashfusion.doctor().findings().size());
            JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();
            System.out.println(mapper.readValue("{\\"star_count\\":5}", ProjectRecord.class).getStarCount() + " stars");
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void migratesConnectsAndQueries() throws IOException, InterruptedException {
    String modulePath = modulePath();
    Path sources = Files.createDirectories(folder.resolve("src/app"));
    Path module = Files.writeString(folder.resolve("src/module-info.java"), MODULE);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    Path classes = folder.resolve("classes");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-p",
                modulePath,
                "-d",
                classes.toString(),
                module.toString(),
                main.toString());
    assertThat(compiled).isZero();

    try (TestDatabase embedded = TestDatabase.start()) {
      PGSimpleDataSource owner = (PGSimpleDataSource) TestDatabase.emptyDatabase();
      String url = "jdbc:postgresql://" + embedded.host() + ":" + embedded.port() + "/";
      Path output = folder.resolve("output");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-p",
                  modulePath + File.pathSeparator + classes,
                  "-m",
                  "app/app.Main",
                  ownerUrl(owner),
                  url + owner.getDatabaseName(),
                  embedded.login(),
                  embedded.password())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int code = process.waitFor();

      assertThat(output)
          .content()
          .contains(
              "bootstrapped true",
              "migrated true",
              "adopted again 0",
              "projects 0",
              "doctor",
              "5 stars");
      assertThat(code).isZero();
    }
  }

  /** Returns the class path of the tests, without the tests and their own dependencies. */
  private static String modulePath() {
    String library =
        ".*(flashfusion-(core|jooq-gen)|/(jooq|r2dbc-spi|reactive-streams|jackson|flyway|HikariCP|slf4j-api"
            + "|jspecify|commons-(text|lang3)|postgresql)-[^/]*jar$).*";
    String path =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.replace('\\', '/').matches(library))
            .filter(entry -> !entry.contains("embedded"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(List.of(path.split(File.pathSeparator, -1))).hasSizeGreaterThan(8);
    return path;
  }

  private static String ownerUrl(PGSimpleDataSource owner) {
    return owner.getURL()
        + (owner.getURL().contains("?") ? "&" : "?")
        + "user="
        + Objects.requireNonNull(owner.getUser())
        + (owner.getPassword() == null ? "" : "&password=" + owner.getPassword());
  }
}
