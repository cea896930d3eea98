package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The JDBC URL of a database. Messages do not repeat it, as it may hold a password. */
public final class Address {

  private static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern SUPABASE =
      Pattern.compile("https?://([a-z0-9]{1,63})\\.supabase\\.co(?:/.*)?", Pattern.DOTALL);

  private Address() {}

  /**
   * Refuses a URL that the driver cannot read, whose error would repeat a password, one without a
   * user, and one that names another user than the one who is to log in, as the driver would prefer
   * it.
   *
   * @param user null if only the URL names one
   * @throws ConfigurationException if it is refused; the message shows the right URL where it can
   */
  public static void check(String url, @Nullable String user) {
    if (!url.startsWith(PREFIX)) {
      throw new ConfigurationException(
          "the url does not begin with '" + PREFIX + "'" + instead(url), null);
    }
    if (url.split("\\?", 2)[0].contains("@")) {
      throw new ConfigurationException(
          "the url has a user or password before '@', which the driver takes for the host: give them"
              + " with user(…) and password(…)",
          null);
    }
    // The driver logs a URL whose host does not end.
    boolean endless =
        url.startsWith(PREFIX + "//")
            && !url.split("\\?", 2)[0].substring(PREFIX.length() + 2).contains("/");
    Properties named = endless ? null : Driver.parseURL(url, null);
    if (named == null) {
      throw new ConfigurationException(
          "the driver cannot read the url: 'jdbc:postgresql://host:port/database' is expected, and"
              + " user and password are given with user(…) and password(…)",
          null);
    }
    String preferred = named.getProperty(PGProperty.USER.getName());
    if (user == null && preferred == null) {
      throw new ConfigurationException(
          "no user is set: name the login with user(…), such as 'authenticator'", null);
    }
    if (user != null && preferred != null && !user.equals(preferred)) {
      throw new ConfigurationException(
          "the url names the user '"
              + preferred
              + "', which the driver prefers to '"
              + user
              + "': take user and password out of the url",
          null);
    }
  }

  /** Returns the host and port of a URL, several separated by commas. */
  public static String of(String url) {
    Properties named = Driver.parseURL(url, null);
    if (named == null) {
      return "the database";
    }
    String[] hosts = PGProperty.PG_HOST.getOrDefault(named).split(",", -1);
    String[] ports = PGProperty.PG_PORT.getOrDefault(named).split(",", -1);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < hosts.length; i++) {
      all.append(i == 0 ? "" : ",").append(hosts[i]);
      all.append(':').append(ports[Math.min(i, ports.length - 1)]);
    }
    return all.toString();
  }

  /** Returns advice with the URL that was probably meant. */
  private static String instead(String url) {
    Matcher supabase = SUPABASE.matcher(url);
    if (supabase.matches()) {
      return ": this is the address of Supabase's API. Its database has"
          + " 'jdbc:postgresql://db."
          + supabase.group(1)
          + ".supabase.co:5432/postgres'; without IPv6 take the host of the session pooler, which"
          + " the project's page shows under 'Connect'";
    }
    URI uri = parsed(url);
    if (uri == null
        || !("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))) {
      return ": 'jdbc:postgresql://host:port/database' is expected";
    }
    String host = uri.getHost();
    String path = uri.getPath();
    // What follows an '@' in a wrong place may be part of a password.
    boolean clear = host != null && path != null && !path.contains("@") && uri.getQuery() == null;
    return ": Java's form of it is "
        + (clear
            ? "'jdbc:postgresql://"
                + host
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (path.isEmpty() ? "/" : path)
                + "'"
            : "'jdbc:postgresql://host:port/database'")
        + ", and user and password are given with user(…) and password(…)";
  }

  private static @Nullable URI parsed(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
