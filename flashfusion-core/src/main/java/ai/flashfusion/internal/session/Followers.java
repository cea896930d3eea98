package ai.flashfusion.internal.session;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
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
 * All followers of one process: they share a listening connection, which is there from the first to
 * the last of them, and threads, of which each uses one while it is busy. Thread-safe.
 */
public final class Followers implements AutoCloseable {

  private final ConnectionSource source;
  private final Map<Topic, Set<Follower>> listening = new ConcurrentHashMap<>();
  private final Set<Follower> polling = ConcurrentHashMap.newKeySet();
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
   * Wakes the follower whenever a message says that the topic has new rows, from now on until the
   * result is called.
   *
   * @throws ConfigurationException if messages do not arrive, or none are sent
   * @throws ai.flashfusion.error.ConnectionException if there is no connection to listen on
   */
  public Runnable listen(Topic topic, Follower follower) {
    synchronized (lifecycle) {
      checkOpen();
      Listener current = listener;
      if (current == null) {
        current = Listener.open(source, this);
        listener = current;
      }
      if (!current.hasTrigger(topic.table())) {
        closeIdleListener();
        throw new ConfigurationException(
            "nothing says when "
                + topic.table()
                + " gets new rows: this database lacks the trigger of migration V9__follow.sql. Run"
                + " Migrations.migrate as its owner, or follow with"
                + " FollowOptions.fromNow().polling(interval)",
            null);
      }
      listening.computeIfAbsent(topic, any -> ConcurrentHashMap.newKeySet()).add(follower);
      return () -> forget(topic, follower);
    }
  }

  /** Wakes the follower that often, until the result is called. */
  public Runnable poll(Duration interval, Follower follower) {
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

  /** Runs the work in a thread of its own; not at all once this is closed. */
  public void run(Runnable work) {
    try {
      workers.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed: the follower was told.
    }
  }

  /** Wakes the follower once, in a while. */
  public void wakeLater(Duration pause, Follower follower) {
    try {
      ScheduledFuture<?> unused =
          timer.schedule(follower::wake, pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: the follower was told.
    }
  }

  void wake(Topic topic) {
    listening.getOrDefault(topic, Set.of()).forEach(Follower::wake);
  }

  void wakeAll() {
    listening.values().forEach(followers -> followers.forEach(Follower::wake));
  }

  /** Ends all that listen there; who comes later begins with another. */
  void fail(Listener deaf, FlashFusionException failure) {
    List<Follower> all;
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

  private List<Follower> allListening() {
    List<Follower> all = new ArrayList<>();
    listening.values().forEach(all::addAll);
    return all;
  }

  private void forget(Topic topic, Follower follower) {
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
      throw new IllegalStateException("this FlashFusion is closed: follow with an open one");
    }
  }

  /** Ends all followers. A row that one of them is just taking it may finish. */
  @Override
  public void close() {
    List<Follower> all;
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
