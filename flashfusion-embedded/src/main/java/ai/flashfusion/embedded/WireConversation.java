package ai.flashfusion.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection through the proxy. Each of its two directions is read by one thread and sent by
 * another.
 */
final class WireConversation {

  private static final Chunk END = new Chunk(0, new byte[0]);

  private final WireProxy proxy;
  private final Socket client;
  private final Socket server;
  private final FrontendDecoder decoder;

  WireConversation(WireProxy proxy, int number, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
    this.decoder =
        new FrontendDecoder(
            (sql, parameters) -> proxy.executed(number, sql, parameters), proxy::asked);
  }

  void start() {
    pass(client, server, decoder::read);
    pass(server, client, bytes -> {});
  }

  private void pass(Socket from, Socket to, Listener listener) {
    BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    WireProxy.daemon("wire-proxy-read", () -> read(from, chunks, listener));
    WireProxy.daemon("wire-proxy-send", () -> send(to, chunks));
  }

  private void read(Socket from, BlockingQueue<Chunk> chunks, Listener listener) {
    byte[] buffer = new byte[65_536];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, count);
        listener.heard(bytes);
        chunks.add(new Chunk(System.nanoTime() + proxy.delayNanos(), bytes));
      }
    } catch (IOException e) {
      // The other side sees its connection end.
    }
    chunks.add(END);
  }

  private void send(Socket to, BlockingQueue<Chunk> chunks) {
    try (OutputStream out = to.getOutputStream()) {
      for (Chunk chunk = chunks.take(); chunk.bytes().length > 0; chunk = chunks.take()) {
        for (long wait = chunk.due() - System.nanoTime();
            wait > 0;
            wait = chunk.due() - System.nanoTime()) {
          LockSupport.parkNanos(wait); // sleep would round up to milliseconds on Java 17
        }
        out.write(chunk.bytes());
        out.flush();
      }
    } catch (IOException e) {
      // Nobody listens any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      WireProxy.close(client);
      WireProxy.close(server);
    }
  }

  private interface Listener {
    void heard(byte[] bytes);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by identity only
  private record Chunk(long due, byte[] bytes) {}
}
