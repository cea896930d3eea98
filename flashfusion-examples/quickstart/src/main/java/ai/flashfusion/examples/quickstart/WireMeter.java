package ai.flashfusion.examples.quickstart;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
import java.util.Locale;

/** Counts what really goes over the wire, step by step. */
final class WireMeter {

  private final WireProxy proxy;
  private final TextTable steps =
      new TextTable().left("Step").right("Statements").right("Round trips");
  private long statements;
  private long roundTrips;
  private long allStatements;
  private long allRoundTrips;

  WireMeter(WireProxy proxy) {
    this.proxy = proxy;
    proxy.record();
  }

  /**
   * Takes the counts over from the proxy, which keeps the statements with all that is bound to them
   * until then. To be called while nothing is on its way.
   */
  void read() {
    statements += proxy.statements().stream().filter(WireMeter::isStatement).count();
    roundTrips += proxy.roundTrips();
    proxy.reset();
  }

  /** Ends a step; what follows belongs to the next. */
  void endOfStep(String name) {
    read();
    steps.row(name, Numbers.count(statements), Numbers.count(roundTrips));
    allStatements += statements;
    allRoundTrips += roundTrips;
    statements = 0;
    roundTrips = 0;
  }

  /** Returns the steps so far and their sum. */
  String report() {
    return steps
        .rule()
        .row("total", Numbers.count(allStatements), Numbers.count(allRoundTrips))
        .toString();
  }

  /** Not what only frames one: its transaction, its identity, the pool's test of the connection. */
  private static boolean isStatement(WireStatement statement) {
    String sql = statement.sql().strip().toLowerCase(Locale.ROOT);
    return !sql.isEmpty()
        && !sql.equals("begin")
        && !sql.equals("commit")
        && !sql.equals("rollback")
        && !sql.equals("discard temp")
        && !sql.contains("set_config('role'");
  }
}
