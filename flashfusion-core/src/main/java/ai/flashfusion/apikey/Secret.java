package ai.flashfusion.apikey;

import java.security.SecureRandom;
import java.util.Base64;

/** A random text that is shown only once. Its {@code toString} does not reveal it. Immutable. */
public final class Secret {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Returns a new secret: the prefix, then 256 random bits in 43 characters that are safe in URLs.
   */
  public static Secret random(String prefix) {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Returns the text itself. Hand it over and do not keep it. */
  public String reveal() {
    return value;
  }

  /** Returns a placeholder instead of the text. */
  @Override
  public String toString() {
    return "(secret)";
  }
}
