package ai.flashfusion.schema.generator;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.migration.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Writes the catalog of a database that was just migrated, and that of one that has only the
 * tables.
 */
record CatalogWriter(Path folder) {

  void write(EmbeddedPostgres postgres) throws IOException, SQLException {
    Path target = folder.resolve("ai/flashfusion/schema/catalog");
    Files.createDirectories(target);
    try (Connection migrated = postgres.getPostgresDatabase().getConnection()) {
      List<String> tables = new ArrayList<>();
      ColumnTypes.each(
          migrated,
          "select tablename from pg_tables where schemaname = 'public'",
          row -> tables.add(row.getString(1)));
      write(target.resolve("migrated.txt"), Catalog.read(migrated, tables));
      try (Statement statement = migrated.createStatement()) {
        statement.execute("create database tables_only template template0");
      }
      DataSource owner = postgres.getDatabase("postgres", "tables_only");
      Migrations.bootstrap(owner);
      try (Connection connection = owner.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(firstVersion());
        write(target.resolve("tables-only.txt"), Catalog.read(connection, tables));
      }
    }
  }

  private static void write(Path file, Catalog catalog) throws IOException {
    Files.writeString(file, catalog.toString());
  }

  private static String firstVersion() {
    try (InputStream in =
        Objects.requireNonNull(
            Migrations.class.getResourceAsStream("V1__tables.sql"), "the first version")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
