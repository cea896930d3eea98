package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.nimbusds.jose.jwk.ECKey;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Tests when the issuer's keys are read, and what happens when they cannot be. */
class SigningKeysTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  final AuthUserId alice = database.signUp(System.nanoTime() + "@example.com");
  final ECKey old = Tokens.elliptic("old");
  @AutoClose final Tokens tokens = new Tokens(old);

  @AutoClose
  final Service service =
      Service.start(
          database, BadTokensTest.Application.class, "flashfusion.auth.issuer=" + tokens.issuer());

  int status(ECKey key) {
    return service.getAs(Tokens.sign(key, tokens.claims(alice).build()), "/me").status();
  }

  @Test
  void readsKeysOnce() {
    assertThat(tokens.fetched()).isZero();
    for (int i = 0; i < 20; i++) {
      assertThat(status(old)).isEqualTo(200);
    }
    assertThat(tokens.fetched()).isEqualTo(1);
  }

  @Test
  void followsRotation() {
    assertThat(status(old)).isEqualTo(200);
    ECKey next = Tokens.elliptic("next");
    tokens.publish(next);
    assertThat(status(next)).isEqualTo(200);
    assertThat(status(old)).isEqualTo(401);
  }

  @Test
  void unknownKeysDoNotFloodTheIssuer() {
    assertThat(status(old)).isEqualTo(200);
    for (int i = 0; i < 20; i++) {
      assertThat(status(Tokens.elliptic("unknown " + i))).isEqualTo(401);
    }
    assertThat(tokens.fetched()).isLessThan(5);
    assertThat(status(old)).isEqualTo(200);
  }

  @Test
  void answers503WhileThereAreNoKeys() {
    tokens.fail();
    Service.Answer answer = service.getAs(Tokens.sign(old, tokens.claims(alice).build()), "/me");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("5");
    assertThat(service.get("/me").body()).isEqualTo("anonymous");
  }
}
