package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.ClosedException;
import ai.flashfusion.fixture.TestDatabase;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  ConnectionSource source;

  @BeforeEach
  void open() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url());
    config.setUsername(embedded.logins().user());
    config.setPassword(embedded.logins().userPassword());
    config.setMaximumPoolSize(2);
    source = ConnectionSource.owned(new HikariDataSource(config));
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void listsConnectionsThatAreOut() {
    PooledConnection first = source.take();
    PooledConnection second = source.take();
    assertThat(source.out()).containsExactlyInAnyOrder(first.driver(), second.driver());
    source.giveBack(first);
    assertThat(source.out()).containsExactly(second.driver());
    source.giveBack(second);
    assertThat(source.out()).isEmpty();
  }

  @Test
  void givesConnectionBackOnceOnly() throws SQLException {
    PooledConnection first = source.take();
    source.giveBack(first);
    PooledConnection second = source.take();
    assertThat(second.driver()).isSameAs(first.driver());
    source.giveBack(first);
    assertThat(source.out()).containsExactly(second.driver());
    assertThat(second.connection().isClosed()).isFalse();
    source.giveBack(second);
  }

  /** A pool may lend the same object again, which its handle does not protect. */
  @Test
  void leavesConnectionAloneThatSomebodyElseHasByNow() throws SQLException {
    try (Connection only = DriverManager.getConnection(embedded.url(), login())) {
      Connection handle = proxy(Connection.class, only, Map.of());
      DataSource pool =
          proxy(
              DataSource.class,
              null,
              Map.of("getConnection", arguments -> handle, "isWrapperFor", arguments -> false));
      ConnectionSource lending = ConnectionSource.of(pool, false);
      PooledConnection first = lending.take();
      lending.giveBack(first);
      PooledConnection second = lending.take();
      second.connection().setAutoCommit(false);
      second.execute("select 1", 60_000);
      lending.giveBack(first);
      assertThat(second.idle()).isFalse();
      lending.giveBack(second);
      assertThat(second.idle()).isTrue();
    }
  }

  private static Properties login() {
    Properties properties = new Properties();
    properties.setProperty("user", embedded.logins().user());
    properties.setProperty("password", embedded.logins().userPassword());
    return properties;
  }

  private static <T> T proxy(
      Class<T> type, @Nullable Object target, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            LeasesTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Function<Object[], Object> own = methods.get(method.getName());
              if (method.getName().equals("close")) {
                return null;
              }
              return own == null ? method.invoke(target, arguments) : own.apply(arguments);
            }));
  }

  @Test
  void refusesConnectionsWhileItDrains() {
    assertThat(source.drain(Duration.ZERO)).isTrue();
    assertThatThrownBy(source::take).isInstanceOf(ClosedException.class);
    assertThat(source.out()).isEmpty();
  }

  @Test
  void drainsOnceTheLastConnectionIsBack() throws InterruptedException {
    PooledConnection pooled = source.take();
    assertThat(source.drain(Duration.ofMillis(1))).isFalse();
    Thread user = new Thread(() -> source.giveBack(pooled));
    user.start();
    assertThat(source.drain(Duration.ofSeconds(60))).isTrue();
    user.join();
  }
}
