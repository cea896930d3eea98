package ai.flashfusion.examples.quickstart;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** The progress of the import: a bar that redraws itself on a terminal, a few lines elsewhere. */
final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 40;

  private final PrintStream out;
  private final boolean terminal;
  private int quarters;
  private boolean open;

  ProgressBar(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Returns whether the output is a terminal, and not a file or a pipe. */
  @SuppressWarnings("SystemConsoleNull") // null only means no on JDK 21 and before: see below
  static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From JDK 22 on there may be a console without a terminal, and a method to find out.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Shows that this fraction, 0 to 1, is done, which is this many rows. */
  void show(double fraction, long rows) {
    String text = String.format(Locale.ROOT, "%3.0f%%  %,9d rows", 100 * fraction, rows);
    if (terminal) {
      int done = (int) Math.round(WIDTH * fraction);
      out.print("\r  [" + "#".repeat(done) + "-".repeat(WIDTH - done) + "] " + text);
      out.flush();
      open = true;
    } else if ((int) (4 * fraction) > quarters) {
      quarters = (int) (4 * fraction);
      out.println("  " + text);
    }
  }

  /** Ends the line of the bar, so that further output begins on a new line. */
  @Override
  public void close() {
    if (open) {
      out.println();
    }
  }
}
