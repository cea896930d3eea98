package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Project;
import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of the Vert.x client, with columns in the order of {@link Sql}. */
public final class VertxRows {

  private VertxRows() {}

  public static Project project(Row row) {
    String[] tags = row.getArrayOfStrings(9);
    OffsetDateTime deployed = row.getOffsetDateTime(23);
    return new Project(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        tags == null ? null : List.of(tags),
        row.getString(10),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getString(17),
        json(row, 18),
        json(row, 19),
        row.getInteger(20),
        row.getInteger(21),
        row.getInteger(22),
        deployed == null ? null : deployed.toInstant(),
        row.getOffsetDateTime(24).toInstant(),
        row.getOffsetDateTime(25).toInstant());
  }

  public static Usage usage(Row row) {
    return new Usage(
        row.getUUID(0),
        new NewUsage(
            row.getUUID(1),
            row.getUUID(2),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getInteger(6),
            row.getInteger(7),
            row.getInteger(8),
            row.getBigDecimal(9),
            row.getInteger(10),
            row.getString(11)),
        row.getString(12),
        json(row, 13),
        json(row, 14),
        json(row, 15),
        row.getOffsetDateTime(16).toInstant());
  }

  public static ModelSum sum(Row row) {
    BigDecimal cost = row.getBigDecimal(6);
    return new ModelSum(
        row.getString(0),
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        cost,
        row.getLong(7));
  }

  private static @Nullable String json(Row row, int column) {
    Object value = row.getJson(column);
    return value == null ? null : value.toString();
  }
}
