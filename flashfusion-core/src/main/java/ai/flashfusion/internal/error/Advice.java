package ai.flashfusion.internal.error;

import ai.flashfusion.error.DatabaseError;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.AccessRules;
import ai.flashfusion.schema.Public;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** What would have been right, taken from the generated schema. */
final class Advice {

  /** Columns whose values no message repeats. */
  private static final Set<String> SECRETS = Set.of("key_hash", "secret");

  private Advice() {}

  /** Which rule of the access matrix refused. */
  static String accessDenied(
      String message,
      String command,
      DatabaseError error,
      Identity identity,
      @Nullable ServerErrorMessage server) {
    StringBuilder advice = new StringBuilder(message).append(" (as ").append(identity).append(')');
    if (server != null && server.getHint() != null) {
      return advice.append("; ").append(server.getHint()).toString();
    }
    String table = error.table();
    if (table == null) {
      return advice.toString();
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

  /** Which key is at fault, as Postgres tells it, unless it is a secret. */
  static String withKey(String message, DatabaseError error, @Nullable String detail) {
    if (detail == null) {
      return message;
    }
    boolean secret =
        SECRETS.stream()
            .anyMatch(
                column -> detail.contains("(" + column + ")") || detail.contains(column + ","));
    return secret ? message + ": the value is not shown" : message + ": " + detail;
  }

  /** Which values the column of a check constraint allows. */
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
}
