package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes scopes, all with the same settings. Thread-safe. */
final class Scopes {

  private final @Nullable String statementTimeout;
  private final byte @Nullable [] sealKey;
  private final Login login;
  private final Preamble preamble;

  /**
   * With a time limit per statement.
   *
   * @param statementTimeout null for that of the login
   * @param sealKey null where identities are not sealed
   * @param login what was found out about the login and its database
   */
  Scopes(@Nullable Duration statementTimeout, byte @Nullable [] sealKey, Login login) {
    this.login = login;
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
    return new Scope(identity, preamble, List.copyOf(values), seal, login);
  }
}
