package ai.flashfusion.examples.benchmarks.data;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A complete row of {@code ai_usage_logs} as stored, with the documents as text. */
public record Usage(
    UUID id,
    NewUsage given,
    @Nullable String errorMessage,
    @Nullable String requestData,
    @Nullable String responseData,
    @Nullable String metadata,
    Instant createdAt) {

  /** Reads a row with columns in the order of {@link Sql#USAGE}. */
  public static Usage read(ResultSet row) throws SQLException {
    return new Usage(
        row.getObject(1, UUID.class),
        new NewUsage(
            row.getObject(2, UUID.class),
            row.getObject(3, UUID.class),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getInt(7),
            row.getInt(8),
            row.getInt(9),
            row.getBigDecimal(10),
            row.getInt(11),
            row.getString(12)),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getObject(17, OffsetDateTime.class).toInstant());
  }

  /** The values to insert; the database adds the rest. */
  public record NewUsage(
      UUID userId,
      UUID projectId,
      String provider,
      String model,
      String action,
      int promptTokens,
      int completionTokens,
      int totalTokens,
      BigDecimal costUsd,
      int latencyMs,
      String status) {}
}
