package ai.flashfusion.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tests that only tokens of the issuer are accepted, and no refused one makes an anonymous call.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadTokensTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final ECKey key = Tokens.elliptic("one");
  static final RSAKey rsa = Tokens.rsa("two");
  @AutoClose static final Tokens tokens = new Tokens(key, rsa);
  static final AuthUserId alice = database.signUp("alice@example.com");

  @AutoClose
  static final Service service =
      Service.start(
          database,
          Application.class,
          "flashfusion.auth.issuer=" + tokens.issuer(),
          "flashfusion.auth.jwk-set-uri=" + tokens.issuer() + "/.well-known/jwks.json",
          "flashfusion.auth.jwt-secret=" + Tokens.SECRET,
          "server.max-http-request-header-size=2MB");

  static JWTClaimsSet.Builder good() {
    return tokens.claims(alice);
  }

  static Date ago(long seconds) {
    return Date.from(Instant.now().minusSeconds(seconds));
  }

  static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  static Stream<Arguments> refused() {
    String signed = Tokens.sign(key, good().build());
    String[] parts = signed.split("\\.", -1);
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("unsigned", new PlainJWT(good().build()).serialize());
    bad.put("alg NONE in capitals", base64("{\"alg\":\"NONE\"}") + "." + parts[1] + ".");
    bad.put("without its signature", parts[0] + "." + parts[1] + ".");
    bad.put("other claims under the signature", parts[0] + "." + base64("{}") + "." + parts[2]);
    bad.put("of another key with the same id", Tokens.sign(Tokens.elliptic("one"), good().build()));
    bad.put("of a key that is not published", Tokens.sign(Tokens.elliptic("x"), good().build()));
    bad.put("of another secret", Tokens.sign(Tokens.SECRET + "x", good().build()));
    bad.put(
        "signed with the public key as a secret",
        Tokens.sign(rsa.toPublicJWK().toJSONString(), good().build()));
    bad.put("expired", Tokens.sign(key, good().expirationTime(ago(3600)).build()));
    bad.put("that never expires", Tokens.sign(key, good().expirationTime(null).build()));
    bad.put("not valid yet", Tokens.sign(key, good().notBeforeTime(ago(-3600)).build()));
    bad.put("for another audience", Tokens.sign(key, good().audience("others").build()));
    bad.put("without audience", Tokens.sign(key, good().audience((String) null).build()));
    bad.put("of another issuer", Tokens.sign(key, good().issuer("http://evil/auth/v1").build()));
    bad.put("without issuer", Tokens.sign(key, good().issuer(null).build()));
    bad.put("of the service", Tokens.sign(key, good().claim("role", "service_role").build()));
    bad.put("of a superuser", Tokens.sign(key, good().claim("role", "postgres").build()));
    bad.put("without a role", Tokens.sign(key, good().claim("role", null).build()));
    bad.put("without a user", Tokens.sign(key, good().subject(null).build()));
    bad.put("of no uuid", Tokens.sign(key, good().subject("alice").build()));
    bad.put("of a megabyte", "a".repeat(1_000_000));
    bad.put("of three empty parts", "..");
    bad.put("of other characters", "a\u00e4.b.c");
    bad.put("empty", "");
    bad.put("of two words", signed + " " + signed);
    return bad.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void answers401AndLogsOneLineWithoutTheToken(String name, String token, CapturedOutput log) {
    Service.Answer answer = service.getAs(token, "/me");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).startsWith("Bearer error=");
    assertThat(answer.body()).isEmpty();
    assertThat(log.getAll().lines().filter(line -> line.contains("a token was refused")))
        .hasSize(1);
    assertThat(log.getAll().lines().filter(line -> line.matches(".* WARN \\d.*"))).hasSize(1);
    if (token.length() > 10) {
      assertThat(log.getAll()).doesNotContain(token.substring(0, 11));
      assertThat(answer.toString()).doesNotContain(token.substring(0, 11));
    }
  }

  static Stream<List<String>> headers() {
    String signed = Tokens.sign(key, good().build());
    return Stream.of(
        List.of("Authorization", "Basic YWxpY2U6YWxpY2U="),
        List.of("Authorization", signed),
        List.of("Authorization", "Token " + signed),
        List.of("Authorization", "Bearer"),
        List.of("Authorization", "Bearer: " + signed),
        List.of("Authorization", "Bearer " + signed, "Authorization", "Bearer " + signed));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void refusesHeadersThatHoldNoToken(List<String> headers) {
    assertThat(service.get("/me", headers.toArray(String[]::new)).status()).isEqualTo(401);
  }

  @Test
  void acceptsGoodTokens() {
    String me = "user " + alice;
    assertThat(service.getAs(Tokens.sign(key, good().build()), "/me").body()).isEqualTo(me);
    assertThat(service.getAs(Tokens.sign(rsa, good().build()), "/me").body()).isEqualTo(me);
    assertThat(service.getAs(Tokens.sign(Tokens.SECRET, good().build()), "/me").body())
        .isEqualTo(me);
    String lowerCase = "bearer " + Tokens.sign(key, good().build());
    assertThat(service.get("/me", "Authorization", lowerCase).body()).isEqualTo(me);
    String anonymous = Tokens.sign(key, good().subject(null).claim("role", "anon").build());
    assertThat(service.getAs(anonymous, "/me").body()).isEqualTo("anonymous");
  }

  @Test
  void absentTokenIsAnonymous() {
    assertThat(service.get("/me").body()).isEqualTo("anonymous");
    String elsewhere = "/me?access_token=" + Tokens.sign(key, good().build());
    assertThat(service.get(elsewhere).body()).isEqualTo("anonymous");
  }

  @Test
  void refusesAShortSecret() {
    assertThatThrownBy(
            () ->
                Service.start(
                    database,
                    Application.class,
                    "flashfusion.auth.issuer=" + tokens.issuer(),
                    "flashfusion.auth.jwt-secret=too short"))
        .hasStackTraceContaining("can be guessed");
  }

  @SpringBootApplication
  @RestController
  static class Application {

    @GetMapping("/me")
    String me(Session session) {
      return session.identity().toString();
    }
  }
}
