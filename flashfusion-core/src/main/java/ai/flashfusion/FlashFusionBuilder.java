package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.internal.doctor.Doctor;
import ai.flashfusion.internal.error.Lost;
import ai.flashfusion.internal.session.Address;
import ai.flashfusion.internal.session.Calls;
import ai.flashfusion.internal.session.ConnectionSource;
import ai.flashfusion.internal.session.Examination;
import ai.flashfusion.internal.session.Login;
import ai.flashfusion.internal.session.LoginCheck;
import ai.flashfusion.internal.session.Retries;
import ai.flashfusion.internal.session.ServiceSource;
import ai.flashfusion.internal.session.SessionFactory;
import ai.flashfusion.internal.session.SlowCalls;
import ai.flashfusion.internal.session.Tls;
import ai.flashfusion.observation.CallListener;
import ai.flashfusion.query.RetryPolicy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a {@link FlashFusion}. A {@link #url} or a {@link #dataSource} is required;
 * everything else has a default. What can be written as text may also come from {@linkplain
 * #environment the environment} or from {@linkplain #properties properties}. Not thread-safe.
 */
public final class FlashFusionBuilder {

  /** The size of users' pool; the manual's page on performance says why. */
  private static final int POOL_SIZE = 10;

  /** The size of the service pool: jobs and back offices send fewer statements than users do. */
  private static final int SERVICE_POOL_SIZE = 4;

  private static final Logger LOG = LoggerFactory.getLogger(FlashFusion.class);

  private static final Duration SHORTEST_LEAK = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEAK = Duration.ofMinutes(30);

  private @Nullable String url;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable DataSource dataSource;
  private @Nullable String serviceUser;
  private @Nullable String servicePassword;
  private @Nullable DataSource serviceDataSource;
  private boolean autoCommitOff;
  private byte @Nullable [] sealKey;
  private @Nullable String applicationName;
  private @Nullable Integer poolSize;
  private @Nullable Duration leakDetection;
  private Duration connectionTimeout = Duration.ofSeconds(10);
  private @Nullable Duration statementTimeout;
  private Duration outcomeTimeout = Duration.ofSeconds(10);
  private RetryPolicy retries = RetryPolicy.standard();
  private @Nullable String privilegedLogin;
  private final Set<String> unverified = new LinkedHashSet<>();
  private final List<CallListener> listeners = new ArrayList<>();
  private @Nullable Duration slowCalls;
  private @Nullable Object poolMetrics;

  FlashFusionBuilder() {}

  /**
   * Takes the settings of the environment: {@code FLASHFUSION_URL}, {@code FLASHFUSION_POOL_SIZE}
   * and others, named like the methods of this builder. Settings that were made before are
   * replaced, empty ones are left out. A warning is logged about a name that is not known.
   *
   * @throws ConfigurationException if a value cannot be read; the message names the variable
   */
  public FlashFusionBuilder environment() {
    return environment(System.getenv());
  }

  /**
   * Takes the settings of these variables like {@link #environment()}, for example of a file.
   *
   * @throws ConfigurationException if a value cannot be read; the message names the variable
   */
  public FlashFusionBuilder environment(Map<String, String> variables) {
    Settings.ofEnvironment(variables).applyTo(this);
    return this;
  }

  /**
   * Takes settings from properties, such as {@code flashfusion.url} and {@code
   * flashfusion.pool-size} or {@code flashfusion.poolSize}. Settings that were made before are
   * replaced, empty ones are left out, and properties with other prefixes are not looked at.
   *
   * @param properties {@link java.util.Properties} or another map from names to texts
   * @throws ConfigurationException if a name is not known or a value cannot be read
   */
  public FlashFusionBuilder properties(Map<?, ?> properties) {
    Settings.ofProperties(properties).applyTo(this);
    return this;
  }

  /**
   * Sets the JDBC URL, such as {@code jdbc:postgresql://host/database}; pgjdbc's parameters may
   * follow. A server that is not on this machine is verified ({@code sslmode=verify-full}) unless
   * the URL has {@code sslmode} or {@code ssl}, or {@link #allowUnverifiedServer} names it.
   * Authorities are those of {@code sslrootcert} or of the driver's own file {@code root.crt};
   * without these, those that the JVM trusts.
   */
  public FlashFusionBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /**
   * Sets the login. It only needs to be able to become anon and authenticated, and service_role
   * unless service sessions have a {@linkplain #serviceLogin login of their own}.
   */
  public FlashFusionBuilder user(String user) {
    this.user = Objects.requireNonNull(user, "user");
    return this;
  }

  /** Sets the login's password. */
  public FlashFusionBuilder password(String password) {
    this.password = Objects.requireNonNull(password, "password");
    return this;
  }

  /**
   * Uses connections of the caller's own pool, over pgjdbc, instead of {@link #url}. The pool is
   * not closed by this library.
   */
  public FlashFusionBuilder dataSource(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    return this;
  }

  /**
   * Accepts connections whose autocommit is off, for a pool that is configured so; false by
   * default. Not needed for HikariCP's own pool, which reports its setting. Use it only for a pool
   * that never lends a connection in the middle of somebody else's transaction: a transaction that
   * has sent nothing yet cannot be told apart, and would be ended.
   */
  public FlashFusionBuilder autoCommitOff(boolean autoCommitOff) {
    this.autoCommitOff = autoCommitOff;
    return this;
  }

  /**
   * Gives service sessions a login of their own, with a separate pool of at most four connections
   * that is opened at first use. The login of users' sessions then need not be able to become
   * service_role, so no SQL text sent by it can. Without this setting one login serves both.
   *
   * @param user the login, which only needs to be able to become service_role
   */
  public FlashFusionBuilder serviceLogin(String user, String password) {
    this.serviceUser = Objects.requireNonNull(user, "user");
    this.servicePassword = Objects.requireNonNull(password, "password");
    return this;
  }

  /**
   * Takes the connections of service sessions from the caller's own pool, over pgjdbc, instead of
   * {@link #serviceLogin}. The pool is first used by the first service session, and is not closed
   * by this library.
   */
  public FlashFusionBuilder serviceDataSource(DataSource serviceDataSource) {
    this.serviceDataSource = Objects.requireNonNull(serviceDataSource, "serviceDataSource");
    return this;
  }

  /**
   * Seals identities with this key, so that the database can tell them from identities forged in
   * SQL text. By default there is no key. The database must hold the same key for the logins in
   * use; {@link ai.flashfusion.schema.migration.Logins} stores it there.
   *
   * @param hex at least 64 hexadecimal digits; a secret
   * @throws ConfigurationException if the key is shorter or contains other characters
   */
  public FlashFusionBuilder sealKey(String hex) {
    byte[] key;
    try {
      key = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      // The cause is left out, as it repeats characters of the key.
      throw new ConfigurationException("sealKey is not hexadecimal: 64 digits are expected", null);
    }
    if (key.length < 32) {
      throw new ConfigurationException(
          "sealKey has " + hex.length() + " digits: at least 64 are needed", null);
    }
    this.sealKey = key;
    return this;
  }

  FlashFusionBuilder serviceUser(String user) {
    this.serviceUser = user;
    return this;
  }

  FlashFusionBuilder servicePassword(String password) {
    this.servicePassword = password;
    return this;
  }

  /**
   * Sets the name that the connections show in {@code pg_stat_activity} and in the server's log;
   * {@code flashfusion} by default, so that they can be told from others. Those for service
   * sessions add {@code -service}, one that follows rows {@code -listener}, and one that looks up
   * what became of a write {@code -outcome}. The pools have the same names. {@code ApplicationName}
   * in the URL counts more. Refused with a {@link #dataSource}, whose connections are left alone.
   *
   * @param name 1 to 50 printable characters of ASCII; Postgres would cut or change any other
   * @throws ConfigurationException if it is something else
   */
  public FlashFusionBuilder applicationName(String name) {
    if (!name.matches("[\\x21-\\x7e]([\\x20-\\x7e]{0,48}[\\x21-\\x7e])?")) {
      throw new ConfigurationException(
          "applicationName is '"
              + name
              + "': give 1 to 50 printable characters of ASCII, without spaces at the ends",
          null);
    }
    this.applicationName = name;
    return this;
  }

  /** Sets the maximum number of connections; 10 by default. */
  public FlashFusionBuilder poolSize(int poolSize) {
    if (poolSize < 1) {
      throw new ConfigurationException("poolSize is " + poolSize + ": at least 1 is needed", null);
    }
    this.poolSize = poolSize;
    return this;
  }

  /**
   * Sets how long a statement waits for a free connection, and how long connecting and the check of
   * the login may take; 10 seconds by default.
   */
  public FlashFusionBuilder connectionTimeout(Duration connectionTimeout) {
    this.connectionTimeout = positive("connectionTimeout", connectionTimeout);
    return this;
  }

  /**
   * Logs a warning about each connection that is out for longer than this, with the stack of the
   * call that took it, so that a stream that is not closed or a transaction that waits for
   * something else can be found. Off by default, because the stack is recorded for every statement.
   *
   * @param limit between 2 seconds and 30 minutes, which are the bounds of HikariCP's own detection
   * @throws ConfigurationException if the limit is out of bounds
   */
  public FlashFusionBuilder leakDetection(Duration limit) {
    if (limit.compareTo(SHORTEST_LEAK) < 0 || limit.compareTo(LONGEST_LEAK) > 0) {
      throw new ConfigurationException(
          "leakDetection is " + limit + ": 2 seconds to 30 minutes are possible", null);
    }
    this.leakDetection = limit;
    return this;
  }

  /**
   * Has this listener hear of all calls, beside those that were added before. Without one, and
   * without {@link #slowCalls}, nothing is measured.
   *
   * @param listener for example {@link ai.flashfusion.observation.MicrometerCalls}
   */
  public FlashFusionBuilder listener(CallListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Logs a warning about each call that takes at least this long, with the plan of its slowest
   * statement if that only reads and is in no transaction; values are masked. Off by default, as
   * only the application knows what is slow. A plan costs one more statement after a slow call, so
   * there is at most one in ten seconds.
   *
   * @param limit one millisecond or more
   */
  public FlashFusionBuilder slowCalls(Duration limit) {
    this.slowCalls = positive("slowCalls", limit);
    return this;
  }

  /**
   * Reports the state of the library's own pools: connections in use, idle, waited for, and how
   * long that took, under the names that HikariCP gives them. Off by default.
   *
   * @param registry a {@code MeterRegistry} of Micrometer, or another registry that HikariCP knows.
   *     Of no narrower type, so that the library works without Micrometer
   * @throws ConfigurationException if HikariCP does not know such a registry
   */
  public FlashFusionBuilder poolMetrics(Object registry) {
    try {
      new HikariConfig().setMetricRegistry(registry);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "poolMetrics is a "
              + registry.getClass().getName()
              + ": give a MeterRegistry of Micrometer",
          e);
    }
    this.poolMetrics = registry;
    return this;
  }

  /**
   * Sets how long a statement may run, to the millisecond. By default that is what the database
   * sets for the role ({@code alter role authenticated set statement_timeout}), otherwise for the
   * login, otherwise 30 seconds; service sessions have no limit unless the role or this method sets
   * one. The limit travels with each identity, because Postgres does not apply settings of a role
   * that is only switched to. If no answer has come four seconds after it, the peer is taken to be
   * gone: the statement is canceled, and a second later the connection is closed.
   *
   * <p>{@link ai.flashfusion.session.Session#withTimeout} sets a limit for single sessions.
   */
  public FlashFusionBuilder statementTimeout(Duration statementTimeout) {
    this.statementTimeout = positive("statementTimeout", statementTimeout);
    return this;
  }

  /**
   * Sets how long a write whose answer was lost asks the database, over other connections, whether
   * it was stored, before it fails with {@link ai.flashfusion.error.OutcomeUnknownException}; 10
   * seconds by default. That is enough for a restart, and for a commit that waits for a standby
   * which comes back; whoever waits for the call is not kept longer than for a connection.
   */
  public FlashFusionBuilder outcomeTimeout(Duration outcomeTimeout) {
    this.outcomeTimeout = positive("outcomeTimeout", outcomeTimeout);
    return this;
  }

  /**
   * Sets how single reads are repeated that failed for a passing reason: {@link
   * RetryPolicy#standard} by default, since a repeated read does no harm, and connections that a
   * restart or a pooler has ended then go unnoticed. A read is a statement outside of a transaction
   * that stores nothing and calls no function which the library does not know. Transactions are
   * repeated only if {@link ai.flashfusion.session.Session#transaction(RetryPolicy,
   * ai.flashfusion.session.TransactionConsumer)} asks for it.
   */
  public FlashFusionBuilder retries(RetryPolicy reads) {
    this.retries = Objects.requireNonNull(reads, "reads");
    return this;
  }

  /**
   * Accepts this login although it is a superuser or has BYPASSRLS, which is refused otherwise, and
   * logs a warning.
   *
   * @param login the login's name, so that no other is accepted by accident
   */
  public FlashFusionBuilder allowPrivilegedLogin(String login) {
    this.privilegedLogin = Objects.requireNonNull(login, "login");
    return this;
  }

  /**
   * Connects to this server although nothing shows that it is the right one, and logs a warning.
   * Without this, and unless the URL has {@code sslmode} or {@code ssl}, a server that is not on
   * this machine must have a certificate for its name ({@code sslmode=verify-full}), as whoever is
   * on the way could pretend to be it: they would get the login's password, read everything and
   * change it. The connection is still encrypted if the server offers that. Meant for networks in
   * which nobody else is.
   *
   * @param host the server's name or address as in the URL, so that no other is accepted by
   *     accident; repeat the call for more
   */
  public FlashFusionBuilder allowUnverifiedServer(String host) {
    unverified.add(Objects.requireNonNull(host, "host"));
    return this;
  }

  /**
   * Connects and checks the login, which takes one additional statement.
   *
   * @throws ConnectionException if there is no database to connect to
   * @throws ConfigurationException if the login, or the configuration, would be a risk
   */
  public FlashFusion connect() {
    FlashFusion flashfusion = connectLazily();
    flashfusion.sessions();
    return flashfusion;
  }

  /**
   * Returns the library without connecting, for services that start before their database. The
   * first session connects and checks the login, and throws what {@link #connect} would throw; the
   * next session tries again. The settings are still checked here.
   *
   * @throws ConfigurationException if the settings contradict each other
   */
  public FlashFusion connectLazily() {
    if (dataSource == null) {
      checkUrl(user);
    } else {
      refuseBesideDataSource();
    }
    ServiceSource service = service();
    return new FlashFusion(() -> sessions(service));
  }

  private SessionFactory sessions(@Nullable ServiceSource service) {
    ConnectionSource source = source();
    try {
      Login login = LoginCheck.run(source, privilegedLogin, sealKey, connectionTimeout);
      return new SessionFactory(
          source,
          service,
          statementTimeout,
          sealKey,
          login,
          new Retries(retries, outcomeTimeout),
          new Calls(listeners, slowCalls == null ? null : new SlowCalls(slowCalls)));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /**
   * Examines the database and the login, including a login that {@link #connect} would refuse.
   * Opens connections for this purpose only.
   *
   * @throws ConnectionException if there is no database to connect to
   */
  public Diagnosis doctor() {
    try (ConnectionSource source = source()) {
      return Doctor.diagnose(Examination.of(source, service() != null, sealKey));
    }
  }

  private ConnectionSource source() {
    if (dataSource != null) {
      refuseBesideDataSource();
    }
    return dataSource == null
        ? ConnectionSource.owned(pool("", user, password, size()))
        : ConnectionSource.of(dataSource, autoCommitOff);
  }

  private int size() {
    return poolSize == null ? POOL_SIZE : poolSize;
  }

  /** Refuses what only a pool of the library's own would heed. */
  private void refuseBesideDataSource() {
    Map<String, Boolean> unheeded = new LinkedHashMap<>();
    unheeded.put("user", user != null);
    unheeded.put("password", password != null);
    if (serviceUser == null) {
      unheeded.put("url", url != null);
      unheeded.put("applicationName", applicationName != null);
      unheeded.put("poolSize", poolSize != null);
      unheeded.put("leakDetection", leakDetection != null);
      unheeded.put("poolMetrics", poolMetrics != null);
      unheeded.put("allowUnverifiedServer", !unverified.isEmpty());
    }
    unheeded.values().removeIf(set -> !set);
    if (!unheeded.isEmpty()) {
      throw new ConfigurationException(
          "beside a dataSource, which brings its own connections, "
              + String.join(", ", unheeded.keySet())
              + " would have no effect: set this in the pool of the dataSource, or leave the"
              + " dataSource out",
          null);
    }
  }

  private @Nullable ServiceSource service() {
    DataSource given = serviceDataSource;
    if (given != null && serviceUser != null) {
      throw new ConfigurationException(
          "both serviceLogin and serviceDataSource are set: name one of them", null);
    }
    if (given != null) {
      return new ServiceSource(
          () -> ConnectionSource.of(given, autoCommitOff),
          privilegedLogin,
          sealKey,
          connectionTimeout);
    }
    if (serviceUser == null && servicePassword == null) {
      return null;
    }
    if (serviceUser == null || servicePassword == null) {
      throw new ConfigurationException(
          (serviceUser == null ? "service-password" : "service-user")
              + " is set, and "
              + (serviceUser == null ? "service-user" : "service-password")
              + " is not: the login of service sessions needs both",
          null);
    }
    String login = serviceUser;
    if (url == null) {
      throw new ConfigurationException(
          "serviceLogin needs the url; beside a dataSource, give a serviceDataSource", null);
    }
    return new ServiceSource(
        () ->
            ConnectionSource.owned(
                pool("-service", login, servicePassword, Math.min(size(), SERVICE_POOL_SIZE))),
        privilegedLogin,
        sealKey,
        connectionTimeout);
  }

  private String checkUrl(@Nullable String login) {
    if (url == null) {
      throw new ConfigurationException("neither url nor dataSource is set", null);
    }
    Address.check(url, login);
    return url;
  }

  private HikariDataSource pool(
      String suffix, @Nullable String user, @Nullable String password, int size) {
    String address = checkUrl(user);
    String name = Objects.requireNonNullElse(applicationName, "flashfusion") + suffix;
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    // Named, because inside a build tool with its own class loaders JDBC does not find the driver.
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(address);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.setMetricRegistry(poolMetrics);
    if (leakDetection != null) {
      config.setLeakDetectionThreshold(leakDetection.toMillis());
    }
    config.setConnectionTimeout(Math.max(250, connectionTimeout.toMillis()));
    // A connection that was idle while the network was away is found out, and its successor tried,
    // within the time that a statement waits.
    config.setValidationTimeout(Math.max(250, Math.min(2_000, connectionTimeout.toMillis() / 4)));
    String seconds = String.valueOf(Math.max(1, connectionTimeout.toSeconds()));
    config.addDataSourceProperty("connectTimeout", seconds);
    // Includes the handshake, in which a peer may go silent too.
    config.addDataSourceProperty("loginTimeout", seconds);
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("cancelSignalTimeout", "5");
    Tls.settings(address, unverified).forEach(config::addDataSourceProperty);
    config.addDataSourceProperty("ApplicationName", name);
    // The application name then travels with the login instead of in another round trip.
    config.addDataSourceProperty("assumeMinServerVersion", "14");
    // The detail of an error may repeat a whole row, including secrets.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    if (!unverified.isEmpty()) {
      LOG.warn("the servers {} are not verified; prefer a certificate for their names", unverified);
    }
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw Lost.unavailable(
          "cannot connect to " + Address.of(address) + (user == null ? "" : " as '" + user + "'"),
          e,
          false);
    }
  }

  private static Duration positive(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0) {
      throw new ConfigurationException(
          name + " is " + value + ": at least one millisecond is needed", null);
    }
    if (value.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
      throw new ConfigurationException(
          name + " is " + value + ": at most 24 days can be set", null);
    }
    return value;
  }
}
