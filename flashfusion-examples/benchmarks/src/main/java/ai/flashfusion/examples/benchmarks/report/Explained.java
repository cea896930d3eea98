package ai.flashfusion.examples.benchmarks.report;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The plan with which Postgres ran a statement.
 *
 * @param pages the pages of 8 kB that it read, including those of sub-plans and functions
 * @param scans the ways in which tables were read, such as {@code Index Only Scan using idx on
 *     table}
 */
public record Explained(long pages, List<String> scans) {

  private static final Pattern SCAN =
      Pattern.compile(
          "(?m)^\\W*((?:Parallel )?(?:Seq|Index|Index Only|Bitmap Index) Scan[^(]*?)  \\(");
  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared([^\\n]*)");
  private static final Pattern PAGES = Pattern.compile("(?:hit|read)=(\\d+)");

  /** Returns whether the table was read only through indexes, without access to its rows. */
  public boolean isIndexOnly(String table) {
    return scans.stream()
        .filter(scan -> scan.contains(table))
        .allMatch(scan -> scan.contains("Index Only Scan"));
  }

  /**
   * Runs the statement twice, as what a connection first reads of the catalog is not part of the
   * statement.
   */
  public static Explained of(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      StringBuilder plan = new StringBuilder();
      try (ResultSet row =
          statement.executeQuery("explain (analyze, buffers, timing off) " + sql)) {
        while (row.next()) {
          plan.append(row.getString(1)).append('\n');
        }
      }
      return parse(plan.toString());
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  private static Explained parse(String plan) {
    long pages =
        BUFFERS
            .matcher(plan) // the first line is that of the uppermost node, which counts them all
            .results()
            .limit(1)
            .flatMap(buffers -> PAGES.matcher(buffers.group(1)).results())
            .mapToLong(count -> Long.parseLong(count.group(1)))
            .sum();
    List<String> scans =
        SCAN.matcher(plan).results().map(scan -> scan.group(1).trim()).distinct().toList();
    return new Explained(pages, scans);
  }
}
