package ai.flashfusion.examples.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * The database as contestants reach it: straight, or through the proxy.
 *
 * @param host where it listens
 * @param port where it listens
 * @param database its name
 * @param login may become the roles of the API and nothing else
 * @param password of the login
 * @param owner a superuser, which row level security does not bind; without a password
 */
record Target(String host, int port, String database, String login, String password, String owner) {

  String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** The same database through a proxy. */
  Target through(DelayProxy proxy) {
    return new Target(proxy.host(), proxy.port(), database, login, password, owner);
  }

  /** A pool as all contestants over JDBC have it. */
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
