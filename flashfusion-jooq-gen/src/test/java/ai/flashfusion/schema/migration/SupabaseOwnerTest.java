package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Hazard;
import ai.flashfusion.schema.catalog.Surroundings;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.SchemaText;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.fixture.SupabaseScript;
import ai.flashfusion.schema.fixture.SupabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests as the owner of the tables on Supabase, who is not a superuser and does not own the schema
 * auth.
 */
class SupabaseOwnerTest {

  private static final String TEAM_PROJECT =
      """
      insert into public.projects (user_id, team_id, name, slug, visibility)
      select owner_id, id, 'Shared', 'shared', 'team' from public.teams where slug = 'team'
      """;

  @Test
  void ownerIsNotSuperuserAndOwnsNothingInAuth() {
    try (Sql sql = SchemaDatabase.supabase().sql()) {
      assertThat(
              sql.text(
                  "select rolname, rolsuper, rolbypassrls, pg_has_role('supabase_auth_admin', 'member') from pg_roles where rolname = current_user"))
          .isEqualTo("postgres | f | t | f");
      assertThat(
              sql.lines(
                  """
                  select nspowner::regrole from pg_namespace where nspname = 'auth'
                  union all select relowner::regrole from pg_class where oid = 'auth.users'::regclass
                  """))
          .containsExactly("supabase_admin", "supabase_auth_admin");
    }
  }

  @Test
  void schemaIsThatOfPlainPostgres() {
    SchemaDatabase supabase = SchemaDatabase.supabase();

    assertThat(Migrations.bootstrap(supabase.owner())).isFalse();
    assertThat(Migrations.migrate(supabase.owner())).isPositive();
    assertThat(Migrations.migrate(supabase.owner())).isZero();

    assertThat(SchemaText.of(supabase.owner()))
        .isEqualTo(SchemaText.of(SchemaDatabase.migrated().owner()));
  }

  @ParameterizedTest
  @EnumSource
  void adoptsDatabaseInUse(SupabaseServer server) throws SQLException {
    SchemaDatabase inUse = SchemaDatabase.supabaseInUse(server);

    assertThat(Migrations.adopt(inUse.owner())).isPositive();

    assertHasMigratedCatalog(inUse.owner());
    try (Sql sql = inUse.sql()) {
      assertThat(sql.text("select to_regprocedure('public.handle_new_user()')")).isEqualTo("null");
    }
    signUp(inUse, "postgres", "alice");
  }

