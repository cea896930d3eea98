package ai.flashfusion.notification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of webhook payloads: {@code t=<unix seconds>,v1=<hex>}, where the second is the
 * HMAC-SHA256 of {@code t.payload} in UTF-8. Needs no database, so that receivers can verify
 * signatures too. Thread-safe.
 */
public final class WebhookSignature {

  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /**
   * Returns the header for a payload.
   *
   * @param payload the body, exactly as it is sent
   * @param at the time of sending, of which whole seconds count
   * @throws IllegalArgumentException if the secret is blank
   */
  public static String sign(String payload, String secret, Instant at) {
    long seconds = at.getEpochSecond();
    return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hmac(seconds, payload, secret));
  }

  /**
   * Returns whether the header was made for the payload with the secret, at a time that differs
   * from the clock's by at most the tolerance. The signatures are compared in constant time. For a
   * header that cannot be read the result is false, like for a wrong one. If there are several
   * {@code v1}, as while a secret is being replaced, one must be right; other parts are ignored.
   *
   * @param header the header; null if it is missing
   * @throws IllegalArgumentException if the secret is blank or the tolerance is negative
   */
  public static boolean verify(
      @Nullable String header, String payload, String secret, Duration tolerance, Clock clock) {
    if (tolerance.isNegative()) {
      throw new IllegalArgumentException("the tolerance is " + tolerance + ": 0 or more is needed");
    }
    requireSecret(secret);
    Parts parts = header == null ? null : Parts.of(header);
    if (parts == null) {
      return false;
    }
    byte[] right = hmac(parts.seconds(), payload, secret);
    boolean matches = false;
    for (byte[] signature : parts.signatures()) {
      matches |= MessageDigest.isEqual(right, signature);
    }
    Duration age = Duration.ofSeconds(clock.instant().getEpochSecond() - parts.seconds()).abs();
    return matches && age.compareTo(tolerance) <= 0;
  }

  private static byte[] hmac(long seconds, String payload, String secret) {
    requireSecret(secret);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  private static void requireSecret(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("the secret is blank: anybody could sign with it");
    }
  }

  private record Parts(long seconds, List<byte[]> signatures) {

    /**
     * Returns the parts of the header, or null unless it has exactly one time and at least one
     * signature.
     */
    static @Nullable Parts of(String header) {
      Long seconds = null;
      List<byte[]> signatures = new ArrayList<>();
      for (String part : header.split(",", -1)) {
        String text = part.strip();
        try {
          if (text.startsWith("t=")) {
            if (seconds != null) {
              return null;
            }
            seconds = unixSeconds(text.substring(2));
          } else if (text.startsWith("v1=")) {
            signatures.add(HexFormat.of().parseHex(text.substring(3)));
          }
        } catch (IllegalArgumentException e) {
          return null;
        }
      }
      return seconds == null || signatures.isEmpty() ? null : new Parts(seconds, signatures);
    }

    /** Parses a number of digits only, as a sign would make another text for the same time. */
    private static long unixSeconds(String digits) {
      if (digits.length() > 12 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new NumberFormatException("no time");
      }
      return Long.parseLong(digits);
    }
  }
}
