package ai.flashfusion.schema.generator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the migrations as one script for the SQL Editor of Supabase. The script records each
 * version as Flyway did when it migrated the database of the build.
 */
record SupabaseScriptWriter(Path file) {

  /** The tables in the order of the status check. */
  private static final List<String> TABLES =
      List.of(
          "profiles",
          "projects",
          "ai_usage_logs",
          "deployments",
          "webhooks",
          "billing_transactions",
          "teams",
          "api_keys",
          "notifications",
          "project_collaborators",
          "project_files",
          "ai_conversations",
          "deployment_logs",
          "webhook_logs",
          "subscription_history",
          "team_members");

  void write(Connection connection) throws IOException, SQLException {
    requireAllTables(connection);
    List<Version> versions = new ArrayList<>();
    ColumnTypes.each(
        connection,
        """
        select version, description, script, checksum from flashfusion.schema_history
        where version is not null order by installed_rank
        """,
        row ->
            versions.add(
                new Version(row.getString(1), row.getString(2), row.getString(3), row.getInt(4))));

    StringBuilder script = new StringBuilder();
    script.append(
        part("script-start.sql")
            .replace(
                "${VERSIONS}",
                versions.stream()
                    .map(version -> "\"%s\": %d".formatted(version.number, version.checksum))
                    .collect(Collectors.joining(", ", "{", "}")))
            .replace(
                "${NAMES}",
                TABLES.stream().map("'%s'"::formatted).collect(Collectors.joining(", "))));
    for (Version version : versions) {
      script.append(version.statement());
    }
    script.append(part("script-sample-data.sql"));
    script.append(
        part("script-end.sql")
            .replace(
                "${TABLES}",
                IntStream.range(0, TABLES.size())
                    .mapToObj(
                        i ->
                            "  (%d, '%s', (select count(*) from public.%s))"
                                .formatted(i + 1, TABLES.get(i), TABLES.get(i)))
                    .collect(Collectors.joining(",\n"))));
    Files.writeString(file, script);
  }

  private static void requireAllTables(Connection connection) throws SQLException {
    Set<String> found = new TreeSet<>();
    ColumnTypes.each(
        connection,
        "select tablename from pg_tables where schemaname = 'public'",
        row -> found.add(row.getString(1)));
    if (!found.equals(Set.copyOf(TABLES))) {
      throw new IllegalStateException(
          "the status check lists %s, but the schema has %s".formatted(TABLES, found));
    }
  }

  private static String part(String name) throws IOException {
    return resource("ai/flashfusion/schema/generator/" + name);
  }

  private static String resource(String path) throws IOException {
    try (InputStream in = SupabaseScriptWriter.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IOException("missing from the class path: " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A version as recorded in the history. */
  private record Version(String number, String description, String script, int checksum) {

    String statement() throws IOException {
      String text = resource("ai/flashfusion/schema/migration/" + script);
      if (text.contains("$version$") || text.contains("$flashfusion$")) {
        throw new IllegalStateException(
            script + " contains a dollar quote that the generated script puts around it");
      }
      return part("script-version.sql")
          .replace("${VERSION}", number)
          .replace("${DESCRIPTION}", description)
          .replace("${SCRIPT}", script)
          .replace("${CHECKSUM}", Integer.toString(checksum))
          .replace("${TEXT}", text.strip());
    }
  }
}
