package ai.flashfusion.spring;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.observation.CallListener;
import ai.flashfusion.session.Session;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Connects to the database, and gives sessions to those who work for somebody. */
@AutoConfiguration(
    beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@EnableConfigurationProperties(FlashFusionProperties.class)
@ConditionalOnProperty("flashfusion.url")
class FlashFusionAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  FlashFusion flashfusion(
      FlashFusionProperties properties,
      Environment environment,
      ObjectProvider<CallListener> listeners) {
    FlashFusionBuilder builder = FlashFusion.builder();
    PropertyMapper map = PropertyMapper.get();
    map.from(properties::url).to(builder::url);
    map.from(properties::user).to(builder::user);
    map.from(properties::password).to(builder::password);
    map.from(properties::sealKey).to(builder::sealKey);
    if (properties.serviceUser() != null && properties.servicePassword() != null) {
      builder.serviceLogin(properties.serviceUser(), properties.servicePassword());
    }
    map.from(properties::applicationName)
        .orFrom(() -> environment.getProperty("spring.application.name"))
        .to(builder::applicationName);
    map.from(properties::poolSize).to(builder::poolSize);
    map.from(properties::connectionTimeout).to(builder::connectionTimeout);
    map.from(properties::statementTimeout).to(builder::statementTimeout);
    map.from(properties::outcomeTimeout).to(builder::outcomeTimeout);
    map.from(properties::leakDetection).to(builder::leakDetection);
    map.from(properties::slowCalls).to(builder::slowCalls);
    map.from(properties::allowPrivilegedLogin).to(builder::allowPrivilegedLogin);
    properties.allowUnverifiedServer().forEach(builder::allowUnverifiedServer);
    listeners.orderedStream().forEach(builder::listener);
    return builder.connect();
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
  Jobs flashfusionJobs(FlashFusion flashfusion, Callers callers) {
    return new Jobs(flashfusion, callers);
  }

  /** What controllers get. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(WebMvcConfigurer.class)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Web {

    @Bean
    WebMvcConfigurer flashfusionWeb(FlashFusion flashfusion, Callers callers) {
      return new WebMvcConfigurer() {
        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
          resolvers.add(new SessionArgumentResolver(flashfusion, callers));
        }
      };
    }
  }
}
