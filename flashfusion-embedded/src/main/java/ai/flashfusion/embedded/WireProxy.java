package ai.flashfusion.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A proxy between a client and a Postgres server that counts round trips, records statements, and
 * can delay messages. A round trip is a Sync, Flush or Query message after which the client stops
 * sending to wait for the answer (Postgres manual, "Message Flow"). Connecting does not count. Only
 * for unencrypted connections.
 */
public final class WireProxy implements AutoCloseable {

  private final String host;
  private final int port;
  private final ServerSocket listener;
  private final AtomicLong roundTrips = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<WireStatement> statements = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean recording;

  private WireProxy(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy for a server, on a free port of this machine. */
  public static WireProxy to(String host, int port) {
    try {
      WireProxy proxy = new WireProxy(host, port);
      daemon("wire-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the JDBC URL of a database of the server, through this proxy. */
  public String url(String database) {
    return "jdbc:postgresql://"
        + listener.getInetAddress().getHostAddress()
        + ":"
        + listener.getLocalPort()
        + "/"
        + database;
  }

  /** Returns the number of round trips since the start or the last {@link #reset}. */
  public long roundTrips() {
    return roundTrips.get();
  }

  /**
   * Returns the statements since {@link #record}, in the order in which each connection sent them.
   */
  public List<WireStatement> statements() {
    return List.copyOf(statements);
  }

  /** Records statements from now on. */
  public void record() {
    statements.clear();
    recording = true;
  }

  /** Resets the count to 0, and removes the recorded statements. */
  public void reset() {
    roundTrips.set(0);
    statements.clear();
  }

  /**
   * Delays each direction by half of this duration, so that a round trip takes at least this long.
   */
  public void latency(Duration roundTrip) {
    delay = roundTrip.dividedBy(2);
  }

  /** Cuts all connections, like a network failure; new connections are accepted. */
  public void cut() {
    sockets.forEach(WireProxy::close);
    sockets.clear();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }

  long delayNanos() {
    return delay.toNanos();
  }

  void asked() {
    roundTrips.incrementAndGet();
  }

  void executed(int connection, String sql, List<String> parameters) {
    if (recording) {
      statements.add(new WireStatement(connection, sql, parameters));
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        new WireConversation(this, connections.incrementAndGet(), client, server).start();
      } catch (IOException e) {
        // The listener was closed, or the server refused: the client sees its connection end.
      }
    }
  }

  static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed either way.
    }
  }
}
