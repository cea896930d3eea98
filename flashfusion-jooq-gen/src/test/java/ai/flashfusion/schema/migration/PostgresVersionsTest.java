package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Hazard;
import ai.flashfusion.schema.catalog.Surroundings;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.SchemaText;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SupabaseScript;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Migrations on the majors that all other tests do not run on. The build copies their binaries for
 * its own platform into {@code target/postgres}.
 */
@Tag("thorough")
class PostgresVersionsTest {

  private static final Path BINARIES = Path.of("target", "postgres");

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 18})
  void majorGetsTheSameSchemaAndTheSameAccess(int major) throws IOException {
    Path jar = BINARIES.resolve("postgres-" + major + ".jar").toAbsolutePath();
    assumeThat(jar).as("Postgres %d for this platform", major).exists();

    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver((system, hardware) -> binaryIn(jar))
            .start()) {
      DataSource owner = server.getPostgresDatabase();
      try (Sql sql = Sql.on(owner)) {
        assertThat(sql.text("show server_version")).startsWith(major + ".");
      }

      assertThat(Migrations.bootstrap(owner)).isTrue();
      assertThat(Migrations.migrate(owner)).isPositive();
      assertThat(Migrations.migrate(owner)).isZero();

      List<String> schema = SchemaText.of(SchemaDatabase.migrated().owner());
      assertThat(SchemaText.of(owner)).isEqualTo(schema);
      assertHealthy(owner, server.getDatabase("authenticator", "postgres"));
      assertAccess(owner, server.getDatabase("authenticator", "postgres"));

      try (Sql sql = Sql.on(owner)) {
        sql.run("create database by_script");
      }
      DataSource byScript = server.getDatabase("postgres", "by_script");
      Migrations.bootstrap(byScript);
      SupabaseScript.generated().run(byScript);
      assertThat(SchemaText.of(byScript)).isEqualTo(schema);
    }
  }

  /** The doctor's own reading. Until 14, everybody may create objects in public. */
  private static void assertHealthy(DataSource owner, DataSource login) {
    try (Sql sql = Sql.on(owner);
        Connection connection = login.getConnection()) {
      assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
      for (Hazard hazard : Surroundings.read(connection).hazards()) {
        assertThat(hazard.subject()).isEqualTo("schema public");
        sql.run(hazard.fix());
      }
      assertThat(Surroundings.read(connection).hazards()).isEmpty();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertAccess(DataSource owner, DataSource login) {
    Person alice;
    Person stranger;
    try (Sql sql = Sql.on(owner)) {
      alice = Person.signUp(sql, "alice");
      stranger = Person.signUp(sql, "stranger");
      sql.update(
          """
          insert into public.projects (user_id, name, slug, visibility)
          values (?, 'Mine', 'mine', 'private'), (?, 'Open', 'open', 'public')
          """,
          alice.profileId(),
          alice.profileId());
    }
    try (Sql sql = Sql.on(owner)) {
      sql.update(
          "insert into public.ai_usage_logs (user_id, provider, model) values (?, 'openai', 'gpt-4o')",
          alice.profileId());
      sql.run("update public.ai_usage_logs set prompt_tokens = 7");
      assertThat(sql.text("select flashfusion_rollup.fold_usage()")).isEqualTo("2");
      sql.run("delete from public.ai_usage_logs");
      assertThat(
              sql.text(
                  "select sum(requests), sum(prompt_tokens) from flashfusion_rollup.usage('-infinity', 'infinity')"))
          .isEqualTo("0 | 0");
    }
    assertThat(slugs(login, "authenticated", alice.authUserId())).containsExactly("mine", "open");
    assertThat(slugs(login, "authenticated", stranger.authUserId())).containsExactly("open");
    assertThat(slugs(login, "anon", stranger.authUserId())).containsExactly("open");
  }

  private static List<String> slugs(DataSource login, String role, UUID user) {
    try (Sql sql = Sql.transactionOn(login)) {
      sql.run("set local role " + role);
      sql.lines("select set_config('request.jwt.claim.sub', ?, true)", user.toString());
      return sql.lines("select slug from public.projects order by slug");
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
