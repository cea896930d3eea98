package ai.flashfusion.schema.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Checks that no foreign key reveals what exists: each one that a user may write is set to
 * something that exists but is hidden, and to something that does not exist. The answers must be
 * the same.
 */
class ForeignKeyProbeTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  static {
    Cast.enter(DATABASE);
  }

  /**
   * The columns of invitations: whoever invites by profile id learns whether somebody exists, as by
   * the invitation itself.
   */
  private static final Set<String> INVITATIONS =
      Set.of("team_members.user_id", "project_collaborators.user_id");

  /** The columns that Mallory may insert into each table. */
  private static final Map<String, Map<String, String>> ROWS =
      Map.ofEntries(
          row("profiles", "user_id", "{mallory.auth}", "email", "'mallory@example.com'"),
          row("teams", "name", "'T'", "slug", "'probe'", "owner_id", "{mallory}"),
          row("team_members", "team_id", "{team.of.mallory}", "user_id", "{mia}"),
          row("projects", "user_id", "{mallory}", "name", "'P'", "slug", "'probe'"),
          row("project_collaborators", "project_id", "{mine}", "user_id", "{mia}"),
          row("project_files", "project_id", "{mine}", "path", "'probe'", "name", "'probe'"),
          row("ai_usage_logs", "user_id", "{mallory}", "provider", "'openai'", "model", "'m'"),
          row("ai_conversations", "user_id", "{mallory}", "model", "'m'"),
          row("deployments", "project_id", "{mine}", "user_id", "{mallory}", "provider", "'aws'"),
          row("deployment_logs", "deployment_id", "{deployment.of.mallory}", "message", "'m'"),
          row("webhooks", "user_id", "{mallory}", "name", "'w'", "url", "'u'"),
          row(
              "api_keys",
              "user_id",
              "{mallory}",
              "name",
              "'k'",
              "key_hash",
              "'probe'",
              "key_prefix",
              "'ff'"));

  /** Something hidden from Mallory in each table. */
  private static final Map<String, String> HIDDEN =
      Map.of(
          "profiles", "{alice}",
          "teams", "{team}",
          "projects", "{private}",
          "deployments", "{deployment}",
          "webhooks", "{webhook}",
          "users", "{alice.auth}");

  private record Probe(String operation, String table, String column, String target) {

    String name() {
      return operation + " " + table + "." + column;
    }

    String to(String id) {
      if (operation.equals("update")) {
        return Cast.ids("update public.%s set %s = %s".formatted(table, column, id));
      }
      Map<String, String> values = new LinkedHashMap<>(Objects.requireNonNull(ROWS.get(table)));
      values.put(column, id);
      return Cast.ids(
          "insert into public.%s (%s) values (%s)"
              .formatted(
                  table, String.join(", ", values.keySet()), String.join(", ", values.values())));
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAreTheSame() {
    return probes().stream()
        .filter(probe -> !INVITATIONS.contains(probe.table() + "." + probe.column()))
        .map(
            probe ->
                DynamicTest.dynamicTest(
                    probe.name(),
                    () -> {
                      String hidden =
                          answer(probe.to(Objects.requireNonNull(HIDDEN.get(probe.target()))));
                      assertThat(hidden).isNotEqualTo("00000").isNotEqualTo("23503");
                      assertThat(hidden).isEqualTo(answer(probe.to("{nothing}")));
                    }));
  }

  /** The rows are ones that may be inserted, or every probe would be refused for another reason. */
  @Test
  void probedRowsAreInsertable() {
    ROWS.forEach(
        (table, values) -> {
          if (!table.equals("profiles")) { // one's own is there already
            String column = List.copyOf(values.keySet()).get(0);
            String insert =
                new Probe("insert", table, column, "")
                    .to(Objects.requireNonNull(values.get(column)));
            assertThat(answer(insert)).as(insert).isEqualTo("00000");
          }
        });
  }

  /** Checks that a user may write only these foreign keys; a new one needs consideration. */
  @Test
  void writableForeignKeysAreKnown() {
    assertThat(probes().stream().map(Probe::name))
        .containsExactlyInAnyOrder(
            "insert profiles.user_id",
            "insert teams.owner_id",
            "insert team_members.team_id",
            "insert team_members.user_id",
            "insert team_members.invited_by",
            "insert projects.user_id",
            "insert projects.team_id",
            "update projects.team_id",
            "insert project_collaborators.project_id",
            "insert project_collaborators.user_id",
            "insert project_collaborators.invited_by",
            "insert project_files.project_id",
            "insert project_files.created_by",
            "insert project_files.updated_by",
            "update project_files.updated_by",
            "insert ai_usage_logs.user_id",
            "insert ai_usage_logs.project_id",
            "insert ai_conversations.user_id",
            "insert ai_conversations.project_id",
            "insert deployments.project_id",
            "insert deployments.user_id",
            "insert deployment_logs.deployment_id",
            "insert webhooks.user_id",
            "insert webhooks.project_id",
            "insert api_keys.user_id");
  }

  private static String answer(String statement) {
    try (Sql mallory = Cast.as(DATABASE, "mallory")) {
      return mallory.sqlState(statement);
    }
  }

  private static List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    try (Sql sql = DATABASE.sql()) {
      for (String line :
          sql.lines(
              """
              select operation, c.conrelid::regclass::text, a.attname, t.relname
              from pg_constraint c
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
              join pg_class t on t.oid = c.confrelid,
                unnest(array['insert', 'update']) operation
              where c.contype = 'f' and c.connamespace = 'public'::regnamespace
                and has_column_privilege('authenticated', c.conrelid, a.attnum, operation)
              """)) {
        String[] parts = line.split(" \\| ", -1);
        probes.add(new Probe(parts[0], parts[1].replace("public.", ""), parts[2], parts[3]));
      }
    }
    return probes;
  }

  private static Map.Entry<String, Map<String, String>> row(String table, String... values) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i += 2) {
      row.put(values[i], values[i + 1]);
    }
    return Map.entry(table, row);
  }
}
