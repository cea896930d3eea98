package ai.flashfusion.spring;

import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.observation.MicrometerCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows operators how the library is: health, metrics, observations, and what the doctor found. */
@AutoConfiguration(
    after = FlashFusionAutoConfiguration.class,
    beforeName =
        "org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration")
@ConditionalOnBean(FlashFusion.class)
class OperationsAutoConfiguration {

  /** The health of the database, in the place of Boot's, which has no identity to ask with. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
  static class Healths {

    @Bean
    @ConditionalOnEnabledHealthIndicator("db")
    @ConditionalOnMissingBean(name = {"dbHealthIndicator", "dbHealthContributor"})
    HealthIndicator dbHealthContributor(FlashFusion flashfusion) {
      return () -> {
        try {
          flashfusion.asAnonymous().dsl().fetchExists(PROJECTS);
          return Health.up().build();
        } catch (RuntimeException e) {
          return Health.down().withDetail("failure", e.getClass().getSimpleName()).build();
        }
      };
    }
  }

  /** The number of problems of the database that the doctor finds. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
  static class Infos {

    @Bean
    @ConditionalOnEnabledInfoContributor(
        value = "flashfusion",
        fallback = InfoContributorFallback.DISABLE)
    InfoContributor flashfusionInfo(FlashFusion flashfusion) {
      return info -> {
        Diagnosis diagnosis = flashfusion.doctor();
        info.withDetail(
            "flashfusion",
            Map.of(
                "healthy", diagnosis.isHealthy(),
                "findings", diagnosis.findings().size(),
                "advice", diagnosis.advice().size(),
                "retries", flashfusion.retries()));
      };
    }
  }

  /** The times of calls. */
  @AutoConfiguration(
      before = FlashFusionAutoConfiguration.class,
      afterName =
          "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
  @ConditionalOnClass(ObservationRegistry.class)
  static class Observations {

    @Bean
    FlashFusionCustomizer flashfusionObservations(ObjectProvider<ObservationRegistry> registry) {
      return builder -> registry.ifAvailable(found -> builder.listener(new MicrometerCalls(found)));
    }
  }

  /** The state of the library's own pool; Boot measures one of the application. */
  @AutoConfiguration(before = FlashFusionAutoConfiguration.class)
  @ConditionalOnClass(MeterRegistry.class)
  @ConditionalOnProperty("flashfusion.url")
  static class PoolMetrics {

    @Bean
    FlashFusionCustomizer flashfusionPoolMetrics(ObjectProvider<MeterRegistry> registry) {
      return builder -> registry.ifAvailable(builder::poolMetrics);
    }
  }
}
