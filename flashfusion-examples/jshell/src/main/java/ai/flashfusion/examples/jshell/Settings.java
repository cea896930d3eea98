package ai.flashfusion.examples.jshell;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.error.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a database of the user's own, from environment variables, as others can read the
 * command line. Without a URL there is none, and the embedded database is used.
 */
final class Settings {

  static final String URL = "FLASHFUSION_URL";
  private static final String USER = "FLASHFUSION_USER";
  private static final String PASSWORD = "FLASHFUSION_PASSWORD";
  private static final String SERVICE_USER = "FLASHFUSION_SERVICE_USER";
  private static final String SERVICE_PASSWORD = "FLASHFUSION_SERVICE_PASSWORD";
  private static final String SEAL_KEY = "FLASHFUSION_SEAL_KEY";

  private static final List<String> NAMES =
      List.of(URL, USER, PASSWORD, SERVICE_USER, SERVICE_PASSWORD, SEAL_KEY);

  private final Map<String, String> environment;

  private Settings(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Checks which settings are there.
   *
   * @throws InputException if one is missing, blank, or has no use
   */
  static Settings of(Map<String, String> environment) {
    for (String name : NAMES) {
      String value = environment.get(name);
      // A password may be empty, where the server trusts or a file has it.
      if (value != null && value.isBlank() && !name.endsWith("_PASSWORD")) {
        throw new InputException(name + " is empty: give it a value, or unset it");
      }
      if (value != null && !environment.containsKey(URL)) {
        throw new InputException(
            name
                + " is set, but "
                + URL
                + " is not: name the database, or unset both for the embedded one");
      }
    }
    Settings settings = new Settings(environment);
    if (environment.containsKey(URL)) {
      settings.require(USER, URL);
    }
    if (environment.containsKey(SERVICE_PASSWORD)) {
      settings.require(SERVICE_USER, SERVICE_PASSWORD);
    }
    if (environment.containsKey(SERVICE_USER)) {
      settings.require(SERVICE_PASSWORD, SERVICE_USER);
    }
    settings.builder();
    return settings;
  }

  /** Returns a builder with these settings; empty for the embedded database. */
  Optional<FlashFusionBuilder> builder() {
    String url = environment.get(URL);
    if (url == null) {
      return Optional.empty();
    }
    FlashFusionBuilder builder = FlashFusion.builder().url(url).user(get(USER)).poolSize(2);
    String password = environment.get(PASSWORD);
    if (password != null) {
      builder.password(password);
    }
    if (environment.containsKey(SERVICE_USER)) {
      builder.serviceLogin(get(SERVICE_USER), get(SERVICE_PASSWORD));
    }
    String sealKey = environment.get(SEAL_KEY);
    if (sealKey != null) {
      try {
        builder.sealKey(sealKey);
      } catch (ConfigurationException e) {
        throw new InputException(SEAL_KEY + ": " + e.getMessage());
      }
    }
    return Optional.of(builder);
  }

  /** Returns the name of the database, for the prompt. */
  String database() {
    String url = environment.getOrDefault(URL, "sample");
    String path = url.replaceFirst("[?].*", "");
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "");
  }

  private String get(String name) {
    return environment.getOrDefault(name, "");
  }

  private void require(String name, String because) {
    @Nullable String value = environment.get(name);
    if (value == null) {
      throw new InputException(name + " is missing, which " + because + " needs");
    }
  }
}
