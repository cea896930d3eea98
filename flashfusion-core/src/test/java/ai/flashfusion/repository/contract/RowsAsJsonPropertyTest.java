package ai.flashfusion.repository.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.json.FlashFusionJacksonModule;
import ai.flashfusion.property.Property;
import ai.flashfusion.repository.Repository;
import ai.flashfusion.schema.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.TableField;
import org.jooq.UpdatableRecord;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/** Checks that a row with values at the edges of its types comes back from JSON as it was. */
class RowsAsJsonPropertyTest {

  /** Jackson's limits for text from strangers are below what a row may hold. */
  private static final JsonFactory UNLIMITED =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(Integer.MAX_VALUE).build())
          .build();

  private static final List<JsonMapper> MAPPERS =
      List.of(
          JsonMapper.builder(UNLIMITED).findAndAddModules().build(),
          JsonMapper.builder(UNLIMITED).addModule(FlashFusionJacksonModule.camelCase()).build());

  private static final Set<Field<?>> SECRETS =
      Set.of(Tables.API_KEYS.KEY_HASH, Tables.WEBHOOKS.SECRET, Tables.WEBHOOKS.HEADERS);

  @ParameterizedTest
  @FieldSource("ai.flashfusion.repository.contract.UnreadableValuesTest#TABLES")
  <R extends UpdatableRecord<R>, I> void rowComesBackAsItWas(TableCase<R, I> table)
      throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection connection = embedded.owner().getConnection()) {
      SampleRows sample = new SampleRows(embedded, embedded.flashfusion());
      DSLContext owner = DSL.using(connection); // thousands of statements
      Repository<R, I> repository = table.repository().apply(sample.service);
      Map<String, String> types =
          owner
              .fetch(
                  "select column_name, data_type from information_schema.columns"
                      + " where table_schema = 'public' and table_name = ?",
                  table.toString())
              .intoMap(row -> row.get(0, String.class), row -> row.get(1, String.class));
      Property.holds(
          "rows of " + table + " as JSON",
          20,
          random -> {
            R row = table.row().apply(sample, random.nextInt(1_000_000));
            I id = repository.insert(row).get(table.id());
            fill(owner, table, id, types, random);
            R stored = repository.get(id);
            List<Field<?>> shown = new ArrayList<>(List.of(stored.fields()));
            shown.removeAll(SECRETS);
            for (JsonMapper mapper : MAPPERS) {
              R back = mapper.readValue(mapper.writeValueAsString(stored), type(stored));
              assertSame(stored, back, shown);
              assertThat(Changes.of(back)).containsOnlyKeys(shown);
              owner.execute("delete from " + table + " where id::text = ?", id.toString());
              SECRETS.forEach(secret -> copy(secret, stored, back));
              repository.insert(back);
              assertSame(stored, repository.get(id), List.of(stored.fields()));
            }
            owner.execute("delete from " + table + " where id::text = ?", id.toString());
          });
    }
  }

  @SuppressWarnings("unchecked") // the record's own class
  private static <R> Class<R> type(R row) {
    return (Class<R>) row.getClass();
  }

  private static <T> void copy(Field<T> column, UpdatableRecord<?> from, UpdatableRecord<?> to) {
    if (from.field(column) != null) {
      to.set(column, from.get(column));
    }
  }

  private static void assertSame(
      UpdatableRecord<?> expected, UpdatableRecord<?> actual, List<Field<?>> columns) {
    for (Field<?> column : columns) {
      Object value = value(expected, column);
      if (value instanceof Object[] array) {
        assertThat((Object[]) actual.get(column)).as("%s", column).containsExactly(array);
      } else {
        assertThat(value(actual, column)).as("%s", column).isEqualTo(value);
        assertThat(String.valueOf(value(actual, column))).isEqualTo(String.valueOf(value));
      }
    }
  }

  /** Returns a value; in JSON, a document that is null cannot be told from no document. */
  private static @Nullable Object value(UpdatableRecord<?> row, Field<?> column) {
    Object value = row.get(column);
    return value instanceof NullNode ? null : value;
  }

  /** Sets columns to values of any kind, if the table allows it; ids stay. */
  private static void fill(
      DSLContext owner,
      TableCase<?, ?> table,
      Object id,
      Map<String, String> types,
      RandomGenerator random) {
    List<? extends TableField<?, ?>> key = table.key().getFields();
    for (Field<?> column : Objects.requireNonNull(table.id().getTable()).fields()) {
      String type = types.get(column.getName());
      for (int tries = 0; tries < 3 && !key.contains(column) && !type.equals("uuid"); tries++) {
        String value = value(column, type, random);
        try {
          owner.execute(
              "update public.%s set \"%s\" = %s where id = '%s'"
                  .formatted(table, column.getName(), value.replace("?", "??"), id));
          break;
        } catch (DataAccessException e) {
          assertThat(e.sqlState()).matches("22...|23...|54000");
        }
      }
    }
  }

  private static String value(Field<?> column, String type, RandomGenerator random) {
    if (column.getType().isEnum()) {
      Object[] constants = column.getType().getEnumConstants();
      return "'" + ((EnumType) constants[random.nextInt(constants.length)]).getLiteral() + "'";
    }
    List<String> edges = PoisonValues.of(type);
    if (random.nextInt(3) == 0) {
      return edges.get(random.nextInt(edges.size()));
    }
    return switch (type) {
      case "numeric" ->
          one(random, "1.10", "0", "0.000000", "9999.99", "-1.5", "0.000001", "12.340000");
      case "timestamp with time zone" ->
          "to_timestamp(" + random.nextLong(-60_000_000_000L, 250_000_000_000L) + ")";
      case "jsonb" -> "'" + document(column, random).replace("'", "''") + "'";
      case "ARRAY" ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(i -> random.nextInt(4) == 0 ? "null" : text(random))
              .collect(Collectors.joining(",", "array[", "]::text[]"));
      case "integer" -> Integer.toString(random.nextInt());
      case "boolean" -> one(random, "true", "false");
      default -> text(random);
    };
  }

  private static String document(Field<?> column, RandomGenerator random) {
    if (column.getType() == List.class) {
      return "[" + object(random, 3) + ",{\"role\":\"user\",\"content\":\"x\"}]";
    }
    return object(random, 3);
  }

  private static String object(RandomGenerator random, int depth) {
    return IntStream.range(0, random.nextInt(4))
        .mapToObj(
            i -> "\"" + one(random, "read", "deploy", "ä ☃", "") + i + "\":" + json(random, depth))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String json(RandomGenerator random, int depth) {
    if (depth > 0 && random.nextBoolean()) {
      return random.nextBoolean()
          ? object(random, depth - 1)
          : "[" + json(random, depth - 1) + "," + json(random, depth - 1) + "]";
    }
    return one(
        random,
        "1.10",
        "1",
        "-0.0",
        "1e-7",
        "2.50e3",
        "123456789012345678901234567890",
        "0.1234567890123456789012345",
        "9007199254740993",
        "null",
        "true",
        "false",
        "\"\"",
        "\"2026-01-01T00:00:00Z\"",
        "\"\\u0001 \\\" \\\\ / 🙂 \\u2028 '\"");
  }

  /** Returns a literal of SQL. */
  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(6); left > 0; left--) {
      int point = random.nextInt(1, random.nextBoolean() ? 0x100 : 0x110000);
      if (point < 0xD800 || point > 0xDFFF) {
        text.appendCodePoint(point);
      }
    }
    return "'" + text.toString().replace("'", "''") + "'";
  }

  private static String one(RandomGenerator random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
