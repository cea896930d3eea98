package ai.flashfusion.spring;

import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.schema.migration.Migrations;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Connects as the properties say, or over the application's own pool, and migrates if asked to. */
final class Connecting {

  private final FlashFusionProperties properties;
  private final @Nullable DataSource pool;
  private final @Nullable JdbcConnectionDetails details;

  /**
   * Prepares for connecting.
   *
   * @param pool the application's own pool; null if it has none
   * @param details where that pool connects to, if it is known
   */
  Connecting(
      FlashFusionProperties properties,
      @Nullable DataSource pool,
      @Nullable JdbcConnectionDetails details) {
    this.properties = properties;
    this.pool = pool;
    this.details = details;
  }

  /**
   * Connects.
   *
   * @param builder has what does not come from properties
   */
  FlashFusion connect(FlashFusionBuilder builder) {
    DataSource owner = properties.migrate() ? owner() : null;
    if (owner != null) {
      Migrations.bootstrap(owner);
      Migrations.migrate(owner);
    }
    apply(builder);
    if (properties.url() != null) {
      builder.url(properties.url()).user(properties.user());
      PropertyMapper.get().from(properties::password).to(builder::password);
    } else if (owner != null && isContainer()) {
      login(builder, owner);
    } else if (pool != null) {
      builder.dataSource(pool);
    }
    FlashFusion connected = builder.connect();
    try {
      requireTables(connected);
      return connected;
    } catch (RuntimeException e) {
      connected.close();
      throw e;
    }
  }

  private void apply(FlashFusionBuilder builder) {
    PropertyMapper map = PropertyMapper.get();
    map.from(properties::sealKey).to(builder::sealKey);
    if (properties.serviceUser() != null || properties.servicePassword() != null) {
      if (properties.serviceUser() == null || properties.servicePassword() == null) {
        throw new ConfigurationException(
            "flashfusion.service-user and flashfusion.service-password belong together, and one is"
                + " missing",
            null);
      }
      builder.serviceLogin(properties.serviceUser(), properties.servicePassword());
    }
    map.from(properties::poolSize).to(builder::poolSize);
    map.from(properties::connectionTimeout).to(builder::connectionTimeout);
    map.from(properties::statementTimeout).to(builder::statementTimeout);
    map.from(properties::outcomeTimeout).to(builder::outcomeTimeout);
    map.from(properties::leakDetection).to(builder::leakDetection);
    map.from(properties::slowCalls).to(builder::slowCalls);
    map.from(properties::allowPrivilegedLogin).to(builder::allowPrivilegedLogin);
    properties.allowUnverifiedServer().forEach(builder::allowUnverifiedServer);
  }

  /**
   * Returns whether the database is one of Docker Compose or Testcontainers, which begins empty and
   * has a superuser for its only login.
   */
  private boolean isContainer() {
    return details != null
        && !details.getClass().getSimpleName().equals("PropertiesJdbcConnectionDetails");
  }

  /** Creates logins that can do nothing by themselves, and connects as these. */
  private void login(FlashFusionBuilder builder, DataSource owner) {
    Logins logins = Logins.random();
    logins.create(owner);
    builder
        .url(details == null ? "" : details.getJdbcUrl())
        .user(logins.user())
        .password(logins.userPassword())
        .serviceLogin(logins.service(), logins.servicePassword())
        .sealKey(logins.sealKey());
  }

  private DataSource owner() {
    FlashFusionProperties.Owner owner = properties.owner();
    if (owner == null) {
      if (pool != null) {
        return pool;
      }
      throw new ConfigurationException(
          "flashfusion.migrate is on, and nothing says as whom: set flashfusion.owner.user and"
              + " flashfusion.owner.password",
          null);
    }
    DriverManagerDataSource source =
        new DriverManagerDataSource(
            ownerUrl(properties, details),
            owner.user(),
            Objects.requireNonNullElse(owner.password(), ""));
    source.setDriverClassName("org.postgresql.Driver");
    return source;
  }

  /** Returns the address for the owner, whose server is verified like that of sessions. */
  static String ownerUrl(
      FlashFusionProperties properties, @Nullable JdbcConnectionDetails details) {
    FlashFusionProperties.Owner owner = properties.owner();
    String url = owner == null || owner.url() == null ? properties.url() : owner.url();
    if (url == null && details != null) {
      url = details.getJdbcUrl();
    }
    if (url == null) {
      throw new ConfigurationException(
          "nothing says where the owner connects: set flashfusion.owner.url", null);
    }
    return FlashFusion.verifying(url, Set.copyOf(properties.allowUnverifiedServer()));
  }

  /** Fails if the tables are missing, as nothing else of the service would work. */
  private static void requireTables(FlashFusion connected) {
    try {
      connected.asAnonymous().dsl().selectOne().from(PROJECTS).limit(0).execute();
    } catch (FlashFusionException e) {
      if (e.getMessage() != null && e.getMessage().contains("apply the migrations")) {
        throw new ConfigurationException(
            "the database has no FlashFusion tables: apply the migrations in a deployment step, or"
                + " set flashfusion.migrate and flashfusion.owner.user and password",
            e);
      }
    }
  }
}
