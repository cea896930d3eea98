package ai.flashfusion.query;

import ai.flashfusion.schema.ids.AuthUserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One change of one row. Immutable.
 *
 * @param operation what was done
 * @param at when, by the database's clock
 * @param actor the user whose session did it; null for the service, and for who named no user
 * @param role the database role that did it, or the login where no role was set
 * @param login who had logged in to the database: the role's {@code session_user}
 * @param reason why, if the service did it through this library
 * @param transaction changes of one transaction share it
 * @param changes the columns that changed, by name; on insert and delete all that have a value
 */
public record AuditEntry(
    Operation operation,
    Instant at,
    @Nullable AuthUserId actor,
    String role,
    String login,
    @Nullable String reason,
    long transaction,
    Map<String, Change> changes) {

  /** Makes the changes immutable. */
  public AuditEntry {
    changes = Map.copyOf(changes);
  }

  /** What can be done to a row. */
  public enum Operation {
    INSERT,
    UPDATE,
    /** By a delete, a cascade, or a truncate. */
    DELETE
  }

  /**
   * A column's value, as JSON. Of a secret it is {@code "***"}; of a value over 8 kB an object with
   * its {@code bytes} and {@code sha256}.
   *
   * @param before null if there was none
   * @param after null if there is none
   */
  public record Change(@Nullable JsonNode before, @Nullable JsonNode after) {}
}
