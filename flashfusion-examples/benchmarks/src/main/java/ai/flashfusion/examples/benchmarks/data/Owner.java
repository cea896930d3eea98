package ai.flashfusion.examples.benchmarks.data;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The superuser, who prepares, cleans up and explains, each statement on a connection of its own.
 */
public record Owner(DataSource connections) {

  /**
   * The setting that waits for commits, as a vacuum marks no page as visible to all if the commits
   * of its rows may not be stored yet.
   */
  public static final String WAIT_FOR_COMMITS = "set synchronous_commit = on";

  /** Runs one statement, or several in a transaction. */
  public void execute(String sql) {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(WAIT_FOR_COMMITS);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Returns the first column as text. */
  public List<String> column(String sql) {
    List<String> values = new ArrayList<>();
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }
}
