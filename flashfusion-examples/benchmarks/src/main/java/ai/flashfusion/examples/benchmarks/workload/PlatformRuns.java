package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.contestant.Turn;
import ai.flashfusion.examples.benchmarks.data.Sql;
import ai.flashfusion.examples.benchmarks.data.UsageRows;
import ai.flashfusion.examples.benchmarks.data.World;
import ai.flashfusion.examples.benchmarks.report.Explained;
import ai.flashfusion.examples.benchmarks.report.Samples;
import ai.flashfusion.usage.UsageQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Measures sums over all usage: a user's month, which reads only that user's part of an index, and
 * everybody's, which the service requests.
 */
public final class PlatformRuns {

  private static final String BY_DAY =
      Sql.SUMMARY
          .replace("select provider, model,", "select (created_at at time zone 'UTC')::date,")
          .replace("group by provider, model order by 7 desc, provider, model", "group by 1");

  private static final String ROLLUP =
      "select sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens),"
          + " sum(cost_usd), sum(errors) from flashfusion_rollup.usage(?, ?) group by ";

  private final World world;
  private final int rounds;

  /**
   * A sum.
   *
   * @param pages the pages that a scan by hand reads
   * @param rollup the plan for the rollup, which the library reads
   */
  public record Sum(
      String what, double floorMs, double flashfusionMs, long pages, Explained rollup) {}

  public PlatformRuns(World world, int rounds) {
    this.world = world;
    this.rounds = rounds;
  }

  /** Explains a user's month by model. */
  public Explained month() {
    try (Connection caller = new RlsRuns(world, 1, 1).connect()) {
      return Explained.of(
          caller,
          String.format(
              literals(Sql.SUMMARY, world.from().toString(), world.to().toString()),
              " and user_id = (select flashfusion.profile_id())"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<Sum> run() {
    UsageQuery all =
        UsageQuery.between(UsageRows.BEGIN, UsageRows.BEGIN.plus(Duration.ofDays(UsageRows.DAYS)));
    String from = all.from().toString();
    String to = all.to().toString();
    List<Sum> sums = new ArrayList<>();
    try (FlashFusionCalls library = new FlashFusionCalls(world.target());
        Connection owner = world.owner().connections().getConnection()) {
      sums.add(
          sum(
              "everybody's, by model",
              owner,
              String.format(literals(Sql.SUMMARY, from, to), ""),
              literals(ROLLUP, from, to) + "provider, model",
              () -> library.service().byModel(all)));
      sums.add(
          sum(
              "everybody's, by day",
              owner,
              String.format(literals(BY_DAY, from, to), ""),
              literals(ROLLUP, from, to) + "(at at time zone 'UTC')::date",
              () -> library.service().daily(all)));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return sums;
  }

  private Sum sum(String what, Connection owner, String sql, String rollup, Callable<?> library) {
    long pages = Explained.of(owner, sql).pages(); // which warms up, too
    micros(library);
    Samples samples = new Samples();
    for (int round = 0; round < rounds; round++) {
      samples.add(Contestants.FLOOR, new double[] {micros(() -> rows(owner, sql))});
      samples.add(Contestants.FLASHFUSION, new double[] {micros(library)});
    }
    return new Sum(
        what,
        samples.median(Contestants.FLOOR) / 1e3,
        samples.median(Contestants.FLASHFUSION) / 1e3,
        pages,
        Explained.of(owner, rollup));
  }

  private static int rows(Connection owner, String sql) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      int rows = 0;
      while (row.next()) {
        rows++;
      }
      return rows;
    }
  }

  private static double micros(Callable<?> call) {
    long start = System.nanoTime();
    try {
      Turn.consume(call.call());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - start) / 1e3;
  }

  private static String literals(String sql, String from, String to) {
    return sql.replaceFirst("\\?", "'" + from + "'").replaceFirst("\\?", "'" + to + "'");
  }
}
