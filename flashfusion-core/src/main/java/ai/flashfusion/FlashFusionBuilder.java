package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.internal.doctor.Doctor;
import ai.flashfusion.internal.session.ConnectionSource;
import ai.flashfusion.internal.session.Examination;
import ai.flashfusion.internal.session.Login;
import ai.flashfusion.internal.session.LoginCheck;
import ai.flashfusion.internal.session.SessionFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How to connect. Needs a {@link #url} or a {@link #dataSource}; the rest has defaults. */
public final class FlashFusionBuilder {

  private @Nullable String url;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable DataSource dataSource;
  private int poolSize = 10;
  private Duration connectionTimeout = Duration.ofSeconds(10);
  private @Nullable Duration statementTimeout;
  private @Nullable String privilegedLogin;

  FlashFusionBuilder() {}

  /** Where the database is: {@code jdbc:postgresql://host/database}, with pgjdbc's parameters. */
  public FlashFusionBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /** The login. It needs no right but to become anon, authenticated and service_role. */
  public FlashFusionBuilder user(String user) {
    this.user = Objects.requireNonNull(user, "user");
    return this;
  }

  /** The login's password. */
  public FlashFusionBuilder password(String password) {
    this.password = Objects.requireNonNull(password, "password");
    return this;
  }

  /** Connections of the caller's own pool, over pgjdbc, instead of {@link #url}. Stays open. */
  public FlashFusionBuilder dataSource(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    return this;
  }

  /** How many connections at most; 10 by default. */
  public FlashFusionBuilder poolSize(int poolSize) {
    if (poolSize < 1) {
      throw new ConfigurationException("poolSize is " + poolSize + ": at least 1 is needed", null);
    }
    this.poolSize = poolSize;
    return this;
  }

  /** How long a statement waits for a free connection; 10 seconds by default. */
  public FlashFusionBuilder connectionTimeout(Duration connectionTimeout) {
    this.connectionTimeout = positive("connectionTimeout", connectionTimeout);
    return this;
  }

  /**
   * How long a statement may run, in milliseconds at the finest; by default what the database says
   * of the login. Travels with each identity: settings of a role that is only switched to do not
   * apply.
   */
  public FlashFusionBuilder statementTimeout(Duration statementTimeout) {
    this.statementTimeout = positive("statementTimeout", statementTimeout);
    return this;
  }

  /**
   * Accepts that this login is superuser or has BYPASSRLS, which is refused otherwise, and logs a
   * warning.
   *
   * @param login its name, so that nobody accepts another by accident
   */
  public FlashFusionBuilder allowPrivilegedLogin(String login) {
    this.privilegedLogin = Objects.requireNonNull(login, "login");
    return this;
  }

  /**
   * Connects and checks the login, which costs a statement of its own.
   *
   * @throws ConnectionException if there is no database to connect to
   * @throws ConfigurationException if the login, or the configuration, would be a risk
   */
  public FlashFusion connect() {
    boolean owned = dataSource == null;
    ConnectionSource source = new ConnectionSource(dataSource == null ? pool() : dataSource, owned);
    try {
      Login login = LoginCheck.run(source, privilegedLogin);
      return new FlashFusion(new SessionFactory(source, statementTimeout, login));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * What is wrong with the database and the login, also with a login that {@link #connect} refuses.
   * Connects for this alone.
   *
   * @throws ConnectionException if there is no database to connect to
   */
  public Diagnosis doctor() {
    try (ConnectionSource source =
        new ConnectionSource(dataSource == null ? pool() : dataSource, dataSource == null)) {
      return Doctor.diagnose(Examination.of(source));
    }
  }

  private DataSource pool() {
    if (url == null) {
      throw new ConfigurationException("neither url nor dataSource is set", null);
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      // The rest of the URL may hold a password.
      throw new ConfigurationException("the url does not begin with 'jdbc:postgresql:'", null);
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("flashfusion");
    // By name: inside a build tool, with class loaders of its own, JDBC does not find it.
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(poolSize);
    config.setConnectionTimeout(Math.max(250, connectionTimeout.toMillis()));
    config.addDataSourceProperty("ApplicationName", "flashfusion");
    // The name then travels with the login, and not in a round trip of its own.
    config.addDataSourceProperty("assumeMinServerVersion", "14");
    // A message's detail may repeat a whole row, secrets among it.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ConnectionException("cannot connect as '" + user + "': " + cause.getMessage(), e);
    }
  }

  private static Duration positive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new ConfigurationException(
          name + " is " + value + ": at least one millisecond is needed", null);
    }
    return value;
  }
}
