package ai.flashfusion.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints the story: chapters, sentences and tables. */
public final class Narrator {

  private final PrintStream out;
  private int chapters;
  private boolean separated;

  /** Creates a narrator that prints to this stream. */
  public Narrator(PrintStream out) {
    this.out = out;
  }

  /** Begins the next chapter. */
  void chapter(String title) {
    String heading = ++chapters + ". " + title;
    separate();
    out.println(heading);
    out.println("-".repeat(heading.length()));
    separated = false;
  }

  /** Prints a line, with values as in {@link String#format}. */
  public void say(String format, @Nullable Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    separated = false;
  }

  /** Prints a table, chart or message between blank lines. */
  public void show(Object block) {
    separate();
    out.println(block.toString().stripTrailing());
    separated = false;
    separate();
  }

  /** Prints a blank line, unless the last one is blank. */
  void separate() {
    if (!separated) {
      out.println();
    }
    separated = true;
  }

  /** Returns the stream for output that changes while it is displayed. */
  PrintStream out() {
    return out;
  }
}
