package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.fixture.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Checks that nothing kept from an identity's connection reaches the next identity, which has the
 * same connection. The pool closes nothing that was created on the connection, as some pools do
 * not.
 */
class KeptTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static WireProxy proxy;
  static Connection physical;
  static FlashFusion flashfusion;
  static Session alice;
  static Session bob;

  @BeforeAll
  static void start() throws SQLException {
    alice = embedded.user("alice");
    bob = embedded.user("bob");
    project(alice, "a");
    project(bob, "b");
    proxy = embedded.proxy();
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(proxy.url(embedded.database()));
    direct.setUser(embedded.logins().user());
    direct.setPassword(embedded.logins().userPassword());
    physical = direct.getConnection();
    flashfusion = embedded.builder(lending(direct)).connect();
    alice = flashfusion.session(alice.identity());
    bob = flashfusion.session(bob.identity());
  }

  @AfterAll
  static void close() throws SQLException {
    flashfusion.close();
    physical.close();
  }

  /** Lends one connection, and does not close what was created on it when it comes back. */
  private static DataSource lending(DataSource target) {
    Connection handle =
        (Connection)
            Proxy.newProxyInstance(
                KeptTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) ->
                    method.getName().equals("close") ? null : method.invoke(physical, arguments));
    return (DataSource)
        Proxy.newProxyInstance(
            KeptTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) ->
                method.getName().equals("getConnection")
                    ? handle
                    : method.invoke(target, arguments));
  }

  @Test
  void keptObjectsCannotReachConnectionLater() throws Exception {
    Map<String, Object> kept = new LinkedHashMap<>();
    keep("single", alice.dsl(), kept);
    keep("expecting", alice.maxAffected(9).dsl(), kept);
    try (Connection lent = alice.dataSource().getConnection()) {
      keep("lent", lent, kept);
    }
    alice.transaction(
        tx -> {
          keep("transaction", tx.dsl(), kept);
          try (Connection lent = tx.dataSource().getConnection()) {
            keep("lent in a transaction", lent, kept);
          }
          keep("expecting in a transaction", tx.maxAffected(9).dsl(), kept);
          // Never given back.
          Connection open = tx.dsl().configuration().connectionProvider().acquire();
          keep("open", open, kept);
        });
    assertThat(kept).hasSize(54);

    List<String> sent = new ArrayList<>();
    bob.transaction(
        tx -> {
          assertBobs(tx);
          callAll(kept, "bob's thread", sent);
          Thread other = new Thread(() -> callAll(kept, "another thread", sent));
          other.start();
          other.join();
          assertBobs(tx);
        });
    callAll(kept, "nobody's transaction", sent);
    assertThat(sent).isEmpty();
    assertBobs(bob);
  }

  private static void assertBobs(Session session) {
    assertThat(session.dsl().fetchValue("select auth.uid()"))
        .isEqualTo(bob.identity().authUserId().orElseThrow().value());
    assertThat(session.dsl().selectFrom(PROJECTS).fetch(PROJECTS.NAME)).containsExactly("b");
  }

  private static void keep(String path, DSLContext dsl, Map<String, Object> kept) {
    ConnectionProvider provider = dsl.configuration().connectionProvider();
    Connection connection = provider.acquire();
    keep(path, connection, kept);
    provider.release(connection);
  }

  private static void keep(String path, Connection connection, Map<String, Object> kept) {
    try {
      PreparedStatement statement =
          connection.prepareStatement("select array[1, 2], name, null::text from projects");
      ResultSet rows = statement.executeQuery();
      assertThat(rows.next()).isTrue();
      kept.put(path + ": connection", connection);
      kept.put(path + ": prepared statement", statement);
      kept.put(path + ": rows", rows);
      kept.put(path + ": columns", rows.getMetaData());
      kept.put(path + ": array", rows.getArray(1));
      if (path.startsWith("lent")) {
        kept.put(path + ": facts", connection.getMetaData());
        kept.put(path + ": keys", connection.prepareStatement("delete from projects", 1));
      }
      kept.put(path + ": made array", connection.createArrayOf("text", new Object[] {"x"}));
      if (!path.equals("single")) {
        keepStatement(path, connection, kept);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keepStatement(String path, Connection connection, Map<String, Object> kept)
      throws SQLException {
    kept.put(path + ": statement", connection.createStatement());
    if (path.equals("transaction") || path.equals("open")) {
      Statement reading = connection.createStatement();
      reading.setFetchSize(1);
      ResultSet rows = reading.executeQuery("select generate_series(1, 9)");
      rows.next();
      kept.put(path + ": cursor", rows);
    }
  }

  private static void callAll(Map<String, Object> kept, String where, List<String> sent) {
    kept.forEach(
        (name, object) -> {
          for (Walk.Call call : Walk.callsOf(object)) {
            if (call.method().getName().equals("close")) {
              continue; // What is closed would be refused by itself.
            }
            long before = proxy.roundTrips();
            try {
              Walk.invoke(object, call);
            } catch (Exception e) {
              // Refused, or an argument that is invalid.
            }
            if (proxy.roundTrips() > before) {
              sent.add(name + "." + call + " in " + where);
            }
          }
        });
  }
}
