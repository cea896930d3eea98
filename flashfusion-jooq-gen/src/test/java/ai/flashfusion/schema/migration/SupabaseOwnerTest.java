package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** On Supabase the owner of the tables is no superuser and does not own the schema auth. */
class SupabaseOwnerTest {

  @Test
  void ownerWithoutSuperuserMigrates() {
    SchemaDatabase database = SchemaDatabase.bootstrapped();
    prepareAuth(database);

    assertThat(Migrations.migrate(database.login("owner"))).isPositive();

    Person alice;
    try (Sql sql = database.sql()) {
      alice = Person.signUp(sql, "alice");
    }
    try (Sql user = database.asUser(alice)) {
      assertThat(
              user.update(
                  "insert into public.projects (user_id, name, slug) values (?, 'Mine', 'mine')",
                  alice.profileId()))
          .isEqualTo(1);
      assertThat(user.lines("select slug from public.projects")).containsExactly("mine");
    }
  }

  @Test
  void ownerWithoutSuperuserAdopts() throws SQLException {
    SchemaDatabase database = SchemaDatabase.inUse();
    prepareAuth(database);
    try (Sql sql = database.sql()) {
      sql.run(
          """
          do $$
          declare
            t text;
          begin
            for t in select tablename from pg_tables where schemaname = 'public' loop
              execute format('alter table public.%I owner to owner', t);
            end loop;
          end
          $$;
          alter function public.handle_new_user() owner to owner;
          alter function public.update_updated_at_column() owner to owner;
          """);
    }

    assertThat(Migrations.adopt(database.login("owner"))).isPositive();

    try (Connection connection = database.login("owner").getConnection()) {
      assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
    }
  }

  /** The role owns the database, not the schema auth, and is a member of who owns its users. */
  private static void prepareAuth(SchemaDatabase database) {
    try (Sql sql = database.sql()) {
      sql.run(
          """
          do $$
          begin
            if to_regrole('owner') is null then
              create role auth_admin;
              create role owner login createrole createdb bypassrls in role anon, authenticated, service_role, auth_admin;
            end if;
          end
          $$;
          alter table auth.users owner to auth_admin;
          grant usage, create on schema auth to owner, auth_admin;
          grant all on auth.users to owner;
          """);
      sql.run("alter database " + sql.text("select current_database()") + " owner to owner");
    }
  }
}
