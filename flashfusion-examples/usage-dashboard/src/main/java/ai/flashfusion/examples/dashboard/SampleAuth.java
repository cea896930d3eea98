package ai.flashfusion.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/**
 * An issuer of tokens in place of Supabase Auth: signs them with a key that is made at the start,
 * and publishes the public half at the same path. Asks for no passwords, so it is for samples only.
 */
final class SampleAuth implements AutoCloseable {

  /** The life of a token, the default of Supabase Auth. */
  static final Duration LIFE = Duration.ofHours(1);

  private final ECKey key;
  private final HttpServer server;

  private SampleAuth(ECKey key, HttpServer server) {
    this.key = key;
    this.server = server;
  }

  static SampleAuth start() {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID("sample").generate();
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] published = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
      server.createContext(
          "/auth/v1/.well-known/jwks.json",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
          });
      server.start();
      return new SampleAuth(key, server);
    } catch (IOException e) {
      throw new UncheckedIOException("the issuer of tokens did not start: " + e.getMessage(), e);
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java makes no keys for ES256", e);
    }
  }

  String issuer() {
    return "http://localhost:" + server.getAddress().getPort() + "/auth/v1";
  }

  /** Returns a signed token with the claims that Supabase Auth puts into one. */
  String token(SamplePerson person) {
    return token(person, Instant.now().plus(LIFE));
  }

  String token(SamplePerson person, Instant expires) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience("authenticated")
            .subject(person.user().toString())
            .expirationTime(Date.from(expires))
            .claim("role", "authenticated")
            .claim("email", person.email())
            .claim("user_metadata", Map.of("full_name", person.name()))
            .build();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java does not sign with ES256", e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
