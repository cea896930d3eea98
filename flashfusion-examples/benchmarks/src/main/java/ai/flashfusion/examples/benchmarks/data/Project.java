package ai.flashfusion.examples.benchmarks.data;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A complete row of {@code projects}, with the documents as text. */
public record Project(
    UUID id,
    UUID userId,
    @Nullable UUID teamId,
    String name,
    String slug,
    @Nullable String description,
    @Nullable String readme,
    @Nullable String framework,
    @Nullable String category,
    @Nullable List<String> tags,
    @Nullable String status,
    @Nullable String visibility,
    @Nullable String githubRepo,
    @Nullable String vercelProjectId,
    @Nullable String netlifySiteId,
    @Nullable String liveUrl,
    @Nullable String previewUrl,
    @Nullable String thumbnailUrl,
    @Nullable String settings,
    @Nullable String metadata,
    int starCount,
    int forkCount,
    int viewCount,
    @Nullable Instant lastDeployedAt,
    Instant createdAt,
    Instant updatedAt) {

  /** Reads a row with columns in the order of {@link Sql#PROJECT}. */
  public static Project read(ResultSet row) throws SQLException {
    Array tags = row.getArray(10);
    return new Project(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getObject(3, UUID.class),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        tags == null ? null : List.of((String[]) tags.getArray()),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getString(17),
        row.getString(18),
        row.getString(19),
        row.getString(20),
        row.getInt(21),
        row.getInt(22),
        row.getInt(23),
        instant(row, 24),
        row.getObject(25, OffsetDateTime.class).toInstant(),
        row.getObject(26, OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }
}
