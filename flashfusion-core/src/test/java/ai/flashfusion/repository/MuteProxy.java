package ai.flashfusion.repository;

import ai.flashfusion.fixture.TestDatabase;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy before a server that, while it is muted, swallows the messages of LISTEN, like a pooler
 * in transaction mode. Everything else passes.
 */
final class MuteProxy implements AutoCloseable {

  private static final int NOTIFICATION_RESPONSE = 'A';

  private final TestDatabase embedded;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean muted = true;

  MuteProxy(TestDatabase embedded) throws IOException {
    this.embedded = embedded;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  void mute(boolean mute) {
    muted = mute;
  }

  /**
   * Returns a URL without encryption, so that messages can be told apart from the first byte on.
   */
  String url() {
    return "jdbc:postgresql://"
        + listener.getInetAddress().getHostAddress()
        + ":"
        + listener.getLocalPort()
        + "/"
        + embedded.database()
        + "?sslmode=disable&gssEncMode=disable";
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(embedded.host(), embedded.port());
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> requests(client, server));
        daemon(() -> answers(server, client));
      } catch (IOException e) {
        // The proxy was closed.
      }
    }
  }

  private static void requests(Socket client, Socket server) {
    try (client;
        server) {
      client.getInputStream().transferTo(server.getOutputStream());
    } catch (IOException e) {
      // Either side is gone; so is the other, now.
    }
  }

  private void answers(Socket server, Socket client) {
    try (client;
        server) {
      InputStream bytes = server.getInputStream();
      DataInputStream in = new DataInputStream(bytes);
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
      while (true) {
        int type = in.readUnsignedByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        if (type != NOTIFICATION_RESPONSE || !muted) {
          out.writeByte(type);
          out.writeInt(length);
          out.write(body);
          out.flush();
        }
      }
    } catch (IOException e) {
      // Either side is gone; so is the other, now.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "mute-proxy");
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
