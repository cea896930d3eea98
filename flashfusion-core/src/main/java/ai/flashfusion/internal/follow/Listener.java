package ai.flashfusion.internal.follow;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.session.ConnectionSource;
import ai.flashfusion.internal.session.ListeningConnection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that listens on one connection for all followers. If that is lost, it opens a new one.
 */
final class Listener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /** The longest time for which a dead connection may go unnoticed. */
  private static final int TEST_MILLIS = 30_000;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  /** The number of new connections in a row that may receive nothing before listening ends. */
  private static final int DEAF_CONNECTIONS = 3;

  private final ConnectionSource source;
  private final Followers followers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private ListeningConnection connection;
  private boolean closed;

  private Listener(ConnectionSource source, Followers followers, ListeningConnection connection) {
    this.source = source;
    this.followers = followers;
    this.connection = connection;
  }

  /** Returns a listener that misses no message from now on, and reads them once started. */
  static Listener open(ConnectionSource source, Followers followers) {
    return new Listener(source, followers, ListeningConnection.open(source));
  }

  /** Reads messages in a thread of its own, until closed. */
  void start() {
    Thread thread = new Thread(this::run, "flashfusion-listener");
    thread.setDaemon(true);
    thread.start();
  }

  boolean hasTrigger(String table) {
    lock.lock();
    try {
      return connection.hasTrigger(table);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    ListeningConnection current = connection;
    while (true) {
      try {
        current.await(TEST_MILLIS, (table, parent) -> followers.wake(new Topic(table, parent)));
      } catch (SQLException | RuntimeException e) {
        current.close();
        if (isClosed()) {
          return;
        }
        LOG.warn("the listening connection was lost, opening a new one: {}", e.getMessage());
        ListeningConnection next = reconnect();
        if (next == null) {
          return;
        }
        current = next;
        // Messages sent in between are lost, but the rows are there.
        followers.wakeAll();
      }
    }
  }

  private @Nullable ListeningConnection reconnect() {
    long pause = FIRST_PAUSE_MILLIS;
    int deaf = 0;
    while (pause(pause)) {
      try {
        ListeningConnection next = ListeningConnection.open(source);
        if (replace(next)) {
          return next;
        }
        next.close();
        return null;
      } catch (ConfigurationException e) {
        if (++deaf == DEAF_CONNECTIONS) {
          followers.fail(this, e);
          return null;
        }
        // Rows are still found this way, only later.
        followers.wakeAll();
      } catch (ConnectionException e) {
        LOG.debug("no listening connection yet", e);
      } catch (FlashFusionException e) {
        followers.fail(this, e);
        return null;
      } catch (RuntimeException e) {
        followers.fail(this, new ConnectionException("listening ended: " + e.getMessage(), e));
        return null;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
    return null;
  }

  /** Returns whether to go on. */
  private boolean pause(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      // The thread is this class's own: only the end of the process interrupts it.
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean replace(ListeningConnection next) {
    lock.lock();
    try {
      if (!closed) {
        connection = next;
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      connection.close();
    } finally {
      lock.unlock();
    }
  }
}
