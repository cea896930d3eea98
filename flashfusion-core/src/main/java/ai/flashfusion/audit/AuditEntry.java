package ai.flashfusion.audit;

import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.sharing.Operation;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One change of one row. Immutable.
 *
 * @param operation the kind of change
 * @param at the time of the change, by the database's clock
 * @param actor the user whose session made the change; null for the service, and for sessions that
 *     named no user
 * @param role the database role that made the change, or the login if no role was set
 * @param login the login to the database, {@code session_user}
 * @param reason the reason, if the service made the change through this library
 * @param transaction the transaction's id, which all its changes share
 * @param changes the columns that changed, by name; for an insert or a delete, all columns that
 *     have a value
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

  /** Copies the changes, so that they are immutable. */
  public AuditEntry {
    changes = Map.copyOf(changes);
  }

  /** The kinds of change to a row. */
  public enum Operation {
    INSERT,
    UPDATE,
    /** A row was removed by a delete, a cascade or a truncate. */
    DELETE
  }

  /**
   * The value of a column before and after a change, as JSON. A secret is replaced by {@code
   * "***"}, and a value over 8 kB by an object with its {@code bytes} and {@code sha256}.
   *
   * @param before the old value; null if there was none
   * @param after the new value; null if there is none
   */
  public record Change(@Nullable JsonNode before, @Nullable JsonNode after) {}
}
