package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.internal.doctor.Doctor;
import ai.flashfusion.internal.session.ConnectionSource;
import ai.flashfusion.internal.session.Examination;
import ai.flashfusion.internal.session.Login;
import ai.flashfusion.internal.session.LoginCheck;
import ai.flashfusion.internal.session.ServiceSource;
import ai.flashfusion.internal.session.SessionFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How to connect. Needs a {@link #url} or a {@link #dataSource}; the rest has defaults. */
public final class FlashFusionBuilder {

  /** Jobs and back offices ask less often than users do. */
  private static final int SERVICE_POOL_SIZE = 4;

  private @Nullable String url;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable DataSource dataSource;
  private @Nullable String serviceUser;
  private @Nullable String servicePassword;
  private @Nullable DataSource serviceDataSource;
  private boolean autoCommitOff;
  private byte @Nullable [] sealKey;
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

  /**
   * The login. It needs no right but to become anon and authenticated, and service_role unless
   * service sessions have a {@linkplain #serviceLogin login of their own}.
   */
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

  /**
   * Accepts connections whose autocommit is off, from a pool that is configured so: false by
   * default. Not needed for HikariCP's own, which tells. Only for what never lends a connection in
   * a transaction of somebody else: one that has sent nothing yet looks the same, and would be
   * ended.
   */
  public FlashFusionBuilder autoCommitOff(boolean autoCommitOff) {
    this.autoCommitOff = autoCommitOff;
    return this;
  }

  /**
   * A login of its own for service sessions, with a pool of its own of at most four connections,
   * opened at first use. The login of users' sessions then need not be able to become service_role:
   * no text that runs there can. Without it one login serves both.
   *
   * @param user needs no right but to become service_role
   */
  public FlashFusionBuilder serviceLogin(String user, String password) {
    this.serviceUser = Objects.requireNonNull(user, "user");
    this.servicePassword = Objects.requireNonNull(password, "password");
    return this;
  }

  /**
   * Connections of service sessions from the caller's own pool, over pgjdbc, instead of {@link
   * #serviceLogin}. Used first by the first service session. Stays open.
   */
  public FlashFusionBuilder serviceDataSource(DataSource serviceDataSource) {
    this.serviceDataSource = Objects.requireNonNull(serviceDataSource, "serviceDataSource");
    return this;
  }

  /**
   * Seals identities with this key, so that the database can tell them from identities that text
   * has forged. None by default. The database must have the same key for the logins in use, which
   * {@link ai.flashfusion.schema.migration.Logins} puts there.
   *
   * @param hex at least 64 hexadecimal digits; a secret
   * @throws ConfigurationException if it is shorter or has other characters
   */
  public FlashFusionBuilder sealKey(String hex) {
    byte[] key;
    try {
      key = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      // Without the cause, which repeats characters of the key.
      throw new ConfigurationException("sealKey is not hexadecimal: 64 digits are expected", null);
    }
    if (key.length < 32) {
      throw new ConfigurationException(
          "sealKey has " + hex.length() + " digits: at least 64 are needed", null);
    }
    this.sealKey = key;
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
    ConnectionSource source = source();
    try {
      ServiceSource service = service();
      Login login = LoginCheck.run(source, privilegedLogin, sealKey);
      return new FlashFusion(new SessionFactory(source, service, statementTimeout, sealKey, login));
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
    try (ConnectionSource source = source()) {
      return Doctor.diagnose(Examination.of(source, service() != null, sealKey));
    }
  }

  private ConnectionSource source() {
    return dataSource == null
        ? ConnectionSource.owned(pool("flashfusion", user, password, poolSize))
        : ConnectionSource.of(dataSource, autoCommitOff);
  }

  private @Nullable ServiceSource service() {
    DataSource given = serviceDataSource;
    if (given != null && serviceUser != null) {
      throw new ConfigurationException(
          "both serviceLogin and serviceDataSource are set: name one of them", null);
    }
    if (given != null) {
      return new ServiceSource(
          () -> ConnectionSource.of(given, autoCommitOff), privilegedLogin, sealKey);
    }
    if (serviceUser == null) {
      return null;
    }
    if (url == null) {
      throw new ConfigurationException(
          "serviceLogin needs the url; beside a dataSource, give a serviceDataSource", null);
    }
    return new ServiceSource(
        () ->
            ConnectionSource.owned(
                pool(
                    "flashfusion-service",
                    serviceUser,
                    servicePassword,
                    Math.min(poolSize, SERVICE_POOL_SIZE))),
        privilegedLogin,
        sealKey);
  }

  private HikariDataSource pool(
      String name, @Nullable String user, @Nullable String password, int size) {
    if (url == null) {
      throw new ConfigurationException("neither url nor dataSource is set", null);
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      // The rest of the URL may hold a password.
      throw new ConfigurationException("the url does not begin with 'jdbc:postgresql:'", null);
    }
    LoginCheck.url(url, user);
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    // By name: inside a build tool, with class loaders of its own, JDBC does not find it.
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(Math.max(250, connectionTimeout.toMillis()));
    config.addDataSourceProperty("ApplicationName", name);
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
