package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.fixture.TestDatabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A DataSource that lends the connection of a framework's open transaction, as Spring's {@code
 * TransactionAwareDataSourceProxy} does: that transaction is the framework's to end.
 */
class FrameworkConnectionTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");

  /** The connection that the framework has bound to its thread, while it is in a transaction. */
  @Nullable Connection bound;

  HikariDataSource pool;

  @BeforeAll
  static void start() throws SQLException {
    embedded.run("create table framework_rows (id int)");
    embedded.run("grant all on framework_rows to public");
  }

  @BeforeEach
  void open() throws SQLException {
    embedded.run("delete from framework_rows where true");
    pool = pool(true);
  }

  @AfterEach
  void closePool() {
    pool.close();
  }

  private static HikariDataSource pool(boolean autoCommit) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.logins().user());
    config.setPassword(embedded.logins().userPassword());
    config.setAutoCommit(autoCommit);
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FrameworkConnectionTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object pass(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /**
   * Lends the bound connection, whose closing it leaves to the framework; unwraps to its target.
   */
  private DataSource transactionAware(DataSource target) {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Connection inTransaction = bound;
          if (!method.getName().equals("getConnection") || inTransaction == null) {
            return pass(target, method, arguments);
          }
          return proxy(
              Connection.class,
              (handle, called, with) ->
                  called.getName().equals("close") ? null : pass(inTransaction, called, with));
        });
  }

  private FlashFusionBuilder builder(DataSource dataSource) {
    return embedded.builder(dataSource);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int stored() throws SQLException {
    try (Connection connection = embedded.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from framework_rows")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static int process(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** The ways in which the framework began. */
  enum Begun {
    WITH_ROWS,
    WITH_NOTHING_SENT,
    WITH_TEXT;

    void begin(Connection connection) throws SQLException {
      if (this == WITH_TEXT) {
        run(connection, "begin");
      } else {
        connection.setAutoCommit(false);
      }
      if (this == WITH_ROWS) {
        run(connection, "insert into framework_rows values (1)");
      }
    }

    void end(Connection connection, boolean commit) throws SQLException {
      if (this == WITH_TEXT) {
        run(connection, commit ? "commit" : "rollback");
      } else if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
  }

  @ParameterizedTest
  @EnumSource(Begun.class)
  void leavesTransactionOfFrameworkAlone(Begun begun) throws SQLException {
    try (FlashFusion flashfusion = builder(transactionAware(pool)).connect()) {
      for (boolean commit : new boolean[] {false, true}) {
        try (Connection framework = pool.getConnection()) {
          int process = process(framework);
          bound = framework;
          begun.begin(framework);
          assertAllRefused(flashfusion);
          run(framework, "insert into framework_rows values (2)");
          assertAllRefused(flashfusion);
          assertThat(stored()).isZero();
          assertThat(framework.getAutoCommit()).isEqualTo(begun == Begun.WITH_TEXT);
          begun.end(framework, commit);
          bound = null;
          assertThat(stored()).isEqualTo(commit ? begun == Begun.WITH_ROWS ? 2 : 1 : 0);
          assertThat(process(framework)).isEqualTo(process);
          assertThat(framework.isValid(1)).isTrue();
        }
        assertThat(flashfusion.session(alice.identity()).projects().count()).isZero();
      }
    }
  }

  private void assertAllRefused(FlashFusion flashfusion) {
    Session session = flashfusion.session(alice.identity());
    for (Runnable use :
        new Runnable[] {
          () -> session.projects().count(),
          () -> session.transaction(tx -> tx.projects().count()),
          () -> session.maxAffected(1).dsl().fetch("select 1"),
          () -> session.dsl().batch("select 1").execute(),
          () -> session.dsl().connection(connection -> connection.createStatement().close()),
          () -> builder(transactionAware(pool)).connect(),
          () -> builder(transactionAware(pool)).doctor()
        }) {
      assertThatThrownBy(use::run)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("transaction")
          .hasMessageContaining("somebody else has begun")
          .hasMessageContaining("TransactionAwareDataSourceProxy its target");
    }
  }

  @Test
  void autoCommitOffDoesNotAcceptTransactionWithRows() throws SQLException {
    try (FlashFusion flashfusion = builder(transactionAware(pool)).autoCommitOff(true).connect();
        Connection framework = pool.getConnection()) {
      bound = framework;
      Begun.WITH_ROWS.begin(framework);
      assertThatThrownBy(() -> flashfusion.session(alice.identity()).projects().count())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("somebody else has begun");
      framework.rollback();
      assertThat(stored()).isZero();
    }
  }

  /** Spring's proxy unwraps to the pool: that the pool is without autocommit says nothing of it. */
  @Test
  void aPoolWithoutAutoCommitIsKnownByItselfAndNotThroughAProxy() throws SQLException {
    try (HikariDataSource off = pool(false)) {
      assertThatThrownBy(() -> builder(transactionAware(off)).connect())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("autoCommitOff(true)");
      assertUsableAndRestored(builder(off), off);
      assertUsableAndRestored(builder(transactionAware(off)).autoCommitOff(true), off);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anyPoolWithoutAutoCommitIsAcceptedByName(boolean named) throws SQLException {
    PGSimpleDataSource direct = new PGSimpleDataSource();
    direct.setUrl(embedded.url());
    direct.setUser(embedded.logins().user());
    direct.setPassword(embedded.logins().userPassword());
    List<Boolean> givenBack = new ArrayList<>();
    DataSource off =
        proxy(
            DataSource.class,
            (self, method, arguments) -> {
              Object result = pass(direct, method, arguments);
              if (!(result instanceof Connection connection)) {
                return result;
              }
              connection.setAutoCommit(false);
              return proxy(
                  Connection.class,
                  (handle, called, with) -> {
                    if (called.getName().equals("close")) {
                      givenBack.add(connection.getAutoCommit());
                    }
                    return pass(connection, called, with);
                  });
            });
    if (named) {
      assertUsableAndRestored(builder(off).autoCommitOff(true), off);
      assertThat(givenBack).isNotEmpty().containsOnly(false);
    } else {
      assertThatThrownBy(() -> builder(off).connect())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("autoCommitOff(true)");
    }
  }

  private void assertUsableAndRestored(FlashFusionBuilder builder, DataSource dataSource)
      throws SQLException {
    try (FlashFusion flashfusion = builder.connect()) {
      Session session = flashfusion.session(alice.identity());
      assertThat(session.projects().count()).isZero();
      session.transaction(tx -> assertThat(tx.projects().count()).isZero());
      try (Connection framework = dataSource.getConnection()) {
        assertThat(framework.getAutoCommit()).isFalse();
        run(framework, "insert into framework_rows values (1)");
        framework.rollback();
      }
      assertThat(stored()).isZero();
    }
  }

  /** A framework binds connections outside of transactions too, and lends them again and again. */
  @Test
  void doesNotTakeConnectionInOurTransaction() throws Exception {
    try (FlashFusion flashfusion = builder(transactionAware(pool)).connect();
        Connection framework = pool.getConnection()) {
      bound = framework;
      Session session = flashfusion.session(alice.identity());
      Session anonymous = flashfusion.asAnonymous();
      session.transaction(
          tx -> {
            assertThat(tx.projects().count()).isZero();
            AtomicReference<Throwable> refused = new AtomicReference<>();
            Thread other =
                new Thread(() -> refused.set(catchThrowable(() -> anonymous.projects().count())));
            other.start();
            other.join();
            assertThat(refused.get()).isInstanceOf(ConfigurationException.class);
            assertThat(tx.dsl().fetchValue("select auth.uid()"))
                .isEqualTo(alice.identity().authUserId().orElseThrow().value());
          });
      assertThat(framework.getAutoCommit()).isTrue();
      assertThat(anonymous.projects().count()).isZero();
    }
  }
}
