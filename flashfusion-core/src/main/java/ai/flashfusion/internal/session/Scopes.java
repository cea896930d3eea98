package ai.flashfusion.internal.session;

import ai.flashfusion.identity.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes scopes, all with the same settings. Thread-safe. */
final class Scopes {

  private final @Nullable String statementTimeout;
  private final Login login;
  private final Preamble caller;
  private final Preamble service;

  /**
   * With a time limit per statement.
   *
   * @param statementTimeout null for that of the login
   * @param login what was found out about the login and its database
   */
  Scopes(@Nullable Duration statementTimeout, Login login) {
    this.login = login;
    this.statementTimeout = statementTimeout == null ? null : statementTimeout.toMillis() + "ms";
    List<String> settings = new ArrayList<>();
    if (statementTimeout != null) {
      settings.add("statement_timeout");
    }
    settings.add("role");
    settings.add("request.jwt.claims");
    this.caller = new Preamble(settings.toArray(String[]::new));
    settings.add("flashfusion.reason");
    this.service = new Preamble(settings.toArray(String[]::new));
  }

  Scope of(Identity identity) {
    List<String> values = new ArrayList<>();
    if (statementTimeout != null) {
      values.add(statementTimeout);
    }
    values.add(identity.role());
    values.add(identity.claims());
    identity.reason().ifPresent(values::add);
    return new Scope(identity, identity.isService() ? service : caller, List.copyOf(values), login);
  }
}
