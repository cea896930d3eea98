package ai.flashfusion.schema.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks what is deleted together with a person or a project, and what stays. */
class DeletionTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private final Sql sql = DATABASE.transaction();

  @AfterEach
  void undo() {
    sql.close();
  }

  @Test
  void deletingAuthUserDeletesEverythingTheyOwn() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);

    sql.update("delete from auth.users where id = ?", alice.authUserId());

    for (String table : Dictionary.tables()) {
      assertThat(sql.lines("select id from public." + table)).as(table).isEmpty();
    }
  }

  @Test
  void deletedProjectKeepsItsUsageAndConversations() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    sql.run(
        """
        update public.ai_usage_logs set project_id = (select id from public.projects);
        update public.ai_conversations set project_id = (select id from public.projects);
        delete from public.projects;
        """);

    assertThat(sql.lines("select project_id is null from public.ai_usage_logs"))
        .containsExactly("t");
    assertThat(sql.lines("select project_id is null from public.ai_conversations"))
        .containsExactly("t");
    assertThat(sql.lines("select id from public.deployments")).isEmpty();
  }

  @Test
  void personWhoInvitedOthersOrEditedFilesElsewhereCanBeDeleted() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    Person bob = Person.signUp(sql, "bob");
    for (String column :
        new String[] {
          "project_collaborators set invited_by", "team_members set invited_by",
          "project_files set created_by", "project_files set updated_by"
        }) {
      sql.update("update public." + column + " = ?", bob.profileId());
    }

    sql.update("delete from auth.users where id = ?", bob.authUserId());

    assertThat(sql.lines("select invited_by is null from public.project_collaborators"))
        .containsExactly("t");
    assertThat(sql.lines("select invited_by is null from public.team_members"))
        .containsExactly("t");
    assertThat(
            sql.lines("select created_by is null and updated_by is null from public.project_files"))
        .containsExactly("t");
  }

  @Test
  void deletedTeamLeavesItsProjectsWithoutTeam() {
    Person alice = Person.signUp(sql, "alice");
    SampleRows.insert(sql, alice);
    sql.run(
        """
        update public.projects set team_id = (select id from public.teams);
        delete from public.teams;
        """);

    assertThat(sql.lines("select team_id is null from public.projects")).containsExactly("t");
  }
}
