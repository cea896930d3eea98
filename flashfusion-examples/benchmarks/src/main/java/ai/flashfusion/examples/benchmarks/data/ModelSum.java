package ai.flashfusion.examples.benchmarks.data;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The usage of one model, a line of the usage summary. */
public record ModelSum(
    String provider,
    String model,
    Long requests,
    Long promptTokens,
    Long completionTokens,
    Long totalTokens,
    BigDecimal costUsd,
    Long errors) {

  /** Reads a row with columns in the order of {@link Sql#SUMMARY}. */
  public static ModelSum read(ResultSet row) throws SQLException {
    return new ModelSum(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getBigDecimal(7),
        row.getLong(8));
  }
}
