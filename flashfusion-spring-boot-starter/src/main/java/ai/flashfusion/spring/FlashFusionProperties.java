package ai.flashfusion.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of FlashFusion.
 *
 * @param url JDBC URL of the database, such as jdbc:postgresql://host/database.
 * @param user Login of users' sessions. Supabase's login for its API by default, which can do
 *     nothing by itself.
 * @param password Password of the login.
 * @param serviceUser Login of service sessions. By default one login serves both.
 * @param servicePassword Password of the login of service sessions.
 * @param sealKey Key that seals identities, at least 64 hexadecimal digits. Without it they are not
 *     sealed.
 * @param applicationName Name of the connections in pg_stat_activity; spring.application.name by
 *     default.
 * @param poolSize Maximum number of connections of users' sessions; 10 by default.
 * @param connectionTimeout Time that a statement waits for a free connection; 10 seconds by
 *     default.
 * @param statementTimeout Time that a statement may take. By default that of the role or the login,
 *     otherwise 30 seconds.
 * @param outcomeTimeout Time for which a write whose answer was lost asks what became of it; 10
 *     seconds by default.
 * @param leakDetection Time after which a connection that is still out is logged. Off by default.
 * @param slowCalls Time from which a call is logged with the plan of its statement. Off by default.
 * @param allowUnverifiedServer Hosts to which to connect although nothing shows that they are the
 *     right ones.
 * @param allowPrivilegedLogin Login to accept although it is a superuser or bypasses row level
 *     security.
 * @param migrate Whether to migrate the database at the start, as its owner. Off by default, as
 *     deployment steps do that.
 * @param owner Login that owns the tables, for migrations only.
 * @param problems Whether failures are answered with problem details; on by default.
 * @param auth Tokens that say who calls.
 */
@ConfigurationProperties("flashfusion")
record FlashFusionProperties(
    @Nullable String url,
    @DefaultValue("authenticator") String user,
    @Nullable String password,
    @Nullable String serviceUser,
    @Nullable String servicePassword,
    @Nullable String sealKey,
    @Nullable String applicationName,
    @Nullable Integer poolSize,
    @Nullable Duration connectionTimeout,
    @Nullable Duration statementTimeout,
    @Nullable Duration outcomeTimeout,
    @Nullable Duration leakDetection,
    @Nullable Duration slowCalls,
    @DefaultValue List<String> allowUnverifiedServer,
    @Nullable String allowPrivilegedLogin,
    @DefaultValue("false") boolean migrate,
    @Nullable Owner owner,
    @DefaultValue("true") boolean problems,
    @DefaultValue Auth auth) {

  /**
   * The login that owns the tables.
   *
   * @param url JDBC URL for migrations, if it is another one than that of sessions.
   * @param user Login that owns the tables, or is to own them.
   * @param password Password of that login.
   */
  record Owner(@Nullable String url, String user, @Nullable String password) {

    @Override
    public String toString() {
      return "owner " + user;
    }
  }

  /**
   * The tokens that requests bring.
   *
   * @param issuer Issuer of the tokens, such as https://project.supabase.co/auth/v1. Its signing
   *     keys are read from the address below it, /.well-known/jwks.json.
   * @param audience Audience that tokens must be for.
   * @param jwkSetUri Address of the signing keys, if it is another one.
   * @param jwtSecret Secret of tokens with the older, shared signature HS256.
   */
  record Auth(
      @Nullable String issuer,
      @DefaultValue("authenticated") String audience,
      @Nullable String jwkSetUri,
      @Nullable String jwtSecret) {

    @Override
    public String toString() {
      return "auth of " + issuer;
    }
  }

  /** Returns the address alone, as the other values include secrets. */
  @Override
  public String toString() {
    return "flashfusion of " + user;
  }
}
