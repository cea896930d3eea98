package ai.flashfusion.repository;

import java.security.SecureRandom;
import java.util.Base64;

/** A random text that is told once. Its {@code toString} does not tell it. Immutable. */
public final class Secret {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /** The prefix, and 256 random bits in 43 characters that are safe in URLs. */
  static Secret random(String prefix) {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The text itself: hand it over, and do not keep it. */
  public String reveal() {
    return value;
  }

  /** Not the text. */
  @Override
  public String toString() {
    return "(secret)";
  }
}
