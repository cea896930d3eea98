package ai.flashfusion.internal.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The id of a transaction, by which another connection can ask how it ended. It means that
 * transaction only on the server that gave it: after a failover, or a crash that lost ids which
 * were not written yet, another transaction may get it.
 *
 * @param id the id, as Postgres counts transactions
 * @param timeline the timeline of the server, which a failover changes
 * @param begun the time at which the transaction began, in microseconds since 1970
 */
record TransactionId(String id, int timeline, long begun) {

  /** The timeline as a number, since a text could cost a round trip. */
  private static final String TIMELINE =
      "('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8))"
          + "::bit(32)::int4";

  /** Gives the transaction its id and returns it; no row on a standby, which gives none. */
  static final String SQL =
      "select pg_catalog.pg_current_xact_id(), "
          + TIMELINE
          + ", "
          + micros("pg_catalog.now()")
          + " where not pg_catalog.pg_is_in_recovery()";

  /** Returns the id before a statement that stores. */
  static final Lead LEAD = new Lead(SQL + ";", List.of(), 1);

  /**
   * Asks for the status of the bound id, the timeline, and the time of the last crash, after which
   * Postgres begins its statistics anew.
   */
  static final String STATUS =
      "select pg_catalog.pg_xact_status(?::text::pg_catalog.xid8), "
          + TIMELINE
          + ", "
          + micros("pg_catalog.pg_stat_get_bgwriter_stat_reset_time()")
          + " where not pg_catalog.pg_is_in_recovery()";

  private static String micros(String time) {
    return "(extract(epoch from " + time + ") * 1000000)::int8";
  }

  /** Reads the id, or returns null if there is none. */
  static @Nullable TransactionId read(ResultSet row) throws SQLException {
    return row.next() ? new TransactionId(row.getString(1), row.getInt(2), row.getLong(3)) : null;
  }

  /** Reads the answer to {@link #STATUS}. */
  Ending ending(ResultSet row) throws SQLException {
    if (!row.next()) {
      return Ending.OPEN; // A standby, which may become the server soon.
    }
    String status = String.valueOf(row.getString(1));
    boolean another = row.getInt(2) != timeline || row.getLong(3) > begun;
    if (another && !status.equals("aborted")) {
      return Ending.UNKNOWN;
    }
    return switch (status) {
      case "committed" -> Ending.STORED;
      case "aborted" -> Ending.NOT_STORED;
      case "in progress" -> Ending.OPEN;
      default -> Ending.UNKNOWN;
    };
  }

  /** The end of a transaction. */
  enum Ending {
    STORED,
    NOT_STORED,
    OPEN,
    UNKNOWN
  }
}
