package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.notification.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

  static final String SECRET = "whsec_0123456789abcdef";
  static final String PAYLOAD = "{\"name\":\"größer\"}";
  static final Instant AT = Instant.parse("2026-03-01T12:00:00.9Z");
  static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  static final String HEADER = WebhookSignature.sign(PAYLOAD, SECRET, AT);

  @Test
  void theSignatureIsTheOneThatOthersCompute() {
    // printf '1772366400.{"name":"größer"}' | openssl dgst -sha256 -hmac whsec_0123456789abcdef
    assertThat(HEADER)
        .isEqualTo(
            "t=1772366400,v1=8f003c7f1029e74f4b96adb64411924503f3383382509cb07260ebe8190cec2e");
  }

  @Test
  void aSignatureIsVerifiedWithinTheToleranceOnBothSides() {
    assertThat(verify(HEADER, AT)).isTrue();
    assertThat(verify(HEADER, AT.plus(FIVE_MINUTES))).isTrue();
    assertThat(verify(HEADER, AT.minus(FIVE_MINUTES))).isTrue();
    assertThat(verify(HEADER, AT.plus(FIVE_MINUTES).plusSeconds(1))).isFalse();
    assertThat(verify(HEADER, AT.minus(FIVE_MINUTES).minusSeconds(1))).isFalse();
  }

  @Test
  void anotherPayloadSecretOrTimeIsRefused() {
    assertThat(WebhookSignature.verify(HEADER, PAYLOAD + " ", SECRET, FIVE_MINUTES, at(AT)))
        .isFalse();
    assertThat(WebhookSignature.verify(HEADER, PAYLOAD, SECRET + "0", FIVE_MINUTES, at(AT)))
        .isFalse();
    assertThat(verify(HEADER.replace("t=1772366400", "t=1772366401"), AT)).isFalse();
    assertThat(verify(HEADER.substring(0, HEADER.length() - 2), AT)).isFalse();
  }

  @Test
  void oneOfSeveralSignaturesIsEnoughAndOtherPartsAreIgnored() {
    String other = WebhookSignature.sign(PAYLOAD, "another", AT).split(",", -1)[1];
    assertThat(verify(HEADER + "," + other + ",v0=abc", AT)).isTrue();
    assertThat(verify(HEADER.replace("v1=", other + ", v1="), AT)).isTrue();
    assertThat(verify("t=1772366400," + other, AT)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        ",",
        "t=",
        "t=1772366400",
        "v1=00",
        "t=1772366400,v1=",
        "t=1772366400,v1=0",
        "t=1772366400,v1=zz",
        "t=x,v1=00",
        "t=-1,v1=00",
        "t=99999999999999999999,v1=00",
        "t=999999999999,v1=00",
        "t=1772366400,t=1772366400,v1=00",
        "t=+1772366400,v1=00"
      })
  void aHeaderThatCannotBeReadIsRefused(String header) {
    assertThat(verify(header, AT)).isFalse();
  }

  @Test
  void rejectsSecondTimeDespiteRightSignature() {
    assertThat(verify("t=1," + HEADER, AT)).isFalse();
  }

  @Test
  void rejectsInvalidArguments() {
    assertThatThrownBy(() -> WebhookSignature.sign(PAYLOAD, " ", AT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("blank");
    assertThatThrownBy(() -> WebhookSignature.verify(HEADER, PAYLOAD, "", FIVE_MINUTES, at(AT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> WebhookSignature.verify(HEADER, PAYLOAD, SECRET, Duration.ofSeconds(-1), at(AT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tolerance");
  }

  private static boolean verify(String header, Instant now) {
    return WebhookSignature.verify(header, PAYLOAD, SECRET, FIVE_MINUTES, at(now));
  }

  private static Clock at(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
