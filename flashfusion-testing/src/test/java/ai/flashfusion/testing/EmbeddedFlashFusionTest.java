package ai.flashfusion.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.schema.ids.AuthUserId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedFlashFusionTest {

  @Test
  void eachStartCreatesDatabaseAndSignUpCreatesProfile() {
    try (EmbeddedFlashFusion one = EmbeddedFlashFusion.start();
        EmbeddedFlashFusion other = EmbeddedFlashFusion.start()) {
      AuthUserId id = one.signUp("alice@example.com");
      assertThat(one.flashfusion().asUser(id).profiles().me().getEmail())
          .isEqualTo("alice@example.com");
      assertThat(other.flashfusion().asService("test").profiles().count()).isZero();
      assertThat(one.database()).isNotEqualTo(other.database());
    }
  }

  @Test
  void closingDropsTheDatabase() {
    EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
    embedded.close();
    assertThatThrownBy(() -> embedded.builder().connectionTimeout(Duration.ofMillis(300)).connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void proxyCountsRecordsAndCuts() {
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
        WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      var session = flashfusion.asAnonymous();
      session.projects().count();
      proxy.reset();
      proxy.record();
      session.projects().count();
      assertThat(proxy.roundTrips()).isEqualTo(1);
      assertThat(proxy.statements())
          .extracting(WireStatement::sql)
          .satisfiesExactly(
              begin -> assertThat(begin).isEqualTo("begin"),
              role -> assertThat(role).contains("set_config('role', $2, true)"),
              identity -> assertThat(identity).isEqualTo("select flashfusion.enter($1, $2, $3)"),
              count -> assertThat(count).contains("count(*)"),
              commit -> assertThat(commit.strip()).isEqualTo("commit"));
      assertThat(proxy.statements().get(2).parameters()).startsWith("{\"role\":\"anon\"}", "");
      proxy.cut();
      assertThat(session.projects().count()).isZero();
      assertThat(flashfusion.retries()).isEqualTo(1);
    }
  }
}
