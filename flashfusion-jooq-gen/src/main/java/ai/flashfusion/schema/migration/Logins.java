package ai.flashfusion.schema.migration;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * The library's own two logins and the key that seals their identities. The login of users'
 * sessions cannot become service_role, and the database requires sealed identities of both, so that
 * no SQL text in a user's session can act for another user.
 *
 * @param user the login of users' sessions
 * @param service the login of service sessions
 * @param sealKey at least 64 hexadecimal digits
 */
public record Logins(
    String user, String userPassword, String service, String servicePassword, String sealKey) {

  private static final SecureRandom RANDOM = new SecureRandom();

  public Logins {
    name("user", user);
    name("service", service);
    Objects.requireNonNull(userPassword, "userPassword");
    Objects.requireNonNull(servicePassword, "servicePassword");
    if (!sealKey.matches("([0-9a-fA-F]{2}){32,}")) {
      throw new IllegalArgumentException("sealKey must be at least 64 hexadecimal digits");
    }
    if (user.equals(service)) {
      throw new IllegalArgumentException("both logins are '" + user + "': they must differ");
    }
  }

  private static void name(String which, String value) {
    if (!value.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          which
              + " is '"
              + value
              + "': at most 63 lower-case letters, digits and underscores are expected");
    }
  }

  /**
   * Returns logins with the usual names, random passwords and a random key. Logins belong to the
   * server, so keep these and use them again for a second database on it.
   */
  public static Logins random() {
    return new Logins("flashfusion_user", secret(), "flashfusion_service", secret(), secret());
  }

  private static String secret() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Returns the statements that create the logins, or give existing ones these passwords and this
   * key. Run them as a role that may create roles; on Supabase, paste them into the SQL Editor. The
   * migrations must have been applied. A key that was in use stays valid until it is deleted.
   *
   * @return the SQL, which contains the passwords and the key; it can be run again
   */
  public String script() {
    return """
        -- Logins of FlashFusion for the JVM. This text holds secrets: do not keep it.
        do $$
        begin
          if to_regrole('%1$s') is null then create role %1$s; end if;
          if to_regrole('%2$s') is null then create role %2$s; end if;
          -- Temporary tables of one caller could stand in the way of the next; whoever owns the database keeps the right.
          execute format('revoke temporary on database %%I from public', current_database());
        end
        $$;
        -- So could functions and operators that one caller adds, before Postgres 15.
        revoke create on schema public from public;
        alter role %1$s login noinherit password '%3$s';
        alter role %2$s login noinherit password '%4$s';
        grant anon, authenticated to %1$s;
        grant service_role to %2$s;
        -- The newest key is the first; the one before it is believed until it is deleted.
        delete from flashfusion_seal.keys where slot = 2 and login in (
          select login from flashfusion_seal.keys
          where login in ('%1$s', '%2$s') and slot = 1 and key <> decode('%5$s', 'hex'));
        update flashfusion_seal.keys set slot = 2
        where login in ('%1$s', '%2$s') and slot = 1 and key <> decode('%5$s', 'hex');
        insert into flashfusion_seal.keys (login, slot, key)
        values ('%1$s', 1, decode('%5$s', 'hex')), ('%2$s', 1, decode('%5$s', 'hex'))
        on conflict (login, slot) do nothing;
        """
        .formatted(user, service, quoted(userPassword), quoted(servicePassword), sealKey);
  }

  private static String quoted(String value) {
    return value.replace("'", "''");
  }

  /**
   * Runs the {@linkplain #script script} in one transaction.
   *
   * @param owner a data source that connects as a role that may create roles and owns the migrated
   *     tables
   * @throws MigrationException if the database refuses; then nothing is changed
   */
  public void create(DataSource owner) {
    try (Connection connection = owner.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(script());
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new MigrationException(
          "the logins were not created, nothing was changed: " + e.getMessage(), null);
    }
  }

  /** Returns the names of the logins, without passwords and key. */
  @Override
  public String toString() {
    return "Logins[user=" + user + ", service=" + service + "]";
  }
}
