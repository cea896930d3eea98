package ai.flashfusion.embedded;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages of a client (Postgres manual, "Message Formats"), and reports each statement
 * that the server is to run.
 */
final class FrontendDecoder {

  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;
  private static final int HEADER = 5;

  private final BiConsumer<String, List<String>> executed;
  private final Runnable asked;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private ByteBuffer pending = ByteBuffer.allocate(0);
  private boolean started;
  private char lastType;

  private record Portal(String sql, List<String> parameters) {}

  /**
   * Creates a decoder for one connection.
   *
   * @param executed receives each statement and its bound values
   * @param asked runs whenever the client begins to wait for answers
   */
  FrontendDecoder(BiConsumer<String, List<String>> executed, Runnable asked) {
    this.executed = executed;
    this.asked = asked;
  }

  void read(byte[] bytes) {
    ByteBuffer all = ByteBuffer.allocate(pending.remaining() + bytes.length);
    all.put(pending).put(bytes).flip();
    lastType = 0;
    while (message(all)) {
      // Each call reads one message.
    }
    pending = all.slice();
    boolean waits = lastType == 'S' || lastType == 'Q' || lastType == 'H';
    if (waits && !pending.hasRemaining()) {
      asked.run();
    }
  }

  private boolean message(ByteBuffer in) {
    int header = started ? HEADER : HEADER - 1;
    if (in.remaining() < header) {
      return false;
    }
    int start = in.position();
    int length = in.getInt(start + header - 4);
    if (in.remaining() < length + header - 4) {
      return false;
    }
    ByteBuffer body = in.slice(start + header, length - 4);
    if (started) {
      lastType = (char) in.get(start);
      decode(lastType, body);
    } else {
      int code = body.getInt(0);
      started = code != SSL_REQUEST && code != GSS_REQUEST;
    }
    in.position(start + header + length - 4);
    return true;
  }

  private void decode(char type, ByteBuffer body) {
    switch (type) {
      case 'P' -> statements.put(string(body), string(body));
      case 'B' -> bind(body);
      case 'E' -> {
        Portal portal = portals.get(string(body));
        if (portal != null) {
          executed.accept(portal.sql(), portal.parameters());
        }
      }
      case 'Q' -> executed.accept(string(body), List.of());
      default -> {
        // Describe, Sync, Close and the like run nothing.
      }
    }
  }

  private void bind(ByteBuffer body) {
    String portal = string(body);
    String sql = statements.getOrDefault(string(body), "");
    int formats = body.getShort();
    body.position(body.position() + 2 * formats);
    int count = body.getShort();
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parameters.add(value(body));
    }
    portals.put(portal, new Portal(sql, parameters));
  }

  @SuppressWarnings("NullAway") // a list of nullable elements
  private static @Nullable String value(ByteBuffer body) {
    int length = body.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String string(ByteBuffer body) {
    int start = body.position();
    while (body.get() != 0) {
      if (!body.hasRemaining()) {
        throw new BufferUnderflowException();
      }
    }
    byte[] bytes = new byte[body.position() - 1 - start];
    body.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
