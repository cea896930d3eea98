package ai.flashfusion.internal.follow;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.internal.session.SessionContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One follower, which reads under its identity whenever it is woken, and passes the rows on one
 * after the other without holding a connection in the meantime.
 */
public final class Following<R extends UpdatableRecord<R>, I> implements FollowHandle {

  private static final Logger LOG = LoggerFactory.getLogger(Following.class);

  /** The pause before a read that failed is tried again, if it may succeed then. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private enum State {
    OPEN,
    ACCEPTING,
    CLOSED
  }

  /** An operation on each row. */
  @FunctionalInterface
  public interface Consumer<R> {
    void accept(R row) throws Exception;
  }

  private final SessionContext context;
  private final Followers followers;
  private final Feed<R, I> feed;
  private final Consumer<R> consumer;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final AtomicReference<@Nullable Runnable> deregister = new AtomicReference<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** The position, used by one thread at a time. */
  private Position<I> position = Position.start();

  private Following(SessionContext context, Feed<R, I> feed, Consumer<R> consumer) {
    this.context = context;
    this.followers = context.companion(Followers.class, Followers::new);
    this.feed = feed;
    this.consumer = consumer;
  }

  /** Starts to follow; rows that become visible after this method returns are not missed. */
  public static <R extends UpdatableRecord<R>, I> FollowHandle start(
      SessionContext context, Feed<R, I> feed, FollowOptions options, Consumer<R> consumer) {
    Following<R, I> following = new Following<>(context.outsideTransactions(), feed, consumer);
    try {
      following.begin(options);
    } catch (RuntimeException e) {
      following.close();
      throw e;
    }
    return following;
  }

  private void begin(FollowOptions options) {
    boolean now = !options.existing() && options.cursor().isEmpty();
    options.cursor().ifPresent(cursor -> position = feed.position(cursor));
    // Held until the position is known, so that no earlier wake-up is lost.
    wakes.set(1);
    Runnable end =
        options
            .polling()
            .map(interval -> followers.poll(interval, this))
            .orElseGet(() -> followers.listen(feed.topic(), this));
    deregister.set(end);
    if (!isOpen()) {
      deregister();
    }
    if (now) {
      position = feed.now(context.dsl());
    }
    if (!now || !wakes.compareAndSet(1, 0)) {
      followers.run(this::drain);
    }
  }

  /** Reads again soon, as there may be new rows; returns at once. */
  void wake() {
    if (wakes.getAndIncrement() == 0) {
      followers.run(this::drain);
    }
  }

  private void drain() {
    int handled;
    do {
      handled = wakes.get();
      try {
        pass();
      } catch (Throwable e) {
        if (e instanceof FlashFusionException failure && failure.isRetryable()) {
          LOG.debug("{} rows are read again later", feed.topic(), e);
          followers.wakeLater(PAUSE, this);
        } else {
          end(e, "rows can no longer be read");
        }
      }
    } while (wakes.addAndGet(-handled) != 0);
  }

  private void pass() {
    if (!isOpen()) {
      return;
    }
    Reading<R, I> reading = feed.read(context.dsl(), position);
    for (R row : reading.rows()) {
      if (!accept(row)) {
        return;
      }
    }
    position = reading.end();
  }

  /** Passes a row on, and returns whether to go on. */
  private boolean accept(R row) {
    if (!state.compareAndSet(State.OPEN, State.ACCEPTING)) {
      return false;
    }
    try {
      consumer.accept(row);
    } catch (Throwable e) {
      end(e, "the consumer threw");
      return false;
    }
    return state.compareAndSet(State.ACCEPTING, State.OPEN);
  }

  /**
   * Ends, as nobody will wake this any more; returns at once.
   *
   * @param failure the reason, or null if the library was closed
   */
  void end(@Nullable FlashFusionException failure) {
    end(failure, "new rows can no longer be noticed");
  }

  private void end(@Nullable Throwable failure, String reason) {
    if (state.getAndSet(State.CLOSED) == State.CLOSED) {
      return;
    }
    deregister();
    if (failure == null) {
      done.complete(null);
    } else {
      LOG.warn(
          "{} no longer follows {} of {}: {}",
          context.identity(),
          feed.topic().table(),
          feed.topic().parent(),
          reason,
          failure);
      done.completeExceptionally(failure);
    }
  }

  private void deregister() {
    Runnable registered = deregister.getAndSet(null);
    if (registered != null) {
      registered.run();
    }
  }

  @Override
  public boolean isOpen() {
    return state.get() != State.CLOSED;
  }

  @Override
  public CompletionStage<Void> done() {
    return done.minimalCompletionStage();
  }

  @Override
  public void close() {
    end(null);
  }
}
