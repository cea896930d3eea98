package ai.flashfusion.examples.quickstart;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
import java.util.Locale;

/** Counts what is actually sent over the wire in each step. */
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
   * Takes over the counts from the proxy, which until then keeps the statements with all bound
   * values. Call it only while nothing is in transit.
   */
  void read() {
    statements += proxy.statements().stream().filter(WireMeter::isStatement).count();
    roundTrips += proxy.roundTrips();
    proxy.reset();
  }

  /** Ends a step; whatever follows belongs to the next one. */
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

  /**
   * Returns whether this is a statement of its own instead of part of a frame: a transaction, an
   * identity, or the pool's test of the connection.
   */
  private static boolean isStatement(WireStatement statement) {
    String sql = statement.sql().strip().toLowerCase(Locale.ROOT);
    return !sql.isEmpty()
        && !sql.equals("begin")
        && !sql.equals("commit")
        && !sql.equals("rollback")
        && !sql.startsWith("select flashfusion.enter(")
        && !sql.startsWith("select pg_catalog.pg_current_xact_id()")
        && !sql.contains("set_config('role'");
  }
}
