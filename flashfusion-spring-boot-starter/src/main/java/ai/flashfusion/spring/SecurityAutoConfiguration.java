package ai.flashfusion.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.identity.Identity;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Base64;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.web.servlet.ConditionalOnDefaultServletWebSecurity;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;

/** Finds out who calls: from the token that Spring Security has verified. */
@AutoConfiguration(
    after = FlashFusionAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
      "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration"
    })
@ConditionalOnClass({HttpSecurity.class, JwtDecoder.class, BearerTokenResolver.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Callers.class)
class SecurityAutoConfiguration {

  /** The paths of Boot's endpoints for operators, of which only health is for everybody. */
  private static final String ENDPOINTS = "${management.endpoints.web.base-path:/actuator}";

  @Bean
  @ConditionalOnMissingBean
  IdentityMapper flashfusionIdentityMapper() {
    return authentication -> {
      if (authentication instanceof JwtAuthenticationToken token) {
        return Identity.ofClaims(payload(token.getToken().getTokenValue()));
      }
      throw new IllegalArgumentException(
          "the caller was authenticated by a "
              + authentication.getClass().getSimpleName()
              + ", which names no user of the database: define a bean IdentityMapper");
    };
  }

  /** Returns the claims as they stand in a token that was verified. */
  private static String payload(String token) {
    return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8);
  }

  @Bean
  FilterRegistrationBean<RequestFilter> flashfusionRequestFilter(
      Callers callers, IdentityMapper mapper) {
    var filter = new FilterRegistrationBean<>(new RequestFilter(callers, mapper));
    filter.setOrder(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1);
    filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
    return filter;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("flashfusion.auth.issuer")
  JwtDecoder flashfusionJwtDecoder(FlashFusionProperties properties) {
    return new TokenDecoder(properties.auth());
  }

  @Bean
  @ConditionalOnMissingBean
  BearerTokenResolver flashfusionBearerTokens() {
    return new BearerTokens();
  }

  @Bean
  @ConditionalOnDefaultServletWebSecurity
  @ConditionalOnBean(JwtDecoder.class)
  @Order(SecurityFilterProperties.BASIC_AUTH_ORDER)
  SecurityFilterChain flashfusionSecurity(
      HttpSecurity http,
      BearerTokenResolver tokens,
      @org.springframework.beans.factory.annotation.Value(ENDPOINTS) String endpoints) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(endpoints + "/health", endpoints + "/health/**")
                    .permitAll()
                    .requestMatchers(endpoints, endpoints + "/**")
                    .denyAll()
                    .anyRequest()
                    .permitAll())
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(CsrfConfigurer::disable) // no cookie speaks for the caller
        .oauth2ResourceServer(server -> server.bearerTokenResolver(tokens).jwt(jwt -> {}))
        .addFilterBefore(unavailable(), BearerTokenAuthenticationFilter.class)
        .build();
  }

  /** Answers 503 while tokens cannot be verified, since neither 401 nor 200 would be true. */
  private static Filter unavailable() {
    return (request, response, chain) -> {
      try {
        chain.doFilter(request, response);
      } catch (AuthenticationServiceException e) {
        HttpServletResponse http = (HttpServletResponse) response;
        http.setHeader("Retry-After", "5");
        http.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      }
    };
  }
}
