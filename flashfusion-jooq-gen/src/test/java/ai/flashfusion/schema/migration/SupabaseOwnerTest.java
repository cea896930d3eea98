package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import org.junit.jupiter.api.Test;

/** On Supabase the owner of the tables is no superuser and does not own the schema auth. */
class SupabaseOwnerTest {

  @Test
  void ownerWithoutSuperuserMigrates() {
    SchemaDatabase database = SchemaDatabase.bootstrapped();
    try (Sql sql = database.sql()) {
      sql.run(
          """
          create role auth_admin;
          create role owner login createrole createdb bypassrls in role anon, authenticated, service_role, auth_admin;
          alter table auth.users owner to auth_admin;
          grant usage, create on schema auth to owner, auth_admin;
          grant all on auth.users to owner;
          """);
      sql.run("alter database " + sql.text("select current_database()") + " owner to owner");
    }

    assertThat(Migrations.migrate(database.login("owner"))).isPositive();

    Person alice;
    try (Sql sql = database.sql();
        Sql owner = Sql.on(database.login("owner"))) {
      alice = Person.signUp(sql, "alice");
      owner.lines("select flashfusion_audit.enable('public.projects')");
    }
    try (Sql user = database.asUser(alice)) {
      assertThat(
              user.update(
                  "insert into public.projects (user_id, name, slug) values (?, 'Mine', 'mine')",
                  alice.profileId()))
          .isEqualTo(1);
      assertThat(user.lines("select slug from public.projects")).containsExactly("mine");
      assertThat(user.lines("select operation, auth_user from flashfusion_audit.entries"))
          .containsExactly("insert | " + alice.authUserId());
    }
  }
}
