package ai.flashfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.fixture.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings from the environment and from properties. */
class SettingsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  private static void assertRefused(Map<?, ?> properties, String... message) {
    assertThatThrownBy(() -> FlashFusion.builder().properties(properties).connectLazily())
        .isInstanceOf(ConfigurationException.class)
        .hasNoCause()
        .hasMessageContainingAll(message);
  }

  @Test
  void environmentConnects() {
    Map<String, String> environment =
        Map.of(
            "FLASHFUSION_URL",
            embedded.url() + "\n",
            "FLASHFUSION_USER",
            embedded.login(),
            "FLASHFUSION_PASSWORD",
            embedded.password(),
            "FLASHFUSION_POOL_SIZE",
            "1",
            "FLASHFUSION_STATEMENT_TIMEOUT",
            "7s",
            "FLASHFUSION_LEAK_DETECTION",
            "",
            "FLASHFUSION_HOME",
            "/elsewhere");
    try (FlashFusion flashfusion = FlashFusion.builder().environment(environment).connect()) {
      assertThat(
              flashfusion
                  .asAnonymous()
                  .dsl()
                  .fetchValue("select current_setting('statement_timeout')"))
          .isEqualTo("7s");
    }
  }

  @Test
  void propertiesConnectInEitherSpelling() {
    Properties properties = new Properties();
    properties.setProperty("flashfusion.url", embedded.url());
    properties.setProperty("flashfusion.user", embedded.login());
    properties.setProperty("flashfusion.password", embedded.password());
    properties.setProperty("flashfusion.poolSize", "1");
    properties.setProperty("flashfusion.statement-timeout", "PT8S");
    properties.setProperty("another.url", "none");
    try (FlashFusion flashfusion = FlashFusion.builder().properties(properties).connect()) {
      assertThat(
              flashfusion
                  .asAnonymous()
                  .dsl()
                  .fetchValue("select current_setting('statement_timeout')"))
          .isEqualTo("8s");
    }
  }

  @Test
  void laterSettingsReplaceEarlierOnes() {
    try (FlashFusion flashfusion =
        embedded
            .builder()
            .properties(Map.of("flashfusion.statement-timeout", "9s"))
            .statementTimeout(Duration.ofSeconds(6))
            .connect()) {
      assertThat(
              flashfusion
                  .asAnonymous()
                  .dsl()
                  .fetchValue("select current_setting('statement_timeout')"))
          .isEqualTo("6s");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pool-size, many, a whole number",
    "pool-size, 0, at least 1",
    "connection-timeout, soon, 500ms",
    "statement-timeout, 0s, at least one millisecond",
    "leak-detection, 1s, 2 seconds to 30 minutes",
    "seal-key, xyz, not hexadecimal",
    "url, jdbc:mysql://host/db, does not begin with",
    "pool-sise, 3, there is no setting",
  })
  void refusesWrongValuesByName(String name, String value, String message) {
    assertRefused(
        Map.of("flashfusion." + name, value, "flashfusion.user", "me"),
        name.equals("url") ? "url" : "flashfusion." + name,
        message);
  }

  @Test
  void secretsAreNotRepeated() {
    for (String name : new String[] {"password", "service-password", "seal-key"}) {
      assertThatThrownBy(
              () ->
                  FlashFusion.builder()
                      .properties(Map.of("flashfusion." + name, "hunter2"))
                      .connectLazily())
          .isInstanceOf(ConfigurationException.class)
          .message()
          .doesNotContain("hunter2");
    }
  }

  @Test
  void refusesOneSettingInTwoSpellings() {
    assertRefused(
        Map.of("flashfusion.pool-size", "1", "flashfusion.poolSize", "2"),
        "flashfusion.pool-size",
        "flashfusion.poolSize");
  }

  @Test
  void refusesServiceLoginWithoutItsOtherHalf() {
    Map<String, String> connecting =
        Map.of("flashfusion.url", embedded.url(), "flashfusion.user", "me");
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .properties(connecting)
                    .properties(Map.of("flashfusion.service-user", "other"))
                    .connectLazily())
        .hasMessageContaining("service-password is not");
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .properties(connecting)
                    .properties(Map.of("flashfusion.service-password", "hunter2"))
                    .connectLazily())
        .hasMessageContaining("service-user is not");
  }

  @Test
  void refusesWhatHasNoEffectBesideDataSource() {
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .dataSource(embedded.owner())
                    .url(embedded.url())
                    .user("me")
                    .poolSize(3)
                    .connectLazily())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("user, url, poolSize would have no effect");
    assertThatThrownBy(
            () -> FlashFusion.builder().dataSource(embedded.owner()).poolSize(10).doctor())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("poolSize");
  }

  @Test
  void manualListsEverySetting() throws IOException {
    String page = Files.readString(Path.of("../docs/start.md"));
    assertThat(Settings.Setting.values())
        .allSatisfy(
            setting ->
                assertThat(page)
                    .contains("`" + setting.property() + "`")
                    .contains("`" + setting.variable() + "`"));
  }
}
