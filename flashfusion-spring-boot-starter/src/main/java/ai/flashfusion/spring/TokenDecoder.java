package ai.flashfusion.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.identity.Identity;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies the tokens of Supabase Auth: with its signing keys, ES256 and RS256, or with the older
 * shared secret, HS256. Each that is refused is one line in the log, which repeats nothing of it.
 */
final class TokenDecoder implements JwtDecoder {

  private static final Logger LOG = LoggerFactory.getLogger(TokenDecoder.class);

  private static final int FETCH_MILLIS = 3_000;
  private static final int MAX_KEYS_BYTES = 100_000;

  /** The life of a user's token, which a key that was read before can still verify. */
  private static final Duration OUTAGE = Duration.ofHours(1);

  private final @Nullable NimbusJwtDecoder byKeys;
  private final @Nullable NimbusJwtDecoder bySecret;

  TokenDecoder(FlashFusionProperties.Auth auth) {
    OAuth2TokenValidator<Jwt> rules = rules(auth);
    this.byKeys = byKeys(auth);
    this.bySecret = bySecret(auth);
    for (NimbusJwtDecoder decoder : new NimbusJwtDecoder[] {byKeys, bySecret}) {
      if (decoder != null) {
        decoder.setJwtValidator(rules);
      }
    }
  }

  private static @Nullable NimbusJwtDecoder byKeys(FlashFusionProperties.Auth auth) {
    String address = auth.jwkSetUri();
    if (address == null && auth.issuer() != null && auth.jwtSecret() == null) {
      address = auth.issuer() + "/.well-known/jwks.json";
    }
    if (address == null) {
      return null;
    }
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.<SecurityContext>create(
                url(address),
                new DefaultResourceRetriever(FETCH_MILLIS, FETCH_MILLIS, MAX_KEYS_BYTES))
            .outageTolerant(OUTAGE.toMillis())
            .build();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256), keys));
    processor.setJWTClaimsSetVerifier((claims, context) -> {}); // by our own rules
    return new NimbusJwtDecoder(processor);
  }

  private static @Nullable NimbusJwtDecoder bySecret(FlashFusionProperties.Auth auth) {
    if (auth.jwtSecret() == null) {
      return null;
    }
    byte[] secret = auth.jwtSecret().getBytes(UTF_8);
    if (secret.length < 32) {
      throw new IllegalArgumentException(
          "flashfusion.auth.jwt-secret has "
              + secret.length
              + " bytes: a shorter secret than 32 can be guessed");
    }
    return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(secret, "HmacSHA256"))
        .macAlgorithm(MacAlgorithm.HS256)
        .build();
  }

  private static URL url(String address) {
    try {
      return URI.create(address).toURL();
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new IllegalArgumentException(
          "'" + address + "' is no address of signing keys: give an https URL", e);
    }
  }

  private static OAuth2TokenValidator<Jwt> rules(FlashFusionProperties.Auth auth) {
    List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
    rules.add(new JwtTimestampValidator());
    rules.add(rule("it never expires", token -> token.getExpiresAt() != null));
    rules.add(
        rule(
            "it is of another issuer",
            token -> Objects.equals(token.getClaimAsString("iss"), auth.issuer())));
    rules.add(
        rule(
            "it is for another audience",
            token -> token.getAudience() != null && token.getAudience().contains(auth.audience())));
    rules.add(
        rule(
            "it names neither a user nor the role anon",
            token -> {
              try {
                return Identity.ofClaims(token.getClaims()) != null;
              } catch (IllegalArgumentException e) {
                return false;
              }
            }));
    return new DelegatingOAuth2TokenValidator<>(rules);
  }

  private interface Rule {
    boolean holds(Jwt token);
  }

  private static OAuth2TokenValidator<Jwt> rule(String refusal, Rule rule) {
    OAuth2TokenValidatorResult refused =
        OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", refusal, null));
    return token -> rule.holds(token) ? OAuth2TokenValidatorResult.success() : refused;
  }

  @Override
  public Jwt decode(String token) {
    try {
      return decoder(token).decode(token);
    } catch (JwtValidationException e) {
      String reasons =
          e.getErrors().stream()
              .map(OAuth2Error::getDescription)
              .collect(Collectors.joining(", and "));
      LOG.warn("a token was refused: {}", reasons);
      throw e;
    } catch (BadJwtException e) {
      throw refused(e);
    } catch (JwtException e) {
      if (isUnknownKey(e)) {
        throw refused(e);
      }
      LOG.error("tokens cannot be verified: the signing keys could not be read", e);
      throw e;
    }
  }

  private static BadJwtException refused(JwtException e) {
    LOG.warn("a token was refused: it is malformed, or signed by a key that is not known");
    return new BadJwtException("the token is malformed or its signature is not valid", e);
  }

  /** Returns whether the keys were read a moment ago, and the token's was not among them. */
  private static boolean isUnknownKey(JwtException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof RateLimitReachedException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the decoder for the token's algorithm, which decides by it that it is not the other.
   */
  private NimbusJwtDecoder decoder(String token) {
    NimbusJwtDecoder only = bySecret == null ? byKeys : byKeys == null ? bySecret : null;
    if (only != null) {
      return only;
    }
    try {
      boolean shared = JWSAlgorithm.HS256.equals(JWTParser.parse(token).getHeader().getAlgorithm());
      return Objects.requireNonNull(shared ? bySecret : byKeys);
    } catch (ParseException e) {
      throw new BadJwtException("no token", e);
    }
  }
}
