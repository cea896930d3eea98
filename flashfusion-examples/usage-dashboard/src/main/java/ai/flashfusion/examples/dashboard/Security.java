package ai.flashfusion.examples.dashboard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.util.WebUtils;

/** Signing in by a cookie, and what browsers may do with the pages. */
@Configuration(proxyBeanMethods = false)
class Security {

  static final String COOKIE = "token";

  /** Everything comes from the service itself, no script or style stands in a page. */
  private static final String CONTENT =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  // snippet: dashboard-cookie
  @Bean
  BearerTokenResolver tokenOfTheCookie() {
    return request -> {
      Cookie cookie = WebUtils.getCookie(request, COOKIE);
      return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    };
  }

  // end

  // snippet: dashboard-security
  @Bean
  SecurityFilterChain filters(HttpSecurity http, BearerTokenResolver token, JwtDecoder decoder) {
    // By hand: with oauth2ResourceServer(…) whoever brings a token need not bring a CSRF token.
    BearerTokenAuthenticationConverter tokens = new BearerTokenAuthenticationConverter();
    tokens.setBearerTokenResolver(token);
    BearerTokenAuthenticationFilter signedIn =
        new BearerTokenAuthenticationFilter(
            new ProviderManager(new JwtAuthenticationProvider(decoder)), tokens);
    signedIn.setAuthenticationEntryPoint(
        (request, response, refused) -> {
          response.addHeader(HttpHeaders.SET_COOKIE, cookie("", 0, request).toString());
          response.sendError(401);
        });
    return http.addFilterBefore(signedIn, AuthorizationFilter.class)
        .csrf(csrf -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository()))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN)))
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(cache -> cache.disable())
        .logout(logout -> logout.disable())
        .authorizeHttpRequests(
            requests -> requests.anyRequest().permitAll()) // the database says who sees what
        .build();
  }

  // end

  /** Returns the cookie that holds a token; no script can read it, no other site sends it. */
  static ResponseCookie cookie(String token, long seconds, HttpServletRequest request) {
    return ResponseCookie.from(COOKIE, token)
        .httpOnly(true)
        .sameSite("Lax")
        .secure(request.isSecure())
        .path("/")
        .maxAge(seconds)
        .build();
  }
}
