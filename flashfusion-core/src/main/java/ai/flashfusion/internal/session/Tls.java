package ai.flashfusion.internal.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.util.OSUtil;
import org.postgresql.util.PSQLException;

/**
 * The verification of servers: one that is not on this machine is verified unless the URL says
 * otherwise. The driver's own default encrypts if the server offers it and verifies nothing.
 */
public final class Tls {

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?i)localhost|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)\\]?|/.*"); // or a socket

  /** The settings of the driver with which a URL decides itself whether to verify. */
  private static final List<PGProperty> DECIDING = List.of(PGProperty.SSL_MODE, PGProperty.SSL);

  /** The settings with which a URL names certificates, or how to find them. */
  private static final List<PGProperty> CERTIFICATES =
      List.of(
          PGProperty.SSL_ROOT_CERT,
          PGProperty.SSL_CERT,
          PGProperty.SSL_KEY,
          PGProperty.SSL_FACTORY);

  private Tls() {}

  /** Returns whether the host is this machine by its name alone, without asking for its address. */
  public static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /**
   * Returns the driver's settings that are to be added to those of a URL.
   *
   * @param unverified the hosts that need not be verified
   */
  public static Map<String, String> settings(String url, Set<String> unverified) {
    return settings(
        url, unverified, Path.of(OSUtil.getUserConfigRootDirectory()).resolve("root.crt"));
  }

  /**
   * Returns the driver's settings that are to be added to those of a URL.
   *
   * @param rootCertificate the file in which the driver looks for certificates of authorities,
   *     which need not exist. Without it those that the JVM trusts are taken, which include the
   *     public ones
   */
  static Map<String, String> settings(String url, Set<String> unverified, Path rootCertificate) {
    Properties named = Driver.parseURL(url, null);
    if (named == null || any(named, DECIDING) || allKnown(named, unverified)) {
      return Map.of();
    }
    return any(named, CERTIFICATES) || Files.exists(rootCertificate)
        ? Map.of(PGProperty.SSL_MODE.getName(), "verify-full")
        : Map.of(
            PGProperty.SSL_MODE.getName(),
            "verify-full",
            PGProperty.SSL_FACTORY.getName(),
            DefaultJavaSSLFactory.class.getName());
  }

  /** Returns the driver's {@code sslmode} for a URL and settings, or null if it is not known. */
  static @Nullable String mode(String url, @Nullable Properties settings) {
    Properties named = Driver.parseURL(url, settings);
    try {
      return named == null ? null : SslMode.of(named).value;
    } catch (PSQLException e) {
      return null; // A mode that does not exist, with which nothing connects.
    }
  }

  private static boolean any(Properties named, List<PGProperty> properties) {
    return properties.stream().anyMatch(property -> property.isPresent(named));
  }

  private static boolean allKnown(Properties named, Set<String> unverified) {
    String hosts = PGProperty.PG_HOST.getOrDefault(named);
    return hosts == null
        || Arrays.stream(hosts.split(",", -1))
            .allMatch(host -> isLoopback(host) || unverified.contains(host));
  }
}
