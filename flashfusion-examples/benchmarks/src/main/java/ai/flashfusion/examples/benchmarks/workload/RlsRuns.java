package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.MyRows;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Explained;
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
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;

/**
 * Measures the cost of row level security. For each table the caller's rows under policies are
 * compared with the same rows by hand without policies, and with a statement that does nothing. The
 * connections keep their identity, so that only the statement is timed.
 */
public final class RlsRuns {

  private static final String NOTHING = "select 1";

  private final World world;
  private final int rounds;
  private final int calls;

  /**
   * The times in microseconds for a table; that of the round trip is of the whole run and the same
   * for all tables.
   */
  public record Cost(
      String table,
      double underPolicies,
      double byHand,
      double roundTrip,
      long pagesUnderPolicies,
      long pagesByHand) {

    /** Returns the cost of the policies in round trips. */
    public double inRoundTrips() {
      return (underPolicies - byHand) / roundTrip;
    }
  }

  public RlsRuns(World world, int rounds, int calls) {
    this.world = world;
    this.rounds = rounds;
    this.calls = calls;
  }

  /** Fills the tables that have no rows yet; only needed once for a database. Once per database. */
  public static void fill(World world) {
    try (InputStream script =
        Objects.requireNonNull(RlsRuns.class.getResourceAsStream("other-tables.sql"))) {
      world.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      world.execute("checkpoint");
      world.execute("vacuum (analyze)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets all three take turns call by call, so that each meets the same state of the machine. */
  public List<Cost> run() {
    try (Connection caller = connect();
        Connection owner = world.owner().connections().getConnection();
        PreparedStatement nothing = caller.prepareStatement(NOTHING)) {
      List<Query> queries = new ArrayList<>();
      for (MyRows rows : MyRows.of(world.caller())) {
        queries.add(new Query(rows, caller, owner));
      }
      DoubleStream.Builder roundTrips = DoubleStream.builder();
      for (int round = -1; round < rounds; round++) { // the first warms up
        for (Query query : queries) {
          for (int call = 0; call < calls; call++) {
            double[] turn = {micros(query.policies), micros(query.byHand), micros(nothing)};
            if (round >= 0) {
              query.times.add(turn);
              roundTrips.add(turn[2]);
            }
          }
        }
      }
      double roundTrip = median(roundTrips.build());
      List<Cost> costs = new ArrayList<>();
      for (Query query : queries) {
        costs.add(query.cost(roundTrip));
      }
      return costs;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The two statements for a table, open as long as their connections, and their times. */
  private static final class Query {

    private final MyRows rows;
    private final PreparedStatement policies;
    private final PreparedStatement byHand;
    private final List<double[]> times = new ArrayList<>();

    Query(MyRows rows, Connection caller, Connection owner) throws SQLException {
      this.rows = rows;
      this.policies = caller.prepareStatement(rows.underPolicies());
      this.byHand = owner.prepareStatement(rows.byHand());
      int visible = rows(policies);
      if (visible != rows(byHand) || visible == 0) {
        throw new IllegalStateException(
            rows.table() + ": " + visible + " rows under policies, by hand " + rows(byHand));
      }
    }

    Cost cost(double roundTrip) throws SQLException {
      return new Cost(
          rows.table(),
          median(times.stream().mapToDouble(turn -> turn[0])),
          median(times.stream().mapToDouble(turn -> turn[1])),
          roundTrip,
          Explained.of(policies.getConnection(), rows.underPolicies()).pages(),
          Explained.of(byHand.getConnection(), rows.byHand()).pages());
    }
  }

  /** Connects as the caller, for as long as the connection is open. */
  public Connection connect() throws SQLException {
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

  private static double micros(PreparedStatement select) throws SQLException {
    long start = System.nanoTime();
    rows(select);
    return (System.nanoTime() - start) / 1e3;
  }

  private static double median(DoubleStream times) {
    double[] sorted = times.sorted().toArray();
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
