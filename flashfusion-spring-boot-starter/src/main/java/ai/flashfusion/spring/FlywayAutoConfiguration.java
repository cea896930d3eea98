package ai.flashfusion.spring;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;

/** Lets migrations of the application run as the owner, after FlashFusion's and beside them. */
@AutoConfiguration(
    after = FlashFusionAutoConfiguration.class,
    beforeName = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration")
@ConditionalOnClass({Flyway.class, FlywayConfigurationCustomizer.class})
@ConditionalOnBean(FlashFusion.class)
class FlywayAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(FlywayConnectionDetails.class)
  @ConditionalOnProperty("flashfusion.owner.user")
  FlywayConnectionDetails flashfusionOwner(
      FlashFusionProperties properties, ObjectProvider<JdbcConnectionDetails> details) {
    FlashFusionProperties.Owner owner = properties.owner();
    if (owner == null) {
      throw new ConfigurationException("flashfusion.owner.user is empty", null);
    }
    return new FlywayConnectionDetails() {
      @Override
      public String getUsername() {
        return owner.user();
      }

      @Override
      public @Nullable String getPassword() {
        return owner.password();
      }

      @Override
      public String getJdbcUrl() {
        return Connecting.ownerUrl(properties, details.getIfAvailable());
      }
    };
  }

  /**
   * Begins the application's history at nothing where the schema already has FlashFusion's tables,
   * which Flyway would refuse as those of somebody else.
   *
   * @param flashfusion connected, and with that migrated, before
   */
  @Bean
  FlywayConfigurationCustomizer flashfusionFlyway(FlashFusion flashfusion) {
    return configuration -> {
      if (!configuration.isBaselineOnMigrate()) {
        configuration.baselineOnMigrate(true).baselineVersion("0");
      }
    };
  }
}
