package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that no update or delete lacks a where, also inside functions, as Supabase's login refuses
 * those. {@code HelpersTest} checks what the library sends.
 */
class UnconditionalWritesTest {

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "flashfusion-jooq-gen", "src"))) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .filter(file -> !file.toString().contains("/test/"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void noScriptWritesWithoutWhere(Path script) throws IOException {
    assertThat(UnconditionalWrites.in(Files.readString(script))).isEmpty();
  }

  @Test
  void migrationsAreAmongTheScripts() throws IOException {
    assertThat(scripts().toString()).contains("V1__tables.sql", "V10__usage_rollup.sql");
  }

  @Test
  void noFunctionWritesWithoutWhere() throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet functions =
            statement.executeQuery(
                """
                select oid::regprocedure::text, pg_get_functiondef(oid)
                from pg_proc
                where prokind in ('f', 'p')
                  and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                """)) {
      int read = 0;
      for (; functions.next(); read++) {
        assertThat(UnconditionalWrites.in(functions.getString(2)))
            .as(functions.getString(1))
            .isEmpty();
      }
      assertThat(read).isGreaterThan(20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from t",
        "DELETE\nFROM t;",
        "delete from s.t using u returning *",
        "update t set a = 1",
        "update only s.t as x set a = (select b from u where u.id = x.id)",
        "update \"public\".\"t\" x set a = 1 returning id",
        "with gone as (delete from t returning *) select * from gone where true",
        "create function f() returns void as $body$ begin delete from t; end $body$ where",
        "do $$ begin execute 'delete from t'; end $$",
        "begin;select 1;delete from t;commit",
        "delete from t -- where true",
        "delete from t /* where */",
      })
  void findsWriteWithoutWhere(String sql) {
    assertThat(UnconditionalWrites.in(sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from t where true",
        "update t set a = 1 where id = 2",
        "update s.t as x set a = (select 1) from u where x.id = u.id returning x.id",
        "insert into t values (1) on conflict (id) do update set a = 1",
        "select * from t for update",
        "create trigger g before update of a on t for each row execute function f()",
        "grant update (a), delete on t to r",
        "create table t (id int references u on delete cascade on update set null)",
        "select 'it''s update' as \"delete from t\"",
        "merge into t using u on true when matched then update set a = 1",
      })
  void ignoresOtherStatements(String sql) {
    assertThat(UnconditionalWrites.in(sql)).isEmpty();
  }
}
