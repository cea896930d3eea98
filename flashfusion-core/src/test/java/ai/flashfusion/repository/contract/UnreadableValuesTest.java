package ai.flashfusion.repository.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.repository.Repository;
import ai.flashfusion.schema.AccessRules;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.UpdatableRecord;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Checks values that Postgres accepts but that cannot be read: nobody can write one any more, and
 * an existing one is named.
 */
class UnreadableValuesTest {

  private static final TableCase<ProfileRecord, ProfileId> PROFILES =
      new TableCase<>(
          Session::profiles,
          Tables.PROFILES.ID,
          Keys.PROFILES_EMAIL_KEY,
          (s, n) -> new ProfileRecord().setEmail("reader-" + n + "@example.com"),
          null,
          false,
          false);

  static final List<TableCase<?, ?>> TABLES =
      Stream.concat(Stream.of(PROFILES), TableCases.ALL.stream()).toList();

  private record Column(String name, String type) {}

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void valuesThatUsersWriteCanBeRead(TableCase<R, I> table)
      throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection connection = embedded.owner().getConnection()) {
      SampleRows sample = new SampleRows(embedded, embedded.flashfusion());
      DSLContext owner = DSL.using(connection); // thousands of statements
      List<String> trouble = new ArrayList<>();
      for (Column column : columns(owner, table)) {
        for (String value : PoisonValues.of(column.type())) {
          if (writable(table, "update", column)) {
            I id = newRow(table, sample);
            if (done(() -> sample.alice.dsl().execute(update(table, column, value, id)))) {
              read(table, sample, id, column).ifPresent(e -> trouble.add(column + " " + value + e));
            }
            remove(owner, table, sample, id);
          }
          if (table.insertedByUser() && writable(table, "insert", column)) {
            R row = table.row().apply(sample, 1);
            if (done(() -> insert(sample.alice.dsl(), table, row, column, value))) {
              everything(table, sample)
                  .ifPresent(e -> trouble.add("insert " + column + " " + value + e));
            }
            owner.execute(
                "delete from %s where id::text not in ('%s', '%s', '%s', '%s')"
                    .formatted(
                        table, sample.project, sample.team, sample.deployment, sample.webhook));
          }
        }
      }
      assertThat(trouble).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void unreadableRowsOfBeforeAreReadOrNamed(TableCase<R, I> table)
      throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection connection = embedded.owner().getConnection()) {
      SampleRows sample = new SampleRows(embedded, embedded.flashfusion());
      DSLContext owner = DSL.using(connection); // thousands of statements
      owner
          .fetchValues(
              "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint"
                  + " where conname like '%\\_readable'")
          .forEach(drop -> owner.execute(drop.toString()));
      List<String> trouble = new ArrayList<>();
      for (Column column : columns(owner, table)) {
        for (String value : PoisonValues.of(column.type())) {
          I id = newRow(table, sample);
          if (done(() -> owner.execute(update(table, column, value, id)))) {
            read(table, sample, id, column)
                .filter(e -> !isNamed(e, table, id, column))
                .ifPresent(e -> trouble.add(column + " " + value + e));
          }
          remove(owner, table, sample, id);
        }
      }
      assertThat(trouble).isEmpty();
    }
  }

  /** One for each column of a type of which some values cannot be read; none was validated. */
  @Test
  void everyColumnThatNeedsARuleHasOne() {
    try (TestDatabase embedded = TestDatabase.start()) {
      DSLContext owner = embedded.dsl();
      for (TableCase<?, ?> table : TABLES) {
        List<String> expected =
            columns(owner, table).stream()
                .filter(
                    column ->
                        Set.of("numeric", "timestamp with time zone", "jsonb", "ARRAY")
                            .contains(column.type()))
                .map(column -> table + "_" + column.name() + "_readable f")
                .toList();
        assertThat(
                owner
                    .fetch(
                        "select conname || ' ' || case when convalidated then 't' else 'f' end from pg_constraint where conrelid = ?::regclass"
                            + " and conname like '%\\_readable'",
                        table.toString())
                    .getValues(0, String.class))
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  /** Returns whether the error names the unreadable value, with what one needs to find it. */
  private static boolean isNamed(Exception e, TableCase<?, ?> table, Object id, Column column) {
    return e instanceof InvalidValueException named
        && named.table().equals(Optional.of(table.toString()))
        && named.column().equals(Optional.of(column.name()))
        && named.getMessage().contains("of the row with id " + id);
  }

  private static List<Column> columns(DSLContext owner, TableCase<?, ?> table) {
    return owner
        .fetch(
            "select column_name, data_type from information_schema.columns"
                + " where table_schema = 'public' and table_name = ? order by ordinal_position",
            table.toString())
        .map(row -> new Column(row.get(0, String.class), row.get(1, String.class)));
  }

  private static boolean writable(TableCase<?, ?> table, String command, Column column) {
    return AccessRules.columns().stream()
        .filter(rule -> rule.table().equals(table.toString()))
        .filter(rule -> rule.command().equals(command) && rule.role().equals("authenticated"))
        .anyMatch(rule -> List.of(rule.columns().split(" ", -1)).contains(column.name()));
  }

  @SuppressWarnings("unchecked") // a user has just their own profile
  private static <R extends UpdatableRecord<R>, I> I newRow(
      TableCase<R, I> table, SampleRows sample) {
    if (table.id().equals(Tables.PROFILES.ID)) {
      return (I) sample.me;
    }
    return table
        .repository()
        .apply(sample.service)
        .insert(table.row().apply(sample, 1))
        .get(table.id());
  }

  private static void remove(
      DSLContext owner, TableCase<?, ?> table, SampleRows sample, Object id) {
    if (id.equals(sample.me)) {
      owner.execute(
          "update profiles set preferences = '{}', metadata = '{}', last_login_at = null,"
              + " created_at = now() where id = '"
              + id
              + "'");
    } else {
      owner.execute("delete from " + table + " where id = '" + id + "'");
    }
  }

  private static String update(TableCase<?, ?> table, Column column, String value, Object id) {
    return "update public.%s set \"%s\" = %s where id = '%s'"
        .formatted(table, column.name(), value, id);
  }

  private static <R extends UpdatableRecord<R>> int insert(
      DSLContext dsl, TableCase<R, ?> table, R row, Column column, String value) {
    Table<R> into = Objects.requireNonNull(table.id().getTable());
    Map<Field<?>, Object> values = new LinkedHashMap<>(Changes.of(row));
    values.put(into.field(column.name()), DSL.field(value));
    return dsl.insertInto(into).set(values).execute();
  }

  /** Returns whether the database accepted it; any other failure fails the test. */
  private static boolean done(Runnable write) {
    try {
      write.run();
      return true;
    } catch (FlashFusionException e) {
      assertThat(e.sqlState().orElse(e.toString())).matches("22...|23...|42501|54000");
      return false;
    } catch (DataAccessException e) {
      assertThat(e.sqlState()).matches("22...|23...|54000");
      return false;
    }
  }

  /** Reads the row, its page and all rows, as the user and as the service. */
  private static <R extends UpdatableRecord<R>, I> Optional<Exception> read(
      TableCase<R, I> table, SampleRows sample, I id, Column column) {
    for (Session session : List.of(sample.service, sample.alice)) {
      try {
        R row = table.repository().apply(session).get(id);
        Field<?> field = Objects.requireNonNull(row.field(column.name()));
        Object value = row.get(field);
        assertThat(value == null || field.getType().isInstance(value)).isTrue();
      } catch (FlashFusionException e) {
        return Optional.of(e);
      }
    }
    return everything(table, sample);
  }

  private static <R extends UpdatableRecord<R>, I> Optional<Exception> everything(
      TableCase<R, I> table, SampleRows sample) {
    for (Session session : List.of(sample.service, sample.alice)) {
      Repository<R, I> repository = table.repository().apply(session);
      try {
        repository.stream(DSL.noCondition(), row -> {});
        PageQuery query = PageQuery.ofSize(1);
        for (Page<R> page = repository.page(query);
            page.next().isPresent();
            page = repository.page(query.after(page.next().get()))) {
          assertThat(page.rows()).hasSize(1);
        }
      } catch (FlashFusionException e) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }
}
