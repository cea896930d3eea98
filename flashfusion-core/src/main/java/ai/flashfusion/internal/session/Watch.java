package ai.flashfusion.internal.session;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls of the driver that nobody waits for any more: those whose thread was interrupted, and
 * those that the server has not answered in time. They are canceled on the server, and if that is
 * not answered either the connection is closed. A time limit on the socket would not do: it does
 * not end a call that is stuck while it sends.
 *
 * <p>One thread for the process looks several times in a second while calls are under way, sleeps
 * otherwise, and ends when there is nothing to do for a while.
 */
final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long IDLE = TimeUnit.SECONDS.toNanos(30);

  private static volatile @Nullable Thread thread;
  private static volatile boolean asleep;

  private Watch() {}

  /** Makes sure that the watch looks. */
  static void wake() {
    Thread watching = thread;
    if (watching == null) {
      start();
    } else if (asleep) {
      asleep = false;
      LockSupport.unpark(watching);
    }
  }

  private static synchronized void start() {
    if (thread == null) {
      Thread starting = new Thread(Watch::run, "flashfusion-watch");
      starting.setDaemon(true);
      // It outlives the application that happens to start it.
      starting.setContextClassLoader(null);
      thread = starting;
      starting.start();
    }
  }

  private static void run() {
    while (true) {
      if (look()) {
        LockSupport.parkNanos(TICK);
        continue;
      }
      asleep = true;
      if (!look()) {
        LockSupport.parkNanos(IDLE);
        if (asleep && ended()) {
          return;
        }
      }
      asleep = false;
    }
  }

  /** Ends the thread, unless a call has begun in between. */
  private static synchronized boolean ended() {
    thread = null;
    if (look()) {
      thread = Thread.currentThread();
      return false;
    }
    return true;
  }

  /** Looks at all connections, and returns whether calls are under way. */
  private static boolean look() {
    boolean busy = false;
    for (Map.Entry<PgConnection, Served> known : Served.all()) {
      switch (known.getValue().watched().look()) {
        case NOTHING -> {}
        case WAIT -> busy = true;
        case CANCEL -> {
          busy = true;
          cancel(known.getKey());
        }
        case ABORT -> {
          busy = true;
          abort(known.getKey());
        }
      }
    }
    return busy;
  }

  /** Cancels the call under way, and refuses others, as the library is closed. */
  static void stop(PgConnection driver) {
    Served.of(driver).watched().close();
    cancel(driver);
  }

  /** Cancels on the server, without waiting for it. */
  static void cancel(PgConnection driver) {
    apart("flashfusion-cancel", () -> send(driver));
  }

  private static void send(PgConnection driver) {
    try {
      driver.cancelQuery();
    } catch (SQLException e) {
      LOG.debug("a statement could not be canceled", e);
    }
  }

  /** Closes the connection, without waiting for it. */
  static void abort(PgConnection driver) {
    apart(
        "flashfusion-abort",
        () -> {
          try {
            driver.abort(Runnable::run);
          } catch (SQLException e) {
            LOG.debug("a connection could not be closed", e);
          }
        });
  }

  /** Runs what may wait for a peer that is silent. */
  private static void apart(String name, Runnable work) {
    Thread apart = new Thread(work, name);
    apart.setDaemon(true);
    apart.start();
  }
}
