package ai.flashfusion.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.schema.ids.AuthUserId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The role and the claims under which a statement runs. Policies read the claims through {@code
 * auth.uid()} and {@code auth.jwt()}. Immutable and thread-safe.
 *
 * <p>The three kinds are those of PostgREST ("Database Authorization"): anonymous, user and
 * service.
 */
public final class Identity {

  private static final Identity ANONYMOUS = new Identity("anon", null, Map.of(), null);

  private final String role;
  private final @Nullable AuthUserId authUserId;
  private final @Nullable String reason;
  private final String claims;

  private Identity(
      String role,
      @Nullable AuthUserId authUserId,
      Map<String, ?> moreClaims,
      @Nullable String reason) {
    this.role = role;
    this.authUserId = authUserId;
    this.reason = reason;
    this.claims = claims(role, authUserId, moreClaims);
    requireText("reason", reason);
    requireText("claims", claims);
  }

  /** Refuses text that the database would get with other characters. */
  private static void requireText(String what, @Nullable String text) {
    if (text != null && (text.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(text))) {
      throw new IllegalArgumentException(
          "an identity's "
              + what
              + " with NUL or half of a surrogate pair cannot be sent: remove or replace that character");
    }
  }

  private static String claims(
      String role, @Nullable AuthUserId authUserId, Map<String, ?> moreClaims) {
    if (moreClaims.isEmpty() && authUserId != null) {
      // The short way for the usual case, on every request; neither a UUID nor a role needs
      // escaping.
      return "{\"sub\":\"" + authUserId + "\",\"role\":\"" + role + "\"}";
    }
    Map<String, @Nullable Object> all = Claims.json(moreClaims);
    if (authUserId != null) {
      all.put("sub", authUserId.toString());
    }
    all.put("role", role);
    return Claims.text(all);
  }

  /** Returns the identity without a user: the role {@code anon}, which sees public rows only. */
  public static Identity anonymous() {
    return ANONYMOUS;
  }

  /** Returns the identity of a signed-in user: the role {@code authenticated}. */
  public static Identity user(AuthUserId authUserId) {
    return user(authUserId, Map.of());
  }

  /**
   * Returns the identity of a signed-in user with further claims of their token, such as {@code
   * email} or {@code aal}.
   *
   * @param claims the claims of a verified token; {@code sub} and {@code role} are replaced. Values
   *     are those of {@link #ofClaims(Map)}
   */
  public static Identity user(AuthUserId authUserId, Map<String, ?> claims) {
    Objects.requireNonNull(authUserId, "authUserId");
    return new Identity("authenticated", authUserId, claims, null);
  }

  /**
   * Returns the identity that the claims of a JWT name. The token's signature and expiry must have
   * been verified before, as this method cannot do it.
   *
   * @param claims a JSON object with {@code role} {@code "anon"} or {@code "authenticated"}
   * @throws IllegalArgumentException if the role is any other, such as {@code service_role}, or if
   *     a user's {@code sub} is no id; the message repeats no claim but the role
   */
  public static Identity ofClaims(String claims) {
    return ofClaims(Claims.parse(Objects.requireNonNull(claims, "claims")));
  }

  /**
   * Returns the identity that the claims of a JWT name, as a token library gives them after it has
   * verified the token: nimbus-jose-jwt, jjwt, Spring Security.
   *
   * @param claims the claims by name, with {@code role} {@code "anon"} or {@code "authenticated"}.
   *     A {@link java.util.Date} or {@link java.time.Instant} becomes the number of seconds that
   *     stands in the token, a URL or URI its text. Strings, finite numbers, booleans, null, {@link
   *     tools.jackson.databind.JsonNode} and lists and maps of all these stay as they are
   * @throws IllegalArgumentException if the role is any other, such as {@code service_role}, if a
   *     user's {@code sub} is no id, or if a value is of any other type, such as auth0's {@code
   *     Claim}: give the token's payload as text; the message repeats no claim but the role
   */
  public static Identity ofClaims(Map<?, ?> claims) {
    Map<String, @Nullable Object> values = Claims.json(Objects.requireNonNull(claims, "claims"));
    String role = text("role", values);
    if (role == null) {
      throw new IllegalArgumentException(
          "the claims have no 'role', as tokens of Supabase Auth have: for a user of another issuer"
              + " say Identity.user(authUserId, claims)");
    }
    if (role.equals("anon")) {
      return ANONYMOUS;
    }
    if (!role.equals("authenticated")) {
      throw new IllegalArgumentException(
          "the claims' role is '"
              + (role.length() > 40 ? role.substring(0, 40) + "…" : role)
              + "': 'anon' or 'authenticated' is expected; for service access say"
              + " Identity.service(reason)");
    }
    String sub = text("sub", values);
    if (sub == null) {
      throw new IllegalArgumentException("the claims have no 'sub': a user's id is expected");
    }
    return user(authUserId(sub), values);
  }

  private static @Nullable String text(String claim, Map<String, @Nullable Object> claims) {
    Object value = claims.get(claim);
    if (value instanceof JsonNode node) {
      value = node.isNull() ? null : node.isString() ? node.stringValue() : node;
    }
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new IllegalArgumentException("the claims' '" + claim + "' is no string");
  }

  @SuppressWarnings("UnusedException") // it repeats the subject, which may be an e-mail address
  private static AuthUserId authUserId(String sub) {
    try {
      return AuthUserId.valueOf(sub);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the claims' 'sub' is no UUID, as the ids in auth.users are: look up the user's id and say"
              + " Identity.user(authUserId, claims)");
    }
  }

  /**
   * Returns the identity of the service itself: the role {@code service_role}, which is exempt from
   * row level security.
   *
   * @param reason the reason in a few words; it is logged and readable in the database as {@code
   *     current_setting('flashfusion.reason', true)}
   * @throws IllegalArgumentException if the reason is blank
   */
  public static Identity service(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "a service identity bypasses row level security and needs a reason; it is blank");
    }
    return new Identity("service_role", null, Map.of(), reason);
  }

  /** Returns the database role: {@code anon}, {@code authenticated} or {@code service_role}. */
  public String role() {
    return role;
  }

  /** Returns the user's id; empty for anonymous and service. */
  public Optional<AuthUserId> authUserId() {
    return Optional.ofNullable(authUserId);
  }

  /** Returns the reason why the service acts; empty for anonymous and users. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /** Returns the claims as JSON, as Postgres gets them in {@code request.jwt.claims}. */
  public String claims() {
    return claims;
  }

  /** Returns whether the role is {@code service_role}. */
  public boolean isService() {
    return reason != null;
  }

  /** Returns whether the other object is an identity with the same role, claims and reason. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that
        && role.equals(that.role)
        && claims.equals(that.claims)
        && Objects.equals(reason, that.reason);
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, claims, reason);
  }

  /**
   * Returns the role with the user's id or the reason. Other claims are left out, as they may be
   * personal.
   */
  @Override
  public String toString() {
    if (authUserId != null) {
      return "user " + authUserId;
    }
    return reason != null ? "service (" + reason + ")" : "anonymous";
  }
}
