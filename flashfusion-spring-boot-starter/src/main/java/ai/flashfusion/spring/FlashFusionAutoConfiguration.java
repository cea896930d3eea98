package ai.flashfusion.spring;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.session.Session;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.format.FormatterRegistry;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Connects to the database, and gives sessions to those who work for somebody. */
@AutoConfiguration(
    after = DataSourceAutoConfiguration.class,
    before = {
      DataSourceTransactionManagerAutoConfiguration.class,
      TransactionAutoConfiguration.class
    },
    beforeName = "org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration")
@EnableConfigurationProperties(FlashFusionProperties.class)
@ConditionalOnBean(DataSource.class)
class FlashFusionAutoConfiguration {

  private static final String URL = "flashfusion.url";

  /** The connections of an application that gives an address and no pool. */
  @AutoConfiguration(before = DataSourceAutoConfiguration.class)
  @ConditionalOnProperty(URL)
  @ConditionalOnMissingBean(DataSource.class)
  static class OwnPool {

    /** The only connections of the application: each belongs to the caller. */
    @Bean
    DataSource flashfusionDataSource(Session session) {
      return session.dataSource();
    }
  }

  @Bean
  static Pools flashfusionPools(ConfigurableListableBeanFactory beans, Environment environment) {
    return new Pools(beans, environment.containsProperty(URL));
  }

  @Bean
  @ConditionalOnMissingBean
  FlashFusion flashfusion(
      FlashFusionProperties properties,
      Pools pools,
      ObjectProvider<DataSource> source,
      ObjectProvider<JdbcConnectionDetails> details,
      ObjectProvider<FlashFusionCustomizer> customizers,
      Environment environment) {
    FlashFusionBuilder builder = FlashFusion.builder();
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    if (properties.url() == null) {
      source.getObject(); // upon which its pool is taken
    } else {
      PropertyMapper.get()
          .from(properties::applicationName)
          .orFrom(() -> environment.getProperty("spring.application.name"))
          .to(builder::applicationName);
    }
    return new Connecting(properties, pools.taken(), details.getIfAvailable()).connect(builder);
  }

  @Bean
  Callers flashfusionCallers() {
    return new Callers();
  }

  @Bean
  @ConditionalOnMissingBean
  Session flashfusionSession(FlashFusion flashfusion, Callers callers) {
    return flashfusion.session(callers);
  }

  @Bean
  @ConditionalOnMissingBean(TransactionManager.class)
  PlatformTransactionManager flashfusionTransactionManager(Session session) {
    return new SessionTransactionManager(session);
  }

  @Bean
  @ConditionalOnMissingBean
  DSLContext flashfusionDsl(Configuration flashfusionJooq) {
    return flashfusionJooq.dsl();
  }

  /** The configuration of jOOQ, in the place of Boot's, which asks the database at the start. */
  @Bean
  @ConditionalOnMissingBean
  Configuration flashfusionJooq(Session session) {
    return session.dsl().configuration();
  }

  @Bean
  PersistenceExceptionTranslator flashfusionExceptions() {
    return new DataAccessTranslator();
  }

  @Bean
  @ConditionalOnMissingBean
  SQLExceptionTranslator flashfusionSqlExceptions() {
    return new DataAccessTranslator.OfSql();
  }

  @Bean
  Jobs flashfusionJobs(FlashFusion flashfusion, Callers callers) {
    return new Jobs(flashfusion, callers);
  }

  /** The arguments and parameters of controllers. */
  @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(WebMvcConfigurer.class)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Web {

    @Bean
    @ConditionalOnProperty(name = "flashfusion.problems", matchIfMissing = true)
    Problems flashfusionProblems() {
      return new Problems();
    }

    @Bean
    WebMvcConfigurer flashfusionWeb(FlashFusion flashfusion, Callers callers) {
      return new WebMvcConfigurer() {
        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
          resolvers.add(new SessionArgumentResolver(flashfusion, callers));
        }

        @Override
        public void addFormatters(FormatterRegistry registry) {
          registry.addConverterFactory(new Literals());
        }
      };
    }
  }
}
