package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection that listens. It has no role and no claims, and sees the ids in the messages only.
 */
final class ListeningConnection implements AutoCloseable {

  private static final String PROBE = "flashfusion_probe";
  private static final int PROBE_MILLIS = 2_000;

  /** Catalogs only: the login has no right to the tables. */
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
   * @throws ConfigurationException if they do not
   * @throws ConnectionException if there is no connection
   */
  static ListeningConnection open(ConnectionSource source) {
    ListeningConnection listening = new ListeningConnection(source, source.takeForListening());
    try {
      listening.listen();
      listening.probe();
      return listening;
    } catch (SQLException e) {
      listening.close();
      throw new ConnectionException("cannot listen: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  /** Returns whether the migrations put the trigger on the table that sends its messages. */
  boolean hasTrigger(String table) {
    return tables.contains(table);
  }

  /**
   * Waits for messages and passes them on.
   *
   * @param millis how long at most; the connection is tested if none arrived until then
   */
  void await(int millis, Consumer<Topic> arrived) throws SQLException {
    @Nullable PGNotification[] messages = connection.getNotifications(millis);
    if (messages == null || messages.length == 0) {
      if (!connection.isValid((int) TimeUnit.MILLISECONDS.toSeconds(PROBE_MILLIS))) {
        throw new SQLException("the listening connection does not answer");
      }
      return;
    }
    for (PGNotification message : messages) {
      Topic topic = message == null ? null : topic(message);
      if (topic != null) {
        arrived.accept(topic);
      }
    }
  }

  /** Anybody may send messages: one that is none of ours says nothing. */
  private static @Nullable Topic topic(PGNotification message) {
    String prefix = Topic.channel("");
    if (!message.getName().startsWith(prefix) || message.getName().equals(PROBE)) {
      return null;
    }
    try {
      return new Topic(
          message.getName().substring(prefix.length()), UUID.fromString(message.getParameter()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void listen() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "listen "
              + Topic.channel("deployment_logs")
              + "; listen "
              + Topic.channel("notifications")
              + "; listen "
              + PROBE);
      try (ResultSet rows = statement.executeQuery(TRIGGERS)) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
    }
  }

  /** Behind a pooler in transaction mode, listening succeeds and nothing ever arrives. */
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

  /** From another connection: a pooler may pass on what a client sends to itself. */
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
      notify.execute();
    } finally {
      source.giveBack(other);
    }
  }

  /** Ends a wait at once, in whichever thread. A connection that listened is not used again. */
  @Override
  public void close() {
    source.discardListening(pooled);
  }
}
