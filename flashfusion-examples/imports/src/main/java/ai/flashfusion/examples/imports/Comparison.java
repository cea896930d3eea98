package ai.flashfusion.examples.imports;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.examples.quickstart.Numbers;
import ai.flashfusion.examples.quickstart.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Compares totals of the files with those of the database, and counts the round trips of each. */
final class Comparison {

  private final WireProxy proxy;
  private final TextTable table =
      new TextTable()
          .left("what")
          .right("in the file")
          .right("in the database")
          .right("round trips");
  private final List<String> differences = new ArrayList<>();
  private String file = "";
  private int compared;

  Comparison(WireProxy proxy) {
    this.proxy = proxy;
  }

  /** Loads a file; the comparisons that follow are about it. What is compared next is about it. */
  <T> T load(String name, Supplier<T> loading) {
    file = name;
    proxy.reset();
    T loaded = loading.get();
    table.row("load " + name, "", "", Numbers.count(proxy.roundTrips()));
    return loaded;
  }

  /** Compares a total of the file with that of the database. */
  void compare(String what, long inFile, LongSupplier question) {
    proxy.reset();
    long inDatabase = question.getAsLong();
    table.row(
        "  " + what,
        Numbers.count(inFile),
        Numbers.count(inDatabase),
        Numbers.count(proxy.roundTrips()));
    compared++;
    if (inFile != inDatabase) {
      differences.add(what + " of " + file);
    }
  }

  boolean allEqual() {
    return differences.isEmpty();
  }

  /** Returns the result in one line. */
  String verdict() {
    return allEqual()
        ? "All " + compared + " totals are equal."
        : "Different: " + String.join(", ", differences) + ".";
  }

  /** Returns the table of all results. */
  @Override
  public String toString() {
    return table.toString();
  }
}
