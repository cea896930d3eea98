package ai.flashfusion.examples.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * What row level security costs: for each table, the caller's rows under policies against the same
 * rows by hand without, and a statement that does nothing. On connections that keep their identity,
 * so that nothing but the statement is timed.
 */
final class RlsRuns {

  private static final String NOTHING = "select 1";

  private final World world;
  private final int rounds;
  private final int calls;

  /** Times in microseconds. */
  record Cost(
      String table,
      double underPolicies,
      double byHand,
      double roundTrip,
      long pagesUnderPolicies,
      long pagesByHand) {

    /** What policies take, in round trips. */
    double inRoundTrips() {
      return (underPolicies - byHand) / roundTrip;
    }
  }

  RlsRuns(World world, int rounds, int calls) {
    this.world = world;
    this.rounds = rounds;
    this.calls = calls;
  }

  /** Fills the tables that have no rows yet. Once per database. */
  static void fill(World world) {
    try (InputStream script =
        Objects.requireNonNull(RlsRuns.class.getResourceAsStream("other-tables.sql"))) {
      world.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      world.execute("checkpoint");
      world.execute("vacuum (analyze)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Cost> run() {
    try (Connection caller = connect();
        Connection owner = world.owner().connections().getConnection()) {
      List<MyRows> queries = MyRows.of(world.caller());
      cost(queries.get(0), caller, owner); // warms up what all of them need
      List<Cost> costs = new ArrayList<>();
      for (MyRows query : queries) {
        costs.add(cost(query, caller, owner));
      }
      return costs;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cost cost(MyRows query, Connection caller, Connection owner) throws SQLException {
    try (PreparedStatement policies = caller.prepareStatement(query.underPolicies());
        PreparedStatement byHand = owner.prepareStatement(query.byHand());
        PreparedStatement nothing = caller.prepareStatement(NOTHING)) {
      int rows = rows(policies);
      if (rows != rows(byHand) || rows == 0) {
        throw new IllegalStateException(
            query.table() + ": " + rows + " rows under policies, by hand " + rows(byHand));
      }
      List<double[]> times = List.of(new double[rounds], new double[rounds], new double[rounds]);
      for (int round = -1; round < rounds; round++) { // the first warms up
        double[] turn = {
          median(() -> rows(policies)), median(() -> rows(byHand)), median(() -> rows(nothing))
        };
        for (int i = 0; round >= 0 && i < turn.length; i++) {
          times.get(i)[round] = turn[i];
        }
      }
      return new Cost(
          query.table(),
          median(times.get(0)),
          median(times.get(1)),
          median(times.get(2)),
          Explained.of(caller, query.underPolicies()).pages(),
          Explained.of(owner, query.byHand()).pages());
    }
  }

  /** As the caller, for as long as it is open. */
  Connection connect() throws SQLException {
    Target target = world.target();
    Connection connection =
        DriverManager.getConnection(target.url(), target.login(), target.password());
    try (PreparedStatement identity =
        connection.prepareStatement(
            "select set_config('role', 'authenticated', false),"
                + " set_config('request.jwt.claims', ?, false)")) {
      identity.setString(1, world.caller().claims());
      identity.execute();
    }
    return connection;
  }

  private double median(Callable<?> call) {
    double[] times = new double[calls];
    try {
      for (int i = 0; i < calls; i++) {
        long start = System.nanoTime();
        Turn.consume(call.call());
        times[i] = (System.nanoTime() - start) / 1e3;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return median(times);
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static int rows(PreparedStatement select) throws SQLException {
    int rows = 0;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows++;
      }
    }
    return rows;
  }
}
