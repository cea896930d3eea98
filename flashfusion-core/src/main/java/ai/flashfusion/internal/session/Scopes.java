package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates scopes with the same settings. Thread-safe. */
final class Scopes {

  private final @Nullable String statementTimeout;
  private final byte @Nullable [] sealKey;
  private final Login login;
  private final Preamble preamble;
  private final Retries retries;

  /**
   * Creates a factory with a time limit for statements.
   *
   * @param statementTimeout the limit; null for that of the login
   * @param sealKey the key that seals identities; null if they are not sealed
   * @param login the rights of the login and facts about its database
   * @param retries the decisions on what is repeated
   */
  Scopes(
      @Nullable Duration statementTimeout,
      byte @Nullable [] sealKey,
      Login login,
      Retries retries) {
    this.login = login;
    this.retries = retries;
    this.statementTimeout = statementTimeout == null ? null : statementTimeout.toMillis() + "ms";
    this.sealKey = login.sealable() ? sealKey : null;
    this.preamble = new Preamble(statementTimeout != null, this.sealKey != null);
  }

  Scope of(Identity identity) {
    List<String> values = new ArrayList<>();
    if (statementTimeout != null) {
      values.add(statementTimeout);
    }
    values.add(identity.role());
    values.add(identity.claims());
    values.add(identity.reason().orElse(""));
    Seal seal = sealKey == null ? null : new Seal(sealKey, identity);
    return new Scope(identity, preamble, List.copyOf(values), seal, login, retries);
  }
}
