package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The seal of an identity, by which the database distinguishes it from one that text has forged.
 * {@code flashfusion.enter} verifies it. Renewed before it expires. Thread-safe.
 */
final class Seal {

  /**
   * The validity of a seal. Clocks may differ by half of it; a transaction may last longer than the
   * seal with which it began.
   */
  private static final Duration VALIDITY = Duration.ofMinutes(10);

  private final byte[] key;
  private final String subject;
  private volatile Sealed last = new Sealed("", Instant.EPOCH);

  Seal(byte[] key, Identity identity) {
    this.key = key;
    this.subject = "." + identity.role() + "." + identity.claims();
  }

  private record Sealed(String text, Instant renewal) {}

  /** Returns the seal as the preamble binds it. */
  String text() {
    Sealed sealed = last;
    Instant now = Instant.now();
    if (now.isBefore(sealed.renewal())) {
      return sealed.text();
    }
    String expiry = Long.toString(now.plus(VALIDITY).getEpochSecond());
    byte[] message = (expiry + subject).getBytes(StandardCharsets.UTF_8);
    String text = expiry + "." + HexFormat.of().formatHex(digest(digest(message)));
    last = new Sealed(text, now.plus(VALIDITY.dividedBy(2)));
    return text;
  }

  private byte[] digest(byte[] message) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      return digest.digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
