package ai.flashfusion.internal.follow;

import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.internal.session.Companion;
import ai.flashfusion.internal.session.ConnectionSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All followers of one process. They share a listening connection, which exists from the first to
 * the last of them, and threads, of which each follower uses one while it is busy. Thread-safe.
 */
final class Followers implements Companion {

  private final ConnectionSource source;
  private final Map<Topic, Set<Following<?, ?>>> listening = new ConcurrentHashMap<>();
  private final Set<Following<?, ?>> polling = ConcurrentHashMap.newKeySet();

  /** Held while a listener connects, which {@link #close} does not wait for. */
  private final Object opening = new Object();

  private final Object lifecycle = new Object();
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          daemons("flashfusion-follower"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemons("flashfusion-follower-timer"));
  private @Nullable Listener listener;
  private boolean closed;

  Followers(ConnectionSource source) {
    this.source = source;
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Wakes the follower whenever a message says that the topic has new rows, from now until the
   * result is run.
   *
   * @throws ConfigurationException if no messages are sent, or they do not arrive
   * @throws ai.flashfusion.error.ConnectionException if there is no connection to listen on
   */
  Runnable listen(Topic topic, Following<?, ?> follower) {
    synchronized (opening) {
      while (true) {
        Listener opened = isListening() ? null : Listener.open(source, this);
        synchronized (lifecycle) {
          if (opened != null) {
            listener = opened;
            opened.start();
          }
          if (closed) {
            closeIdleListener();
          }
          checkOpen();
          if (listener != null) {
            return listen(listener, topic, follower);
          }
        }
      }
    }
  }

  private Runnable listen(Listener current, Topic topic, Following<?, ?> follower) {
    if (!current.hasTrigger(topic.table())) {
      closeIdleListener();
      throw new ConfigurationException(
          "nothing signals new rows of "
              + topic.table()
              + ": this database lacks the trigger of migration V9__follow.sql. Run"
              + " Migrations.migrate as its owner, or follow with"
              + " FollowOptions.fromNow().polling(interval)",
          null);
    }
    listening.computeIfAbsent(topic, any -> ConcurrentHashMap.newKeySet()).add(follower);
    return () -> forget(topic, follower);
  }

  private boolean isListening() {
    synchronized (lifecycle) {
      return listener != null;
    }
  }

  /** Wakes the follower at this interval until the result is run. */
  Runnable poll(Duration interval, Following<?, ?> follower) {
    synchronized (lifecycle) {
      checkOpen();
      polling.add(follower);
      ScheduledFuture<?> task =
          timer.scheduleWithFixedDelay(
              follower::wake, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
      return () -> {
        polling.remove(follower);
        task.cancel(false);
      };
    }
  }

  /** Runs the work in a thread of its own, or not at all once this is closed. */
  void run(Runnable work) {
    try {
      workers.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed: the follower was told.
    }
  }

  /** Wakes the follower once, after a pause. */
  void wakeLater(Duration pause, Following<?, ?> follower) {
    try {
      ScheduledFuture<?> unused =
          timer.schedule(follower::wake, pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: the follower was told.
    }
  }

  void wake(Topic topic) {
    listening.getOrDefault(topic, Set.of()).forEach(Following::wake);
  }

  void wakeAll() {
    listening.values().forEach(followers -> followers.forEach(Following::wake));
  }

  /** Ends all followers that use the listener; later ones begin with another listener. */
  void fail(Listener deaf, FlashFusionException failure) {
    List<Following<?, ?>> all;
    synchronized (lifecycle) {
      if (listener != deaf) {
        return;
      }
      listener = null;
      all = allListening();
      listening.clear();
    }
    all.forEach(follower -> follower.end(failure));
  }

  private List<Following<?, ?>> allListening() {
    List<Following<?, ?>> all = new ArrayList<>();
    listening.values().forEach(all::addAll);
    return all;
  }

  private void forget(Topic topic, Following<?, ?> follower) {
    synchronized (lifecycle) {
      listening.computeIfPresent(
          topic,
          (any, followers) -> {
            followers.remove(follower);
            return followers.isEmpty() ? null : followers;
          });
      closeIdleListener();
    }
  }

  private void closeIdleListener() {
    if (listener != null && listening.isEmpty()) {
      listener.close();
      listener = null;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("this FlashFusion is closed: follow with an open one", null);
    }
  }

  /** Ends all followers. A follower that is processing a row may finish it. */
  @Override
  public void close() {
    List<Following<?, ?>> all;
    synchronized (lifecycle) {
      closed = true;
      all = allListening();
      all.addAll(polling);
    }
    all.forEach(follower -> follower.end(null));
    timer.shutdown();
    workers.shutdown();
  }

  private static ThreadFactory daemons(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
