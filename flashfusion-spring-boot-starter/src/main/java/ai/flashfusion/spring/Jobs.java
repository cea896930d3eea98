package ai.flashfusion.spring;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work that no request has asked for, such as that of schedulers, listeners and {@code @Async}
 * methods. During it, sessions, transactions and connections of beans have its identity on this
 * thread. Thread-safe.
 */
public final class Jobs {

  private final FlashFusion flashfusion;
  private final Callers callers;

  Jobs(FlashFusion flashfusion, Callers callers) {
    this.flashfusion = flashfusion;
    this.callers = callers;
  }

  /**
   * Runs work as the service itself, which is exempt from row level security.
   *
   * @param reason the reason in a few words; logged at level INFO and readable in the database
   */
  public void asService(String reason, Consumer<Session> work) {
    run(Identity.service(reason), work);
  }

  /** Runs work like {@link #asService}, and returns its result. */
  public <T extends @Nullable Object> T resultAsService(String reason, Function<Session, T> work) {
    return result(Identity.service(reason), work);
  }

  /** Runs work on behalf of a user, who sees and changes in it what they may. */
  public void asUser(AuthUserId user, Consumer<Session> work) {
    run(Identity.user(user), work);
  }

  /** Runs work like {@link #asUser}, and returns its result. */
  public <T extends @Nullable Object> T resultAsUser(AuthUserId user, Function<Session, T> work) {
    return result(Identity.user(user), work);
  }

  /**
   * Runs work on behalf of each of the users, one after the other. A failure does not keep it from
   * the other users.
   *
   * @throws RuntimeException the first failure, after all were tried, with the others suppressed
   */
  public void forEachUser(Iterable<AuthUserId> users, Consumer<Session> work) {
    RuntimeException failure = null;
    for (AuthUserId user : users) {
      try {
        asUser(user, work);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void run(Identity identity, Consumer<Session> work) {
    result(
        identity,
        session -> {
          work.accept(session);
          return true;
        });
  }

  private <T extends @Nullable Object> T result(Identity identity, Function<Session, T> work) {
    Callers.Work job = callers.begin(() -> identity);
    try {
      return work.apply(flashfusion.session(identity));
    } finally {
      job.end();
    }
  }
}
