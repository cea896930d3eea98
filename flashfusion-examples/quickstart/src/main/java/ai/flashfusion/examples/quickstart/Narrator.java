package ai.flashfusion.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Tells the story: chapters, sentences, and tables as they are. */
public final class Narrator {

  private final PrintStream out;
  private int chapters;
  private boolean separated;

  /** Tells it there. */
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

  /** A line; values as in {@link String#format}. */
  public void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
    separated = false;
  }

  /** A table, chart or message between blank lines. */
  public void show(Object block) {
    separate();
    out.println(block.toString().stripTrailing());
    separated = false;
    separate();
  }

  /** Leaves a blank line, unless there is one. */
  void separate() {
    if (!separated) {
      out.println();
    }
    separated = true;
  }

  /** Where to draw what changes while it is looked at. */
  PrintStream out() {
    return out;
  }
}
