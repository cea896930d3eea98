package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.internal.error.Lost;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection that listens. It has no role and no claims, and sees only the ids in the messages.
 */
public final class ListeningConnection implements AutoCloseable {

  /** The beginning of each channel's name, followed by that of the table. */
  private static final String CHANNEL = "flashfusion_";

  private static final String PROBE = CHANNEL + "probe";
  private static final int PROBE_MILLIS = 2_000;

  /** The time that the server may take for each statement when listening begins. */
  private static final long OPEN_MILLIS = 10_000;

  /** Reads only catalogs, as the login has no right to the tables. */
  private static final String TRIGGERS =
      """
      select c.relname from pg_catalog.pg_trigger t
      join pg_catalog.pg_class c on c.oid = t.tgrelid
      where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = 'public')
        and t.tgname = 'notify_followers' and t.tgenabled in ('O', 'A')
      """;

  private final ConnectionSource source;
  private final PooledConnection pooled;
  private final PgConnection connection;
  private final Set<String> tables = new HashSet<>();

  private ListeningConnection(ConnectionSource source, PooledConnection pooled) {
    this.source = source;
    this.pooled = pooled;
    this.connection = pooled.driver();
  }

  /**
   * Listens, and makes sure that messages arrive.
   *
   * @throws ConfigurationException if no messages arrive
   * @throws ConnectionException if there is no connection
   */
  public static ListeningConnection open(ConnectionSource source) {
    ListeningConnection listening = new ListeningConnection(source, source.takeForListening());
    try {
      listening.pooled.askAll(OPEN_MILLIS, listening::listen);
      listening.probe();
      return listening;
    } catch (SQLException e) {
      listening.close();
      if (Lost.READ_ONLY.equals(e.getSQLState())) {
        throw new ConfigurationException(
            "cannot listen: the server is a standby, which sends no messages. Connect to the"
                + " primary, or follow with FollowOptions.fromNow().polling(interval)",
            e);
      }
      throw source.unavailable("cannot listen", e);
    } catch (RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  /** Returns whether the table has the trigger of the migrations that sends its messages. */
  public boolean hasTrigger(String table) {
    return tables.contains(table);
  }

  /**
   * Waits for messages, and passes on the table and the parent of the new rows.
   *
   * @param millis the maximum time to wait; the connection is tested if no message has arrived by
   *     then
   */
  public void await(int millis, BiConsumer<String, UUID> arrived) throws SQLException {
    @Nullable PGNotification[] messages = connection.getNotifications(millis);
    if (messages == null || messages.length == 0) {
      if (!connection.isValid((int) TimeUnit.MILLISECONDS.toSeconds(PROBE_MILLIS))) {
        throw new SQLException("the listening connection does not answer");
      }
      return;
    }
    for (PGNotification message : messages) {
      if (message != null) {
        pass(message, arrived);
      }
    }
  }

  /**
   * Returns the topic of a message, or null if it is not one of ours, as anybody may send messages.
   */
  private static void pass(PGNotification message, BiConsumer<String, UUID> arrived) {
    String channel = message.getName();
    if (!channel.startsWith(CHANNEL) || channel.equals(PROBE)) {
      return;
    }
    UUID parent;
    try {
      parent = UUID.fromString(message.getParameter());
    } catch (IllegalArgumentException e) {
      return;
    }
    arrived.accept(channel.substring(CHANNEL.length()), parent);
  }

  private boolean listen() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "listen "
              + CHANNEL
              + "deployment_logs"
              + "; listen "
              + CHANNEL
              + "notifications"
              + "; listen "
              + PROBE);
      try (ResultSet rows = statement.executeQuery(TRIGGERS)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
    }
    return true;
  }

  /**
   * Tests that messages arrive. Behind a pooler in transaction mode listening succeeds, but nothing
   * ever arrives.
   */
  private void probe() throws SQLException {
    String token = UUID.randomUUID().toString();
    send(token);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PROBE_MILLIS);
    for (int left = PROBE_MILLIS;
        left > 0;
        left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
      @Nullable PGNotification[] messages = connection.getNotifications(left);
      for (PGNotification message : messages == null ? new PGNotification[0] : messages) {
        if (message != null && message.getParameter().equals(token)) {
          return;
        }
      }
    }
    throw new ConfigurationException(
        "a message sent with NOTIFY did not arrive within "
            + PROBE_MILLIS / 1_000
            + " seconds, so new rows would go unnoticed: a pooler in transaction mode loses LISTEN."
            + " Connect to Postgres directly or in session mode (on Supabase, port 5432), or follow"
            + " with FollowOptions.fromNow().polling(interval)",
        null);
  }

  /**
   * Sends a message from another connection, as a pooler may pass on what a client sends to itself.
   */
  private void send(String token) throws SQLException {
    PooledConnection other;
    try {
      other = source.take();
    } catch (ConnectionException e) {
      throw new ConnectionException(
          "following takes one connection for itself, and no other was free: "
              + e.getMessage()
              + ". Give the pool at least 2 connections, or follow with"
              + " FollowOptions.fromNow().polling(interval)",
          e);
    }
    try (PreparedStatement notify = other.prepare("select pg_catalog.pg_notify(?, ?)", false)) {
      notify.setString(1, PROBE);
      notify.setString(2, token);
      other.askAll(OPEN_MILLIS, notify::execute);
    } finally {
      source.giveBack(other);
    }
  }

  /** Ends a wait at once, in whichever thread. A connection that has listened is not used again. */
  @Override
  public void close() {
    source.discardListening(pooled);
  }
}
