package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.schema.migration.Logins;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * The database as contestants reach it: straight, or through the proxy.
 *
 * @param host where it listens
 * @param port where it listens
 * @param database its name
 * @param login may become the roles of the API and nothing else; of contestants that seal nothing
 * @param password of the login
 * @param logins the library's own, and the key with which it seals identities
 * @param owner a superuser, which row level security does not bind; without a password
 */
record Target(
    String host,
    int port,
    String database,
    String login,
    String password,
    Logins logins,
    String owner) {

  String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** The same database through a proxy. */
  Target through(DelayProxy proxy) {
    return new Target(proxy.host(), proxy.port(), database, login, password, logins, owner);
  }

  /** Returns the library as its manual advises: two logins, sealed identities. */
  FlashFusionBuilder flashfusion() {
    return FlashFusion.builder()
        .url(url())
        .user(logins.user())
        .password(logins.userPassword())
        .serviceLogin(logins.service(), logins.servicePassword())
        .sealKey(logins.sealKey());
  }

  /** Returns a pool as all contestants over JDBC have it. */
  HikariDataSource pool(String user, String password, String... properties) {
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
