package ai.flashfusion.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of a Postgres server that cuts a connection at a chosen byte: what comes before
 * it is passed on, what comes after is lost.
 */
final class FaultProxy implements AutoCloseable {

  /** The direction of the bytes that are counted. */
  enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private volatile boolean frozen;

  private static final long NEVER = Long.MAX_VALUE;

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final AtomicLong toServer = new AtomicLong(NEVER);
  private final AtomicLong toClient = new AtomicLong(NEVER);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Detained> detaining = new AtomicReference<>();
  private final AtomicReference<@Nullable String> answer = new AtomicReference<>();
  private volatile boolean refusing;

  FaultProxy(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Returns the JDBC URL of a database of the server, through this proxy. */
  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + database;
  }

  /** Cuts the connection that carries the byte, counted from now on over all connections. */
  void cutAfter(Direction direction, long bytes) {
    counter(direction).set(bytes);
  }

  /** Passes nothing on, and tells nobody, like a network that is gone. */
  void freeze() {
    frozen = true;
  }

  /** Cuts all connections now. */
  void cutAll() {
    for (Socket socket : sockets) {
      close(socket);
    }
  }

  /** Cuts the connection, once, in place of an answer that contains the text. */
  void cutAnswer(String text) {
    answer.set(text);
  }

  /** Refuses new connections until {@link #heal}. */
  void refuse() {
    refusing = true;
  }

  /**
   * Cuts the client off with the next bytes to the server, which reach the server only when they
   * are released.
   */
  Detained detain() {
    Detained detained = new Detained();
    detaining.set(detained);
    return detained;
  }

  /** Bytes that are on their way to the server. */
  static final class Detained {

    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);

    /** Lets the bytes reach the server, and waits for its answer. */
    void release() throws InterruptedException {
      released.countDown();
      answered.await();
    }
  }

  /** Cuts, refuses and holds back nothing any more. */
  void heal() {
    frozen = false;
    refusing = false;
    toServer.set(NEVER);
    toClient.set(NEVER);
  }

  private AtomicLong counter(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> pass(client, server, Direction.TO_SERVER));
        daemon(() -> pass(server, client, Direction.TO_CLIENT));
      } catch (IOException e) {
        // The listener was closed.
      }
    }
  }

  private void pass(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        while (frozen && !listener.isClosed()) {
          LockSupport.parkNanos(1_000_000);
        }
        Detained detained = direction == Direction.TO_SERVER ? detaining.getAndSet(null) : null;
        if (detained != null) {
          deliverLate(from, to, Arrays.copyOf(buffer, read), detained);
          return;
        }
        String cut = answer.get();
        if (direction == Direction.TO_CLIENT
            && cut != null
            && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(cut)
            && answer.compareAndSet(cut, null)) {
          return;
        }
        int length = read;
        long left =
            counter(direction)
                .getAndUpdate(l -> l == NEVER ? NEVER : l < length ? NEVER : l - length);
        if (left != NEVER && left < read) {
          out.write(buffer, 0, (int) left);
          out.flush();
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Either end has gone, and with it both.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  /** Leaves the answer to be read by the other thread, which fails to pass it on and ends. */
  private void deliverLate(Socket client, Socket server, byte[] bytes, Detained detained)
      throws IOException {
    client.close();
    try {
      detained.released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    server.getOutputStream().write(bytes);
    server.getOutputStream().flush();
    while (sockets.contains(server)) {
      Thread.onSpinWait();
    }
    detained.answered.countDown();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
