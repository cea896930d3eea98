package ai.flashfusion;

import ai.flashfusion.error.ConfigurationException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of the builder that come as text, from the environment or from properties. */
final class Settings {

  private static final Logger LOG = LoggerFactory.getLogger(FlashFusion.class);

  private static final String PREFIX = "flashfusion.";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  /** A setting; its name with hyphens is that of the property. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  enum Setting {
    URL(stripped(FlashFusionBuilder::url)),
    USER(stripped(FlashFusionBuilder::user)),
    PASSWORD(FlashFusionBuilder::password),
    SERVICE_USER(stripped(FlashFusionBuilder::serviceUser)),
    SERVICE_PASSWORD(FlashFusionBuilder::servicePassword),
    SEAL_KEY(stripped(FlashFusionBuilder::sealKey)),
    APPLICATION_NAME(stripped(FlashFusionBuilder::applicationName)),
    POOL_SIZE((builder, text) -> builder.poolSize(number(text))),
    CONNECTION_TIMEOUT((builder, text) -> builder.connectionTimeout(duration(text))),
    STATEMENT_TIMEOUT((builder, text) -> builder.statementTimeout(duration(text))),
    OUTCOME_TIMEOUT((builder, text) -> builder.outcomeTimeout(duration(text))),
    LEAK_DETECTION((builder, text) -> builder.leakDetection(duration(text))),
    SLOW_CALLS((builder, text) -> builder.slowCalls(duration(text))),
    ALLOW_UNVERIFIED_SERVER(
        (builder, text) ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .forEach(builder::allowUnverifiedServer)),
    ALLOW_PRIVILEGED_LOGIN(stripped(FlashFusionBuilder::allowPrivilegedLogin));

    private final BiConsumer<FlashFusionBuilder, String> apply;

    Setting(BiConsumer<FlashFusionBuilder, String> apply) {
      this.apply = apply;
    }

    String property() {
      return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String variable() {
      return "FLASHFUSION_" + name();
    }

    private static BiConsumer<FlashFusionBuilder, String> stripped(
        BiConsumer<FlashFusionBuilder, String> set) {
      return (builder, text) -> set.accept(builder, text.strip());
    }
  }

  private final Map<Setting, Given> given = new LinkedHashMap<>();

  /**
   * A setting as it was given.
   *
   * @param name the name of the variable or property, for messages
   */
  private record Given(String name, String text) {}

  private Settings() {}

  static Settings ofEnvironment(Map<String, String> variables) {
    Settings settings = new Settings();
    new TreeMap<>(variables)
        .forEach(
            (name, text) -> {
              if (name.startsWith("FLASHFUSION_")) {
                Setting setting = find(name.substring("FLASHFUSION_".length()));
                if (setting == null) {
                  LOG.warn("the environment has {}, which is no setting of this library", name);
                } else {
                  settings.add(setting, name, text);
                }
              }
            });
    return settings;
  }

  static Settings ofProperties(Map<?, ?> properties) {
    Settings settings = new Settings();
    properties.forEach(
        (key, value) -> {
          if (key instanceof String name && name.startsWith(PREFIX)) {
            Setting setting = find(name.substring(PREFIX.length()));
            if (setting == null) {
              throw new ConfigurationException(
                  "there is no setting '"
                      + name
                      + "': there are "
                      + String.join(
                          ", ", Arrays.stream(Setting.values()).map(Setting::property).toList()),
                  null);
            }
            settings.add(setting, name, String.valueOf(value));
          }
        });
    return settings;
  }

  /** Returns the setting with the name, whatever its capitals, hyphens and underscores. */
  private static @Nullable Setting find(String name) {
    String plain = plain(name);
    return Arrays.stream(Setting.values())
        .filter(setting -> plain(setting.name()).equals(plain))
        .findFirst()
        .orElse(null);
  }

  private static String plain(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private void add(Setting setting, String name, String text) {
    if (text.isBlank()) {
      return;
    }
    Given before = given.put(setting, new Given(name, text));
    if (before != null) {
      throw new ConfigurationException(
          "both " + before.name() + " and " + name + " are set: leave one of them out", null);
    }
  }

  void applyTo(FlashFusionBuilder builder) {
    given.forEach(
        (setting, value) -> {
          try {
            setting.apply.accept(builder, value.text());
          } catch (UnreadableException e) {
            throw new ConfigurationException(
                value.name() + " is '" + value.text() + "': " + e.expected + " is expected", null);
          } catch (ConfigurationException e) {
            throw new ConfigurationException(value.name() + ": " + e.getMessage(), null);
          }
        });
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new UnreadableException("a whole number");
    }
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new UnreadableException("a duration such as 500ms, 10s, 2m or PT10S");
    }
  }

  /** Thrown if a text is not of the setting's type. */
  private static final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;

    UnreadableException(String expected) {
      this.expected = expected;
    }
  }
}
