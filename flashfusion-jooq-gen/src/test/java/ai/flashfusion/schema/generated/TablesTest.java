package ai.flashfusion.schema.generated;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.DefaultCatalog;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.dictionary.Dictionary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

class TablesTest {

  @Test
  void sixteenTablesAreGeneratedAndNoHistoryOfMigrations() {
    assertThat(DefaultCatalog.DEFAULT_CATALOG.getSchemas())
        .extracting(Named::getName)
        .containsExactly("public");
    assertThat(Public.PUBLIC.getTables())
        .extracting(Named::getName)
        .containsExactlyInAnyOrderElementsOf(Dictionary.tables());
  }

  @Test
  void columnsAreThoseOfTheDictionaryInTheirOrder() {
    for (Table<?> table : Public.PUBLIC.getTables()) {
      assertThat(table.fieldStream().map(Field::getName))
          .as(table.getName())
          .containsExactlyElementsOf(Dictionary.columnsOf(table.getName()));
    }
  }

  @Test
  void typesAreNeitherLocalTimesNorFloats() {
    Map<String, Class<?>> types =
        Map.of(
            "timestamptz", Instant.class,
            "numeric(10,2)", BigDecimal.class,
            "numeric(10,6)", BigDecimal.class,
            "integer", Integer.class,
            "boolean", Boolean.class,
            "text[]", String[].class);
    for (Map<String, String> column : Dictionary.columns()) {
      Class<?> expected = types.get(column.get("type"));
      if (expected != null) {
        assertThat((Object) field(column).getType()).as("%s", column).isEqualTo(expected);
      }
    }
  }

  @Test
  void nullabilityIsThatOfTheDictionary() {
    for (Map<String, String> column : Dictionary.columns()) {
      assertThat(field(column).getDataType().nullable())
          .as("%s", column)
          .isEqualTo("YES".equals(column.get("nullable")));
    }
  }

  @Test
  void recordsAreNamedInTheSingular() {
    assertThat(
            List.of(
                Tables.PROFILES.getRecordType().getSimpleName(),
                Tables.AI_USAGE_LOGS.getRecordType().getSimpleName(),
                Tables.SUBSCRIPTION_HISTORY.getRecordType().getSimpleName()))
        .containsExactly("ProfileRecord", "AiUsageLogRecord", "SubscriptionHistoryRecord");
  }

  static Field<?> field(Map<String, String> column) {
    Table<?> table = Objects.requireNonNull(Public.PUBLIC.getTable(column.get("table")));
    return Objects.requireNonNull(table.field(column.get("column")));
  }
}