  @ParameterizedTest
  @EnumSource
  void createsLoginsThatMustSealTheirIdentities(SupabaseServer server) throws SQLException {
    SchemaDatabase supabase = SchemaDatabase.supabase(server);
    Migrations.migrate(supabase.owner());
    Logins logins = Logins.random();

    logins.create(supabase.owner());
    logins.create(supabase.owner());

    String claims =
        "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{}', true)";
    try (Sql sealed = Sql.transactionOn(supabase.login(logins.user()));
        Sql open = Sql.transactionOn(supabase.login("authenticator"))) {
      for (Sql sql : List.of(sealed, open)) {
        sql.lines(claims);
      }
      assertThat(open.lines("select id from public.profiles")).isEmpty();
      assertThatThrownBy(() -> sealed.lines("select id from public.profiles"))
          .hasMessageContaining("the identity is not sealed");
    }
    try (Sql user = Sql.transactionOn(supabase.login(logins.user()))) {
      assertThat(user.sqlState("set role service_role")).isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  /**
   * Checks an owner of the tables who may create triggers on auth.users, and nothing else there.
   */
  @Test
  void adoptsWithThePrivilegeTriggerAlone() throws SQLException {
    SchemaDatabase inUse = SchemaDatabase.supabase();
    DataSource owner = inUse.login("plain_owner");
    SchemaDatabase.useToday(owner);
    try (Sql sql = Sql.transactionOn(owner)) {
      assertThat(sql.sqlState("drop trigger on_auth_user_created on auth.users"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }

    assertThat(Migrations.adopt(owner)).isPositive();

    assertHasMigratedCatalog(owner);
    signUp(inUse, "plain_owner", "alice");
  }

  @ParameterizedTest
  @EnumSource
  void migratesAndRunsTheScript(SupabaseServer server) throws SQLException {
    SchemaDatabase migrated = SchemaDatabase.supabase(server);
    Migrations.migrate(migrated.owner());
    assertHasMigratedCatalog(migrated.owner());

    SchemaDatabase scripted = SchemaDatabase.supabase(server);
    SupabaseScript.generated().run(scripted.owner());
    assertHasMigratedCatalog(scripted.owner());
  }

  /** The one thing of all that Supabase sets up that the doctor advises against. */
  @ParameterizedTest
  @CsvSource({"OLDER, authenticator", "NEWER, authenticator", "OLDER, postgres", "NEWER, postgres"})
  void hazardsAreTemporaryTablesAlone(SupabaseServer server, String login) throws SQLException {
    SchemaDatabase database = SchemaDatabase.supabase(server);
    Migrations.migrate(database.owner());

    try (Connection connection = database.login(login).getConnection()) {
      Surroundings surroundings = Surroundings.read(connection);
      assertThat(surroundings.owner()).isEqualTo("postgres");
      assertThat(surroundings.hazards())
          .extracting(Hazard::problem, Hazard::who)
          .containsExactly(
              tuple(
                  "public may create temporary tables, which come before all others", "postgres"));
    }
  }

  private static void assertHasMigratedCatalog(DataSource owner) throws SQLException {
    try (Connection connection = owner.getConnection()) {
      assertThat(Catalog.read(connection).differencesFrom(Catalog.migrated())).isEmpty();
    }
  }

  /**
   * The functions of the policies run as their owner. The owner of a table is not bound by its
   * policies, be it by {@code bypassrls} or because the tables do not force them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"postgres", "plain_owner"})
  void policiesWorkWhoeverOwnsTheTables(String owner) {
    SchemaDatabase database = SchemaDatabase.supabase();
    Migrations.migrate(database.login(owner));

    Person alice = signUp(database, owner, "alice");
    Person bob = signUp(database, owner, "bob");
    Person stranger = signUp(database, owner, "stranger");
    try (Sql sql = Sql.on(database.login(owner))) {
      sql.update(
          "insert into public.teams (name, slug, owner_id) values ('Team', 'team', ?)",
          alice.profileId());
      sql.update(
          "insert into public.team_members (team_id, user_id) select id, ? from public.teams",
          bob.profileId());
      sql.lines("select flashfusion_audit.enable('public.projects')");
      sql.run(TEAM_PROJECT);
    }

    try (Sql user = database.asUser(alice)) {
      assertThat(user.lines("select operation, login from flashfusion_audit.entries"))
          .containsExactly("insert | " + owner);
    }
    assertThat(slugs(database.asUser(alice))).containsExactly("shared");
    assertThat(slugs(database.asUser(bob))).containsExactly("shared");
    assertThat(slugs(database.asUser(stranger))).isEmpty();
    assertThat(slugs(database.asAnonymous())).isEmpty();
    assertThat(slugs(database.asService())).containsExactly("shared");
    try (Sql user = database.asUser(stranger)) {
      assertThat(
              user.sqlState(
                  "insert into public.projects (user_id, name, slug) values (?, 'Not mine', 'not-mine')",
                  alice.profileId()))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(
              user.update(
                  "insert into public.projects (user_id, name, slug) values (?, 'Mine', 'mine')",
                  stranger.profileId()))
          .isEqualTo(1);
    }
  }

  @Test
  void defaultPrivilegesOpenNoTable() {
    SchemaDatabase database = SchemaDatabase.supabase();
    Migrations.migrate(database.owner());

    try (Sql sql = database.sql()) {
      assertThat(
              sql.lines(
                  """
                  select relname, role, privilege from pg_class,
                    unnest(array['anon', 'authenticated']) role, unnest(array['truncate', 'references', 'trigger']) privilege
                  where relnamespace = 'public'::regnamespace and relkind = 'r'
                    and has_table_privilege(role, pg_class.oid, privilege)
                  """))
          .isEmpty();
    }
  }

  @Test
  void loginOfSupabaseBecomesEachRoleAndReadsItsClaims() {
    SchemaDatabase database = SchemaDatabase.supabase();
    UUID user = UUID.randomUUID();

    try (Sql sql = database.asUser(user)) {
      assertThat(sql.text("select current_user, auth.uid(), auth.role()"))
          .isEqualTo("authenticated | " + user + " | authenticated");
      sql.run("set local request.jwt.claim.role = 'first'");
      assertThat(sql.text("select auth.role()")).isEqualTo("first");
    }
  }

  /** Signs people up like Supabase's own service. */
  private static Person signUp(SchemaDatabase database, String owner, String name) {
    UUID authUserId = UUID.randomUUID();
    try (Sql auth = Sql.on(database.login("supabase_auth_admin"))) {
      auth.update(
          "insert into auth.users (id, email) values (?, ?)", authUserId, name + "@example.com");
    }
    try (Sql sql = Sql.on(database.login(owner))) {
      return new Person(
          authUserId, sql.id("select id from public.profiles where user_id = ?", authUserId));
    }
  }

  private static List<String> slugs(Sql caller) {
    try (caller) {
      return caller.lines("select slug from public.projects");
    }
  }
}
