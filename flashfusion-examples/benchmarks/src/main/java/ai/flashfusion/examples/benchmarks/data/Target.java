package ai.flashfusion.examples.benchmarks.data;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.schema.migration.Logins;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * The address of the database for contestants: direct, or through the proxy.
 *
 * @param host the host on which it listens
 * @param port the port on which it listens
 * @param database the name of the database
 * @param login the login of contestants that do not seal identities; it may become the roles of the
 *     API and nothing else
 * @param password the password of the login
 * @param logins the library's own logins, and the key with which it seals identities
 * @param owner a superuser without a password, which is exempt from row level security
 */
public record Target(
    String host,
    int port,
    String database,
    String login,
    String password,
    Logins logins,
    String owner) {

  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** Returns the same database through a proxy. */
  public Target through(DelayProxy proxy) {
    return new Target(proxy.host(), proxy.port(), database, login, password, logins, owner);
  }

  /** Returns a builder for the library as its manual advises: two logins, sealed identities. */
  public FlashFusionBuilder flashfusion() {
    return FlashFusion.builder()
        .url(url())
        .user(logins.user())
        .password(logins.userPassword())
        .serviceLogin(logins.service(), logins.servicePassword())
        .sealKey(logins.sealKey());
  }

  /** Returns a pool as used by all contestants over JDBC. */
  public HikariDataSource pool(String user, String password, String... properties) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(Contestant.POOL);
    for (String property : properties) {
      config.addDataSourceProperty(property, "true");
    }
    return new HikariDataSource(config);
  }
}
