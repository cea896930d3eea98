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
    if (!environment.containsKey(URL)) {
      return Optional.empty();
    }
    try {
      return Optional.of(FlashFusion.builder().poolSize(2).environment(environment));
    } catch (ConfigurationException e) {
      throw new InputException(e.getMessage());
    }
  }

  /** Returns the name of the database, for the prompt. */
  String database() {
    String url = environment.getOrDefault(URL, "sample");
    String path = url.replaceFirst("[?].*", "");
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "");
  }

  private void require(String name, String because) {
    @Nullable String value = environment.get(name);
    if (value == null) {
      throw new InputException(name + " is missing, which " + because + " needs");
    }
  }
}
