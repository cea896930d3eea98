package ai.flashfusion.examples.benchmarks.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy between clients and the server that delays messages and counts round trips: how often a
 * client sends again after it received something. It does not look into messages, so that megabytes
 * cost it the same, whoever sends them.
 */
public final class DelayProxy implements AutoCloseable {

  private static final Chunk END = new Chunk(0, new byte[0]);

  private final Target target;
  private final ServerSocket listener;
  private final AtomicLong roundTrips = new AtomicLong();
  private volatile long delayNanos;

  public DelayProxy(Target target) {
    this.target = target;
    try {
      this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public String host() {
    return listener.getInetAddress().getHostAddress();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Sets the minimum time of a round trip, half of it for each direction. */
  public void latency(double milliseconds) {
    delayNanos = (long) (milliseconds * 500_000);
  }

  /** Returns the number of round trips since the start, including those of connecting. */
  public long roundTrips() {
    return roundTrips.get();
  }

  @Override
  public void close() {
    close(listener);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(target.host(), target.port());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        AtomicBoolean answered = new AtomicBoolean(true);
        pass(
            client,
            server,
            () -> {
              if (answered.getAndSet(false)) {
                roundTrips.incrementAndGet();
              }
            });
        pass(server, client, () -> answered.set(true));
      } catch (IOException e) {
        // The listener was closed, or the server refused: the client sees its connection end.
      }
    }
  }

  private void pass(Socket from, Socket to, Runnable heard) {
    BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    daemon(() -> read(from, chunks, heard));
    daemon(() -> send(from, to, chunks));
  }

  private void read(Socket from, BlockingQueue<Chunk> chunks, Runnable heard) {
    byte[] buffer = new byte[65_536];
    try {
      for (int count = from.getInputStream().read(buffer);
          count >= 0;
          count = from.getInputStream().read(buffer)) {
        heard.run();
        chunks.add(new Chunk(System.nanoTime() + delayNanos, Arrays.copyOf(buffer, count)));
      }
    } catch (IOException e) {
      // The other side sees its connection end.
    }
    chunks.add(END);
  }

  private static void send(Socket from, Socket to, BlockingQueue<Chunk> chunks) {
    try {
      for (Chunk chunk = chunks.take(); chunk.bytes().length > 0; chunk = chunks.take()) {
        for (long wait = chunk.due() - System.nanoTime();
            wait > 0;
            wait = chunk.due() - System.nanoTime()) {
          LockSupport.parkNanos(wait); // sleep would round up to milliseconds on Java 17
        }
        to.getOutputStream().write(chunk.bytes());
      }
    } catch (IOException e) {
      // Nobody listens any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "delay-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed either way.
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  private record Chunk(long due, byte[] bytes) {}
}
