package ai.flashfusion.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that lead to this machine whatever host they are for, so that a test needs no name
 * service. Named in a URL: {@code socketFactory=…&socketFactoryArg=port}.
 */
public final class AnyHost extends SocketFactory {

  private final int port;

  /** Creates a factory of sockets to a port of this machine. */
  public AnyHost(String port) {
    this.port = Integer.parseInt(port);
  }

  /** Returns the parameters that name this factory in a URL. */
  static String parameters(int port) {
    return "socketFactory=" + AnyHost.class.getName() + "&socketFactoryArg=" + port;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress any, int timeout) throws IOException {
        super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    return createSocket();
  }
}
