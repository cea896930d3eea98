package ai.flashfusion.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.schema.ids.AuthUserId;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens like Supabase Auth, which publishes its signing keys over HTTP. */
final class Tokens implements AutoCloseable {

  static final String SECRET = "a secret of more than thirty-two bytes, for HS256";

  private final HttpServer server;
  private final AtomicInteger fetched = new AtomicInteger();
  private volatile List<JWK> published;
  private volatile boolean down;

  Tokens(JWK... keys) {
    published = List.of(keys);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/auth/v1/.well-known/jwks.json",
        exchange -> {
          fetched.incrementAndGet();
          byte[] set = new JWKSet(published).toString(true).getBytes(UTF_8);
          exchange.sendResponseHeaders(down ? 503 : 200, set.length);
          exchange.getResponseBody().write(set);
          exchange.close();
        });
    server.start();
  }

  static ECKey elliptic(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://localhost:" + server.getAddress().getPort() + "/auth/v1";
  }

  void publish(JWK... keys) {
    published = List.of(keys);
  }

  void fail() {
    down = true;
  }

  int fetched() {
    return fetched.get();
  }

  JWTClaimsSet.Builder claims(AuthUserId user) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .audience("authenticated")
        .subject(user.toString())
        .claim("role", "authenticated")
        .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
  }

  static String sign(JWK key, JWTClaimsSet claims) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) key);
      JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sign(String secret, JWTClaimsSet claims) {
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
      token.sign(new MACSigner(secret));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
