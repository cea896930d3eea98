package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The name under which the server lists the connections. */
class ApplicationNameTest {

  private static final String SHOWN = "current_setting('application_name')";

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();

  @Test
  void isThatOfTheLibraryByDefault() {
    try (FlashFusion flashfusion = embedded.builder().connect()) {
      assertThat(shown(flashfusion, Identity.anonymous())).isEqualTo("flashfusion");
      assertThat(shown(flashfusion, Identity.service("a test"))).isEqualTo("flashfusion-service");
    }
  }

  @Test
  void isTheGivenOne() {
    try (FlashFusion flashfusion = embedded.builder().applicationName("billing api").connect()) {
      assertThat(shown(flashfusion, Identity.anonymous())).isEqualTo("billing api");
      assertThat(shown(flashfusion, Identity.service("a test"))).isEqualTo("billing api-service");
      assertThat(
              embedded
                  .dsl()
                  .fetchCount(
                      DSL.table("pg_stat_activity"),
                      DSL.condition("application_name = 'billing api'")))
          .isPositive();
    }
  }

  @Test
  void theOneInTheUrlCountsMore() {
    try (FlashFusion flashfusion =
        embedded
            .builder()
            .url(embedded.url() + "?ApplicationName=mine")
            .applicationName("other")
            .connect()) {
      assertThat(shown(flashfusion, Identity.anonymous())).isEqualTo("mine");
    }
  }

  @Test
  void isLeftAloneInADataSource() {
    PGSimpleDataSource given = new PGSimpleDataSource();
    given.setUrl(embedded.url());
    given.setUser(embedded.login());
    given.setPassword(embedded.password());
    given.setApplicationName("theirs");
    FlashFusionBuilder builder = FlashFusion.builder().dataSource(given);
    try (FlashFusion flashfusion = builder.connect()) {
      assertThat(shown(flashfusion, Identity.anonymous())).isEqualTo("theirs");
    }
    builder.applicationName("ours");
    assertThatThrownBy(builder::connect)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("applicationName would have no effect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " billing",
        "billing\n",
        "Büro",
        "123456789 123456789 123456789 123456789 123456789 1"
      })
  void refusesWhatPostgresWouldChange(String name) {
    assertThatThrownBy(() -> FlashFusion.builder().applicationName(name))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("applicationName is '" + name + "'");
  }

  private static String shown(FlashFusion flashfusion, Identity identity) {
    return flashfusion
        .session(identity)
        .dsl()
        .select(DSL.field(SHOWN, String.class))
        .fetchSingle()
        .value1();
  }
}
