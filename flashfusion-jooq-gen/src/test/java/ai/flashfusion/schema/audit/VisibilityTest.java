package ai.flashfusion.schema.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that everybody who sees a row sees its history, and nobody else except the service. */
class VisibilityTest {

  private final SchemaDatabase database = SchemaDatabase.migrated();
  private Person alice;
  private Person bob;

  static Set<String> tables() {
    return Dictionary.tables();
  }

  @BeforeEach
  void start() {
    try (Sql owner = database.sql()) {
      Audit.enableAll(owner);
      alice = Person.signUp(owner, "alice");
      bob = Person.signUp(owner, "bob");
      SampleRows.insert(owner, alice);
    }
  }

  @Test
  void everyTableHasAHistoryForItsOwnerAndNoneForAStranger() {
    try (Sql user = database.asUser(alice);
        Sql stranger = database.asUser(bob)) {
      assertThat(user.lines("select distinct table_name from flashfusion_audit.entries"))
          .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
      assertThat(stranger.lines("select table_name, row_id from flashfusion_audit.entries"))
          .containsExactly("profiles | " + bob.profileId());
    }
  }

  /** Checks that an entry is visible exactly when its row is, whatever is shared with whom. */
  @ParameterizedTest
  @MethodSource("tables")
  void entryIsVisibleExactlyWhenItsRowIs(String table) {
    for (String share :
        List.of(
            "select",
            "update public.projects set visibility = 'public'",
            "update public.projects set status = 'deleted'",
            "insert into public.project_collaborators (project_id, user_id, role) select id, '$bob', 'viewer' from public.projects",
            "delete from public.project_collaborators where user_id = '$bob'",
            "update public.projects set visibility = 'team', team_id = (select id from public.teams)",
            "insert into public.team_members (team_id, user_id, role) select id, '$bob', 'guest' from public.teams",
            "update public.projects set visibility = 'private'")) {
      try (Sql owner = database.sql()) {
        owner.run(share.replace("$bob", bob.profileId().toString()));
      }
      for (Person person : List.of(alice, bob)) {
        try (Sql user = database.asUser(person)) {
          assertThat(
                  user.lines(
                      "select distinct row_id from flashfusion_audit.entries where table_name = ? order by 1",
                      table))
              .as(share)
              .isEqualTo(user.lines("select id from public." + table + " order by 1"));
        }
      }
    }
  }

  @Test
  void probingByIdRevealsNothing() {
    try (Sql owner = database.sql();
        Sql stranger = database.asUser(bob)) {
      for (String entry :
          owner.lines(
              "select format('table_name = %L and row_id = %L', table_name, row_id) from flashfusion_audit.entries where row_id <> ?",
              bob.profileId())) {
        assertThat(stranger.lines("select from flashfusion_audit.entries where " + entry))
            .as(entry)
            .isEmpty();
      }
    }
  }

  /** A condition that fails on what it is shown must not be shown hidden rows. */
  @Test
  void conditionsOfTheCallerSeeVisibleEntriesOnly() {
    try (Sql stranger = database.asUser(bob)) {
      assertThat(
              stranger.sqlState(
                  "select from flashfusion_audit.entries where table_name = 'projects' and (new ->> 'name')::int = 0"))
          .isEqualTo("00000");
    }
  }

  @Test
  void hidesHistoryFromAnonymous() {
    try (Sql owner = database.sql();
        Sql anonymous = database.asAnonymous()) {
      owner.run("update public.projects set visibility = 'public'");
      assertThat(anonymous.sqlState("select from flashfusion_audit.entries")).isEqualTo("42501");
    }
  }

  @Test
  void showsHistoryOfDeletedRowsOnlyToService() {
    try (Sql user = database.asUser(alice);
        Sql service = database.asService()) {
      user.update("delete from public.projects");
      assertThat(user.lines("select from flashfusion_audit.entries where table_name = 'projects'"))
          .isEmpty();
      user.commit();
      assertThat(
              service.lines(
                  "select operation, auth_user from flashfusion_audit.entries where table_name = 'projects' order by id"))
          .containsExactly("insert | null", "delete | " + alice.authUserId());
    }
  }

  /** Checks ids that users choose. */
  @Test
  void hidesHistoryOfDeletedRowFromNewRowWithItsId() {
    String project;
    try (Sql user = database.asUser(alice)) {
      project = user.text("select id from public.projects");
      user.update("delete from public.projects");
      user.commit();
    }
    try (Sql stranger = database.asUser(bob)) {
      stranger.update(
          "insert into public.projects (id, user_id, name, slug) values (?::uuid, ?, 'Mine', 'mine')",
          project,
          bob.profileId());
      assertThat(
              stranger.lines(
                  "select operation, auth_user from flashfusion_audit.entries where table_name = 'projects'"))
          .containsExactly("insert | " + bob.authUserId());
    }
  }

  /** An update by the service, as no user may change an id. */
  @Test
  void hidesHistoryOfDeletedRowFromRowMovedToItsId() {
    String conversation;
    try (Sql user = database.asUser(alice)) {
      conversation = user.text("select id from public.ai_conversations");
      user.update("delete from public.ai_conversations");
      user.commit();
    }
    try (Sql stranger = database.asUser(bob)) {
      stranger.update(
          "insert into public.ai_conversations (user_id, model) values (?, 'mine')",
          bob.profileId());
      stranger.commit();
    }
    try (Sql service = database.asService()) {
      service.update("update public.ai_conversations set id = ?::uuid", conversation);
      service.commit();
    }
    try (Sql stranger = database.asUser(bob)) {
      assertThat(
              stranger.lines(
                  "select operation, new ->> 'model' from flashfusion_audit.entries where table_name = 'ai_conversations'"))
          .containsExactly("insert | mine");
    }
  }

  @Test
  void nobodyCanNameTheViewThatThePolicyReads() {
    for (Sql caller :
        List.of(database.asAnonymous(), database.asUser(alice), database.asService())) {
      try (caller) {
        assertThat(caller.sqlState("select from flashfusion_audit_private.beginnings"))
            .isEqualTo("42501");
      }
    }
  }

  /** One probe of the primary key per entry; the whole table is never read to check a few. */
  @Test
  void theHistoryOfOneRowIsFoundByIndex() {
    try (Sql owner = database.sql();
        Sql user = database.asUser(alice)) {
      owner.run(
          """
          insert into public.projects (user_id, name, slug) select id, 'P', 'p' || n
          from public.profiles, generate_series(1, 2000) n where email like 'alice%';
          analyze public.projects; analyze flashfusion_audit.entries
          """);
      List<String> plan =
          user.lines(
              "explain select * from flashfusion_audit.entries where table_name = 'projects'"
                  + " and row_id = (select id from public.projects where slug = 'project') order by id");
      assertThat(plan).anyMatch(line -> line.contains("idx_entries_row"));
      assertThat(plan).noneMatch(line -> line.contains("Filter: CASE") && line.contains("hashed"));
      assertThat(plan).noneMatch(line -> line.contains("Seq Scan on projects"));
    }
  }
}
