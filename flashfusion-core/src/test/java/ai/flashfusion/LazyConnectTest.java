package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.fixture.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LazyConnectTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();

  @Test
  void firstSessionConnectsAndFailureIsTriedAgain() {
    embedded.run("alter role flashfusion_user connection limit 0");
    try (FlashFusion lazy =
        embedded.builder().connectionTimeout(Duration.ofSeconds(5)).connectLazily()) {
      assertThatThrownBy(lazy::asAnonymous).isInstanceOf(ConnectionException.class);
      embedded.run("alter role flashfusion_user connection limit -1");
      assertThat(lazy.asAnonymous().projects().count()).isZero();
    } finally {
      embedded.run("alter role flashfusion_user connection limit -1");
    }
  }

  @Test
  void loginIsCheckedWithFirstSession() {
    try (FlashFusion lazy = embedded.builder().password("wrong").connectLazily()) {
      embedded.run("alter role flashfusion_user nologin");
      assertThatThrownBy(lazy::asAnonymous).isInstanceOf(ConfigurationException.class);
    } finally {
      embedded.run("alter role flashfusion_user login");
    }
  }

  @Test
  void settingsAreCheckedAtOnce() {
    assertThatThrownBy(() -> FlashFusion.builder().connectLazily())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("neither url nor dataSource");
    assertThatThrownBy(() -> embedded.builder().url("postgresql://host/db").connectLazily())
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void closedBeforeFirstSessionStaysClosed() {
    FlashFusion lazy = embedded.builder().connectLazily();
    lazy.close();
    assertThatThrownBy(lazy::asAnonymous).isInstanceOf(ClosedException.class);
  }
}
