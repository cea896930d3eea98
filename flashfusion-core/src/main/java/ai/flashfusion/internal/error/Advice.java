package ai.flashfusion.internal.error;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.AccessRules;
import ai.flashfusion.schema.Public;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Advice in error messages, taken from the generated schema. */
public final class Advice {

  /** The advice if prepared statements on the server get lost. */
  public static final String POOLER =
      "a pooler in transaction mode hands the connection to others between transactions: add"
          + " prepareThreshold=0 to the URL, or let PgBouncer 1.21 or later keep prepared statements"
          + " with max_prepared_statements, or connect in session mode (on Supabase, port 5432)";

  /**
   * The SQLSTATEs for a prepared statement that does not exist, has a name already in use, or has
   * other binds.
   */
  private static final Set<String> LOST = Set.of("26000", "42P05", "08P01");

  /** Columns whose values are never repeated in messages. */
  private static final Set<String> SECRETS = Set.of("key_hash", "secret");

  private Advice() {}

  /** Returns the server's message, with advice if it lost a prepared statement. */
  public static String said(SQLException failure) {
    return lost(String.valueOf(failure.getMessage()), failure.getSQLState());
  }

  /** Returns the message, with advice if the SQLSTATE says that a prepared statement was lost. */
  static String lost(String message, @Nullable String state) {
    return state != null && LOST.contains(state) && message.contains("prepared statement")
        ? message + "; " + POOLER
        : message;
  }

  /** Returns the message with the rule of the access matrix that refused the statement. */
  static String accessDenied(
      String message,
      String command,
      DatabaseError error,
      Identity identity,
      @Nullable ServerErrorMessage server,
      boolean ownPolicies) {
    StringBuilder advice = new StringBuilder(message).append(" (as ").append(identity).append(')');
    if (server != null && server.getHint() != null) {
      return advice.append("; ").append(server.getHint()).toString();
    }
    if (Lost.isRowSecurityOff(server)) {
      return advice
          .append("; a function that ran before on this connection has set row_security to off, so")
          .append(" the connection is thrown away: let the function reset it, or set it with SET")
          .append(" LOCAL")
          .toString();
    }
    String table = error.table();
    if (table == null) {
      return advice.toString();
    }
    if (!ownPolicies) {
      return advice
          .append(
              "; the database has policies of its own: see them in pg_policies, or replace them")
          .append(" by those of this library with Migrations.adopt")
          .toString();
    }
    if (message.contains("row-level security")) {
      AccessRules.policies().stream()
          .filter(policy -> policy.table().equals(table) && policy.command().equals(command))
          .filter(policy -> Arrays.asList(policy.roles().split(" ", -1)).contains(identity.role()))
          .forEach(
              policy ->
                  advice
                      .append("; policy ")
                      .append(policy.name())
                      .append(": ")
                      .append(policy.rule()));
      if (advice.indexOf("profile id of the caller") >= 0) {
        advice.append("; the caller's profile is that with profiles.user_id = this user");
      }
      return advice.toString();
    }
    return advice
        .append("; ")
        .append(
            AccessRules.columns().stream()
                .filter(
                    columns ->
                        columns.table().equals(table)
                            && columns.command().equals(command)
                            && columns.role().equals(identity.role()))
                .map(
                    columns ->
                        identity.role()
                            + " may "
                            + command
                            + " only "
                            + columns.columns().replace(" ", ", "))
                .findFirst()
                .orElse(identity.role() + " may not " + command + " " + table))
        .toString();
  }

  /**
   * Returns the message with the key at fault. Under row level security Postgres leaves out the
   * detail with the values; otherwise the detail is shown, unless it holds a secret.
   */
  static String key(String message, DatabaseError error, @Nullable String detail) {
    Table<?> table = error.table() == null ? null : Public.PUBLIC.getTable(error.table());
    StringBuilder advice = new StringBuilder(message);
    if (detail != null) {
      boolean secret =
          SECRETS.stream().anyMatch(column -> detail.matches("(?s).*\\b" + column + "\\b.*"));
      advice.append(": ").append(secret ? "the value is not shown" : detail);
    }
    if (table == null || error.constraint() == null) {
      return advice.toString();
    }
    table.getKeys().stream()
        .filter(key -> key.getName().equals(error.constraint()))
        .forEach(
            key ->
                advice
                    .append("; another row has the same ")
                    .append(names(key.getFields()))
                    .append(", choose another"));
    table.getReferences().stream()
        .filter(key -> key.getName().equals(error.constraint()))
        .forEach(
            key ->
                advice
                    .append("; ")
                    .append(names(key.getFields()))
                    .append(" must be the id of a row of ")
                    .append(key.getKey().getTable().getName()));
    return advice.toString();
  }

  private static String names(List<? extends Field<?>> fields) {
    return fields.stream().map(Field::getName).collect(Collectors.joining(", "));
  }

  /** Returns the message with the values that the column of a check constraint allows. */
  static String allowed(String message, DatabaseError error) {
    Table<?> table = error.table() == null ? null : Public.PUBLIC.getTable(error.table());
    if (table == null || error.constraint() == null) {
      return message;
    }
    for (Field<?> field : table.fields()) {
      boolean checked =
          error.constraint().equals(table.getName() + "_" + field.getName() + "_check");
      if (checked && EnumType.class.isAssignableFrom(field.getType())) {
        return message
            + "; "
            + field.getName()
            + " must be one of "
            + Arrays.stream(field.getType().getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.joining(", "));
      }
    }
    return message;
  }

  /**
   * Returns the refusal of a change to something that the identity may see, such as "project …".
   */
  public static AccessDeniedException mayNotChange(Identity identity, String what) {
    return new AccessDeniedException(identity + " may see " + what + " but not change it");
  }
}
