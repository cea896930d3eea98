package ai.flashfusion.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The claims of a verified token as the usual libraries give them. */
class TokenClaimsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final AuthUserId USER = AuthUserId.random();
  private static final Instant EXPIRY = Instant.ofEpochSecond(1_800_000_000);

  /** The payload of a token of Supabase Auth. */
  private static final String PAYLOAD =
      """
      {"aud":["authenticated"],"exp":1800000000,"iat":1799996400,"iss":"https://x.supabase.co/auth/v1",
       "sub":"%s","email":"alice@example.com","phone":"","role":"authenticated","aal":"aal1",
       "app_metadata":{"provider":"email","providers":["email"],"limits":{"calls":9007199254740993}},
       "amr":[{"method":"password","timestamp":1799996400}],"is_anonymous":false,"nothing":null}
      """
          .formatted(USER);

  private static Map<String, Object> claims(Object issuer, Object expiry, Object issued) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", List.of("authenticated"));
    claims.put("exp", expiry);
    claims.put("iat", issued);
    claims.put("iss", issuer);
    claims.put("sub", USER.toString());
    claims.put("email", "alice@example.com");
    claims.put("phone", "");
    claims.put("role", "authenticated");
    claims.put("aal", "aal1");
    claims.put(
        "app_metadata",
        Map.of(
            "provider",
            "email",
            "providers",
            List.of("email"),
            "limits",
            Map.of("calls", 9007199254740993L)));
    claims.put("amr", List.of(Map.of("method", "password", "timestamp", 1799996400)));
    claims.put("is_anonymous", false);
    claims.put("nothing", null);
    return claims;
  }

  static List<Map<String, Object>> libraries() throws Exception {
    Instant issued = EXPIRY.minusSeconds(3600);
    String issuer = "https://x.supabase.co/auth/v1";
    Map<String, Object> jjwt = claims(issuer, EXPIRY.getEpochSecond(), issued.getEpochSecond());
    jjwt.put("aud", Set.of("authenticated"));
    Map<String, Object> spring = claims(URI.create(issuer).toURL(), EXPIRY, issued);
    Map<String, Object> nimbus = claims(issuer, Date.from(EXPIRY), Date.from(issued));
    Map<String, Object> jackson = new HashMap<>();
    MAPPER.readTree(PAYLOAD).properties().forEach(e -> jackson.put(e.getKey(), e.getValue()));
    assertThat(spring.get("iss")).isInstanceOf(URL.class);
    return List.of(jjwt, spring, nimbus, jackson);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void claimsReachTheDatabaseAsTheyStandInTheToken(Map<String, Object> claims) {
    Identity identity = Identity.ofClaims(claims);

    assertThat(identity.authUserId()).contains(USER);
    assertThat(identity.role()).isEqualTo("authenticated");
    assertThat(MAPPER.readTree(identity.claims())).isEqualTo(MAPPER.readTree(PAYLOAD));
    assertThat(
            embedded
                .flashfusion()
                .session(identity)
                .dsl()
                .fetchValue("select auth.jwt() = ?::jsonb", PAYLOAD))
        .isEqualTo(true);
  }

  @Test
  void textAndMapMakeTheSameIdentity() throws Exception {
    for (Map<String, Object> claims : libraries().subList(0, 3)) {
      assertThat(MAPPER.readTree(Identity.ofClaims(claims).claims()))
          .isEqualTo(MAPPER.readTree(Identity.ofClaims(PAYLOAD).claims()));
    }
  }

  @Test
  void datesOfAnyDepthBecomeSeconds() {
    Map<String, Object> more =
        Map.of(
            "nbf", Date.from(EXPIRY.plusMillis(500)),
            "precise", EXPIRY.plusNanos(1),
            "before", Instant.ofEpochSecond(-1),
            "sql", new java.sql.Date(EXPIRY.toEpochMilli()),
            "list", new Object[] {EXPIRY, Map.of("at", EXPIRY)});

    JsonNode claims = MAPPER.readTree(Identity.user(USER, more).claims());

    assertThat(claims.get("nbf")).hasToString("1.8000000005E9");
    assertThat(Identity.user(USER, more).claims())
        .contains(
            "\"nbf\":1800000000.5",
            "\"precise\":1800000000.000000001",
            "\"before\":-1",
            "\"sql\":1800000000",
            "\"list\":[1800000000,{\"at\":1800000000}]");
  }

  @Test
  void numbersKeepTheirDigits() {
    String claims =
        Identity.ofClaims("{\"role\":\"authenticated\",\"sub\":\"" + USER + "\",\"v\":1.10}")
            .claims();

    assertThat(claims).contains("\"v\":1.10");
    assertThat(Identity.user(USER, Map.of("v", new BigDecimal("1.10"), "w", 0.5f)).claims())
        .contains("\"v\":1.10", "\"w\":0.5");
  }

  @Test
  void valueThatJsonDoesNotHaveIsRefusedByName() {
    Map<String, Object> claims = claims("issuer", EXPIRY, EXPIRY);
    claims.put("app_metadata", Map.of("list", List.of(1, Optional.of("hush"))));
    assertThatThrownBy(() -> Identity.ofClaims(claims))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the claim 'app_metadata.list[1]' is a java.util.Optional, which")
        .hasMessageContaining("give the token's payload as text")
        .hasMessageNotContaining("hush");
    for (Object value :
        List.of(Double.NaN, Float.POSITIVE_INFINITY, new Object(), 'c', new int[] {1})) {
      assertThatThrownBy(() -> Identity.user(USER, Map.of("odd", value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the claim 'odd' is a ");
    }
    assertThatThrownBy(() -> Identity.user(USER, Map.of("m", Map.of(1, "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a key in the claim 'm' is named by a java.lang.Integer: a string is expected");
    assertThatThrownBy(() -> Identity.ofClaims(Map.of(1, "x")))
        .hasMessage("a claim is named by a java.lang.Integer: a string is expected");
  }

  @Test
  void tokenWithoutRoleSaysWhatToDo() {
    for (String payload : List.of("{\"sub\":\"" + USER + "\"}", "{\"role\":null}", "{}")) {
      assertThatThrownBy(() -> Identity.ofClaims(payload))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the claims have no 'role', as tokens of Supabase Auth have: for a user of another"
                  + " issuer say Identity.user(authUserId, claims)");
    }
    assertThatThrownBy(() -> Identity.ofClaims(Map.of("role", List.of("authenticated"))))
        .hasMessage("the claims' 'role' is no string");
  }

  @ParameterizedTest
  @ValueSource(strings = {"service_role", "postgres", "ANON", ""})
  void otherRolesAreRefused(String role) {
    assertThatThrownBy(() -> Identity.ofClaims(Map.of("role", role, "sub", USER.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the claims' role is '"
                + role
                + "': 'anon' or 'authenticated' is expected; for service access say Identity.service(reason)");
  }

  @Test
  void subThatIsNoIdIsRefusedByName() {
    for (String sub : List.of("auth0|alice@example.com", "", "1-1-1-1-1")) {
      assertThatThrownBy(() -> Identity.ofClaims(Map.of("role", "authenticated", "sub", sub)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the claims' 'sub' is no UUID")
          .hasMessageNotContaining("alice")
          .hasNoCause();
    }
    assertThatThrownBy(() -> Identity.ofClaims(Map.of("role", "authenticated", "sub", 5)))
        .hasMessage("the claims' 'sub' is no string");
    assertThatThrownBy(() -> Identity.ofClaims(Map.of("role", "authenticated")))
        .hasMessage("the claims have no 'sub': a user's id is expected");
  }

  @Test
  void anonymousTokenIsAnonymous() {
    assertThat(Identity.ofClaims(Map.of("role", "anon", "exp", Date.from(EXPIRY))))
        .isEqualTo(Identity.anonymous());
  }
}
