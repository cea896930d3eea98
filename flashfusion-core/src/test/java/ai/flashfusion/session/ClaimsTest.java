package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import java.util.Map;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; reset role; --",
        "\"}'; set role service_role; --",
        "back\\slash \\' \\\\",
        "quotes ' '' \" \"\"",
        "línea ☃ 🙂 \u2028 \n \t",
        "$$ $1 ? ?? {fn now()} :name /* --"
      })
  void claimsStayData(String hostile) {
    AuthUserId user = AuthUserId.random();
    Session session =
        embedded
            .flashfusion()
            .session(Identity.user(user, Map.of("name", hostile, "role", "service_role")));
    Record row =
        session
            .dsl()
            .fetchSingle(
                "select current_user::text, auth.uid(), auth.role(),"
                    + " nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'name'");
    assertThat(row.get(0)).isEqualTo("authenticated");
    assertThat(row.get(1)).isEqualTo(user.value());
    assertThat(row.get(2)).isEqualTo("authenticated");
    assertThat(row.get(3)).isEqualTo(hostile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'; reset role; --", "a\\b \" ☃"})
  void reasonIsBoundAsDataAndReadableInDatabase(String reason) {
    Record row =
        embedded
            .flashfusion()
            .asService(reason)
            .dsl()
            .fetchSingle("select current_user::text, current_setting('flashfusion.reason', true)");
    assertThat(row.get(0)).isEqualTo("service_role");
    assertThat(row.get(1)).isEqualTo(reason);
  }

  @Test
  void eachKindOfIdentityHasItsRoleAndClaims() {
    AuthUserId user = AuthUserId.random();
    assertThat(Identity.anonymous().claims()).isEqualTo("{\"role\":\"anon\"}");
    assertThat(Identity.user(user).claims())
        .isEqualTo("{\"sub\":\"" + user + "\",\"role\":\"authenticated\"}");
    assertThat(Identity.service("test").claims()).isEqualTo("{\"role\":\"service_role\"}");
  }

  @Test
  void verifiedClaimsMakeAUserOrAnonymousAndNothingElse() {
    AuthUserId user = AuthUserId.random();
    assertThat(Identity.ofClaims("{\"sub\":\"" + user + "\",\"role\":\"authenticated\",\"aal\":1}"))
        .satisfies(
            identity -> {
              assertThat(identity.authUserId()).contains(user);
              assertThat(identity.claims()).contains("\"aal\":1");
            });
    assertThat(Identity.ofClaims("{\"role\":\"anon\"}")).isEqualTo(Identity.anonymous());
    assertThatThrownBy(() -> Identity.ofClaims("{\"role\":\"service_role\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'service_role'")
        .hasMessageContaining("Identity.service(reason)");
    assertThatThrownBy(() -> Identity.ofClaims("{\"role\":\"authenticated\"}"))
        .hasMessageContaining("no 'sub'");
    assertThatThrownBy(() -> Identity.ofClaims("secret")).hasMessage("the claims are not JSON");
    assertThatThrownBy(() -> Identity.ofClaims("[]")).hasMessageContaining("not a JSON object");
  }

  @Test
  void aServiceWithoutReasonIsRefused() {
    assertThatThrownBy(() -> embedded.flashfusion().asService(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a reason");
  }
}
