package ai.flashfusion.examples.jshell;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.Map;

/** The terminal that the output goes to, if it goes to one. */
final class Terminal {

  /** The property with which {@code run} says that the output is a terminal. */
  static final String PROPERTY = "flashfusion.terminal";

  private static final int USUAL = 80;

  private Terminal() {}

  /**
   * Returns the number of cells in a line: {@code COLUMNS}, or what the terminal says now. Files
   * and pipes have no limit.
   */
  static int columns(Map<String, String> environment) {
    String columns = environment.getOrDefault("COLUMNS", "");
    if (columns.matches("[1-9][0-9]{0,4}")) {
      return Integer.parseInt(columns);
    }
    return Boolean.getBoolean(PROPERTY) ? ask() : Integer.MAX_VALUE;
  }

  private static int ask() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String size = new String(stty.getInputStream().readAllBytes(), US_ASCII).strip();
      return size.matches("\\d+ [1-9]\\d{0,4}")
          ? Integer.parseInt(size.substring(size.indexOf(' ') + 1))
          : USUAL;
    } catch (IOException e) {
      return USUAL;
    }
  }
}
