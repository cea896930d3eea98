package ai.flashfusion.internal.session;

import ai.flashfusion.internal.error.UnstorableTextException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of a caller's, under which something is stored at most once.
 *
 * @param text the key
 * @param request a description of the request that the key is for, or null
 */
public record IdempotencyKey(String text, @Nullable String request) {

  /** The maximum number of characters, as in Stripe's API; the database checks it, too. */
  static final int MAX_LENGTH = 255;

  /** Checks the key. */
  public IdempotencyKey {
    requireValid(text);
  }

  // Unlike the compiler, callers may pass null.
  private static void requireValid(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("the idempotency key is null: " + EXPECTED);
    }
    int length = text.codePointCount(0, text.length());
    if (length == 0 || length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the idempotency key has " + length + " characters: " + EXPECTED);
    }
    int bad = UnstorableTextException.find(text);
    if (bad >= 0) {
      throw new IllegalArgumentException(
          UnstorableTextException.of(text.charAt(bad), bad, "the idempotency key", null)
              .getMessage());
    }
  }

  private static final String EXPECTED =
      "1 to " + MAX_LENGTH + " characters are expected, such as the id of the request";

  /**
   * Returns the digest of what is done under the key, in hexadecimal digits. The parts must be the
   * same when it is repeated.
   */
  public String digest(List<String> parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
    if (request != null) {
      add(digest, request);
    }
    parts.forEach(part -> add(digest, part));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Adds a part with its length before it, so that no two lists of parts look the same. */
  private static void add(MessageDigest digest, String part) {
    digest.update((part.length() + ":").getBytes(StandardCharsets.US_ASCII));
    // An encoder would make the same of all halves of surrogate pairs.
    ByteBuffer chars = ByteBuffer.allocate(2 * part.length());
    part.chars().forEach(each -> chars.putChar((char) each));
    digest.update(chars.array());
  }

  /**
   * Returns the statement that takes the key, which fails if it is taken and waits while another
   * transaction is about to take it.
   *
   * @param subject the id of the row that is stored, or null
   */
  Lead take(String digest, @Nullable UUID subject) {
    return subject == null
        ? new Lead(
            "insert into flashfusion_idempotency.keys (key, digest)"
                + " values (?, pg_catalog.decode(?, 'hex'));",
            List.of(text, digest),
            1)
        : new Lead(
            "insert into flashfusion_idempotency.keys (key, digest, subject)"
                + " values (?, pg_catalog.decode(?, 'hex'), ?::pg_catalog.uuid);",
            List.of(text, digest, subject.toString()),
            1);
  }
}
