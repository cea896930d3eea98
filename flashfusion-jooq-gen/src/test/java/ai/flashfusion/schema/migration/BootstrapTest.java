package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.fixture.Sql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test has a server of its own: roles belong to the server, not to the database. */
class BootstrapTest {

  private final EmbeddedPostgres server;
  private final DataSource database;

  BootstrapTest() throws IOException {
    server = EmbeddedPostgres.start();
    database = server.getPostgresDatabase();
  }

  @BeforeEach
  void hasNoRolesOfOurs() {
    assertThat(roles()).isEmpty();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void plainPostgresGetsTheRolesOfSupabase() {
    assertThat(Migrations.bootstrap(database)).isTrue();

    assertThat(roles())
        .containsExactly(
            "anon | nologin noinherit |",
            "authenticated | nologin noinherit |",
            "authenticator | login noinherit | anon authenticated service_role",
            "service_role | nologin noinherit bypassrls |");
  }

  @Test
  void secondBootstrapChangesNothing() {
    Migrations.bootstrap(database);
    List<String> before = everyRowOfTheCatalogs();

    assertThat(Migrations.bootstrap(database)).isFalse();

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  @Test
  void databaseWithSchemaAuthIsLeftUntouched() {
    run("create schema auth");
    List<String> before = everyRowOfTheCatalogs();

    assertThat(Migrations.bootstrap(database)).isFalse();

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  @Test
  void secondDatabaseOfTheServerIsBootstrappedWithTheRolesThatExist() {
    run("create database other");
    Migrations.bootstrap(database);

    assertThat(Migrations.bootstrap(database("other"))).isTrue();
    assertThat(roles()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoDatabasesOfOneServerAreBootstrappedAtOnce(boolean thirdCreatesTheRoles) {
    run("create database a");
    run("create database b");
    CompletableFuture<Boolean> a;
    CompletableFuture<Boolean> b;
    // Threads of their own: the common pool of a small machine has one, and the second would not
    // start.
    Executor threads = task -> new Thread(task).start();
    try (Sql watch = Sql.on(database);
        Sql third = Sql.transactionOn(database)) {
      // Both wait for the role of an open transaction, and continue together when it ends.
      third.run("create role anon nologin noinherit");
      a = CompletableFuture.supplyAsync(() -> Migrations.bootstrap(database("a")), threads);
      b = CompletableFuture.supplyAsync(() -> Migrations.bootstrap(database("b")), threads);
      while (!a.isDone()
          && !b.isDone()
          && watch.lines("select from pg_stat_activity where wait_event_type = 'Lock'").size()
              < 2) {
        Thread.onSpinWait();
      }
      if (thirdCreatesTheRoles) {
        third.commit();
      }
    }

    assertThat(a.join()).isTrue();
    assertThat(b.join()).isTrue();
    assertThat(roles()).hasSize(4);
    for (String name : List.of("a", "b")) {
      try (Sql sql = Sql.on(database(name))) {
        assertThat(sql.lines("select from auth.users")).as(name).isEmpty();
      }
    }
  }

  @Test
  void refusedBootstrapCreatesNothing() {
    run("create role weak login createrole");
    run("create database other");
    List<String> before = everyRowOfTheCatalogs();

    assertThatExceptionOfType(MigrationException.class)
        .isThrownBy(() -> Migrations.bootstrap(server.getDatabase("weak", "postgres")))
        .withMessageContaining("rolled back");

    assertThat(everyRowOfTheCatalogs()).isEqualTo(before);
  }

  private DataSource database(String name) {
    return server.getDatabase("postgres", name);
  }

  private void run(String script) {
    try (Sql sql = Sql.on(database)) {
      sql.run(script);
    }
  }

  private List<String> roles() {
    try (Sql sql = Sql.on(database)) {
      return sql
          .lines(
              """
              select rolname,
                     concat_ws(' ', case when rolcanlogin then 'login' else 'nologin' end,
                       case when rolinherit then 'inherit' else 'noinherit' end,
                       case when rolbypassrls then 'bypassrls' end, case when rolsuper then 'superuser' end,
                       case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end),
                     coalesce((select string_agg(roleid::regrole::text, ' ' order by roleid::regrole::text)
                               from pg_auth_members where member = r.oid), '')
              from pg_roles r
              where rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
              order by rolname
              """)
          .stream()
          .map(String::strip)
          .toList();
    }
  }

  /**
   * Returns every row of the catalogs with the transaction that wrote it, so that a rewritten row
   * would show.
   */
  private List<String> everyRowOfTheCatalogs() {
    try (Sql sql = Sql.on(database)) {
      return sql.lines(
          """
          select 'role', rolname, xmin from pg_authid
          union all select 'member', roleid::regrole || ' ' || member::regrole, xmin from pg_auth_members
          union all select 'schema', nspname, xmin from pg_namespace
          union all select 'relation', oid::regclass::text, xmin from pg_class where oid >= 16384
          union all select 'function', oid::regprocedure::text, xmin from pg_proc where oid >= 16384
          union all select 'default', oid::text, xmin from pg_default_acl
          order by 1, 2
          """);
    }
  }
}
