package ai.flashfusion.internal.session;

import ai.flashfusion.error.ClosedException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of service sessions, with a login of their own, so that users' sessions cannot
 * become service_role, whatever SQL text they send. Opened, and the login checked, at first use.
 * Thread-safe.
 */
public final class ServiceSource implements AutoCloseable {

  private final Supplier<ConnectionSource> opener;
  private final @Nullable String allowedPrivileged;
  private final byte @Nullable [] sealKey;
  private final Duration patience;
  private volatile @Nullable ConnectionSource open;
  private boolean closed;

  /**
   * Creates a source that is not opened yet.
   *
   * @param opener opens the source of connections, which is closed together with this
   * @param allowedPrivileged the login that may be privileged, or null
   * @param sealKey the key that seals identities; null if they are not sealed
   * @param patience the time that checking the login may take
   */
  public ServiceSource(
      Supplier<ConnectionSource> opener,
      @Nullable String allowedPrivileged,
      byte @Nullable [] sealKey,
      Duration patience) {
    this.opener = opener;
    this.allowedPrivileged = allowedPrivileged;
    this.sealKey = sealKey;
    this.patience = patience;
  }

  ConnectionSource open() {
    ConnectionSource known = open;
    return known != null ? known : openOnce();
  }

  private synchronized ConnectionSource openOnce() {
    ConnectionSource known = open;
    if (known != null) {
      return known;
    }
    if (closed) {
      throw new ClosedException("this FlashFusion is closed", null);
    }
    ConnectionSource opened = opener.get();
    try {
      LoginCheck.service(opened, allowedPrivileged, sealKey, patience);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    open = opened;
    return opened;
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /** Closes like {@link ConnectionSource#close(Duration)} what was opened. */
  synchronized void close(Duration patience) {
    closed = true;
    if (open != null) {
      open.close(patience);
    }
  }
}
