package ai.flashfusion.repository.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.CursorException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.repository.Repository;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jooq.Table;
import org.jooq.UpdatableRecord;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The contract of every repository, whatever its table. */
class RepositoryContractTest {

  static final List<TableCase<?, ?>> TABLES = TableCases.ALL;

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final FlashFusion flashfusion = embedded.through(proxy);
  static final SampleRows sample = new SampleRows(embedded, flashfusion);

  @Test
  void coversEveryTableButProfiles() {
    assertThat(TABLES)
        .extracting(TableCase::toString)
        .containsExactlyInAnyOrderElementsOf(
            Public.PUBLIC.getTables().stream()
                .filter(table -> !table.equals(Tables.PROFILES))
                .map(Table::getName)
                .toList());
  }

  @BeforeEach
  void onlyTheSample() {
    for (TableCase<?, ?> table : TABLES) {
      sample
          .service
          .dsl()
          .deleteFrom(Objects.requireNonNull(table.id().getTable()))
          .where(
              table
                  .id()
                  .cast(String.class)
                  .notIn(
                      sample.project.toString(),
                      sample.team.toString(),
                      sample.deployment.toString(),
                      sample.webhook.toString()))
          .execute();
    }
  }

  static <R extends UpdatableRecord<R>, I> Repository<R, I> as(
      TableCase<R, I> table, Session session) {
    return table.repository().apply(session);
  }

  static <R extends UpdatableRecord<R>, I> Repository<R, I> writer(TableCase<R, I> table) {
    return as(table, table.insertedByUser() ? sample.alice : sample.service);
  }

  static <R extends UpdatableRecord<R>, I> List<R> rows(TableCase<R, I> table, int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> table.row().apply(sample, n)).toList();
  }

  static <T> T roundTrips(int expected, Supplier<T> call) {
    T warm = call.get();
    proxy.reset();
    T result = call.get();
    assertThat(proxy.roundTrips()).isEqualTo(expected);
    assertThat(result).isInstanceOf(warm.getClass());
    return result;
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void readsAreOneRoundTrip(TableCase<R, I> table) {
    I id = writer(table).insert(table.row().apply(sample, 1)).get(table.id());
    Repository<R, I> alice = as(table, sample.alice);

    assertThat(roundTrips(1, () -> alice.find(id))).isPresent();
    assertThat(roundTrips(1, () -> alice.get(id)).get(table.id())).isEqualTo(id);
    assertThat(roundTrips(1, () -> alice.exists(id))).isTrue();
    assertThat(roundTrips(1, alice::count)).isPositive();
    assertThat(roundTrips(1, () -> alice.page(PageQuery.ofSize(10))).rows()).isNotEmpty();
    assertThat(roundTrips(2, () -> alice.stream(DSL.noCondition(), row -> {}))).isPositive();
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void insertUpdateUpsertAndDeleteAreOneRoundTrip(
      TableCase<R, I> table) {
    proxy.reset();
    R stored = writer(table).insert(table.row().apply(sample, 1));
    assertThat(proxy.roundTrips()).isEqualTo(1);
    if (table.change() != null) {
      table.change().accept(stored);
      proxy.reset();
      as(table, sample.alice).update(stored);
      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
    proxy.reset();
    as(table, sample.service).upsert(table.row().apply(sample, 2));
    assertThat(proxy.roundTrips()).isEqualTo(1);
    proxy.reset();
    boolean deleted =
        as(table, table.deletedByUser() ? sample.alice : sample.service)
            .delete(stored.get(table.id()));
    assertThat(deleted).isTrue();
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void theRightIdentitySeesTheRowAndTheWrongOneDoesNot(
      TableCase<R, I> table) {
    R row = writer(table).insert(table.row().apply(sample, 1));
    I id = row.get(table.id());

    assertThat(as(table, sample.alice).find(id)).isPresent();
    for (Session wrong : List.of(sample.stranger, flashfusion.asAnonymous())) {
      Repository<R, I> hidden = as(table, wrong);
      proxy.reset();
      // A caller without the privilege is refused; one who has it finds nothing.
      for (Supplier<Boolean> finds :
          List.<Supplier<Boolean>>of(
              () -> hidden.find(id).isPresent(),
              () -> hidden.exists(id),
              () -> hidden.count() > 0,
              () -> !hidden.page(PageQuery.ofSize(10)).rows().isEmpty(),
              () -> hidden.stream(DSL.noCondition(), any -> {}) > 0,
              () -> hidden.delete(id))) {
        assertThat(deniedOr(finds)).isFalse();
      }
      assertThatThrownBy(() -> hidden.get(id))
          .isInstanceOfAny(NotFoundException.class, AccessDeniedException.class);
      if (table.change() != null) {
        R changed = as(table, sample.service).get(id);
        table.change().accept(changed);
        assertThatThrownBy(() -> hidden.update(changed))
            .isInstanceOfAny(NotFoundException.class, AccessDeniedException.class);
      }
      assertThatThrownBy(() -> hidden.insert(table.row().apply(sample, 7)))
          .isInstanceOf(AccessDeniedException.class);
    }
    assertThat(as(table, sample.alice).find(id)).isPresent();
  }

  static boolean deniedOr(Supplier<Boolean> found) {
    try {
      return found.get();
    } catch (AccessDeniedException denied) {
      return false;
    }
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void pagesTogetherAreTheWholeSortedSet(TableCase<R, I> table) {
    // One statement: all rows have the same created_at.
    writer(table).insertAll(rows(table, 0, 23));
    Repository<R, I> alice = as(table, sample.alice);
    List<I> paged = new ArrayList<>();
    PageQuery query = PageQuery.ofSize(5);
    Page<R> page = alice.page(query);
    while (true) {
      page.rows().forEach(row -> paged.add(row.get(table.id())));
      if (page.next().isEmpty()) {
        break;
      }
      assertThat(page.rows()).hasSize(5);
      page = alice.page(query.after(page.next().get()));
    }
    assertThat(paged).doesNotHaveDuplicates().hasSize((int) alice.count());
    assertThat(paged).containsAll(idsOf(alice, table));
  }

  static <R extends UpdatableRecord<R>, I> List<I> idsOf(
      Repository<R, I> repository, TableCase<R, I> table) {
    List<I> ids = new ArrayList<>();
    repository.stream(DSL.noCondition(), row -> ids.add(row.get(table.id())));
    return ids;
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void aCursorBelongsToItsFilterAndOrder(TableCase<R, I> table) {
    writer(table).insertAll(rows(table, 0, 4));
    Repository<R, I> alice = as(table, sample.alice);
    String cursor = alice.page(PageQuery.ofSize(2)).next().orElseThrow();
    PageQuery query = PageQuery.ofSize(2).after(cursor);

    assertThat(alice.page(query).rows()).isNotEmpty();
    assertThatThrownBy(() -> alice.page(query.orderBy(table.id().asc()).after(cursor)))
        .isInstanceOf(CursorException.class);
    assertThatThrownBy(() -> alice.page(query.where(table.id().isNotNull()).after(cursor)))
        .isInstanceOf(CursorException.class);
    assertThatThrownBy(() -> alice.page(query.after("?"))).isInstanceOf(CursorException.class);
    assertThatThrownBy(() -> alice.page(query.after("W10"))).isInstanceOf(CursorException.class);
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void aStreamWhoseConsumerThrowsGivesItsConnectionBack(
      TableCase<R, I> table) {
    writer(table).insertAll(rows(table, 0, 3));
    Repository<R, I> alice = as(table, sample.alice);

    assertThatThrownBy(
            () ->
                alice.stream(
                    DSL.noCondition(),
                    row -> {
                      throw new java.io.IOException("full");
                    }))
        .isInstanceOf(java.io.IOException.class);
    // The pool has one connection.
    assertThat(alice.count()).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void manyRowsAreInsertedUnderTheIdentityOfTheCaller(
      TableCase<R, I> table) {
    Repository<R, I> writer = writer(table);
    List<I> ids = writer.insertAllReturningIds(rows(table, 0, 5));

    assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    assertThat(as(table, sample.alice).find(ids.get(3))).isPresent();
    Repository<R, I> stranger = as(table, sample.stranger);
    assertThatThrownBy(() -> stranger.insertAll(rows(table, 10, 13)))
        .isInstanceOfSatisfying(BadRowException.class, bad -> assertThat(bad.index()).isZero())
        .hasCauseInstanceOf(AccessDeniedException.class);
    if (!table.insertedByUser()) {
      assertThatThrownBy(() -> as(table, sample.alice).insertAll(rows(table, 10, 13)))
          .hasCauseInstanceOf(AccessDeniedException.class);
    }
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void theServiceCopiesManyRows(TableCase<R, I> table) {
    long before = as(table, sample.service).count();
    proxy.record();
    // Enough for copy; sample rows of other people are made first.
    List<R> rows = rows(table, 0, 1_200);
    proxy.reset();
    assertThat(as(table, sample.service).insertAll(rows)).isEqualTo(1_200);
    assertThat(proxy.statements()).anyMatch(statement -> statement.sql().contains("copy "));
    assertThat(as(table, sample.service).count()).isEqualTo(before + 1_200);
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void aBadRowIsNamedAndNothingOfTheBatchStays(
      TableCase<R, I> table) {
    // Not every user may choose an id.
    Repository<R, I> writer = as(table, sample.service);
    long before = writer.count();
    List<R> rows = new ArrayList<>(rows(table, 0, 20));
    I taken = writer.insert(table.row().apply(sample, 99)).get(table.id());
    rows.get(13).set(table.id(), taken);

    assertThatThrownBy(() -> writer.insertAll(rows))
        .isInstanceOfSatisfying(
            BadRowException.class,
            bad -> {
              assertThat(bad.index()).isEqualTo(13);
              assertThat(bad.sqlState()).contains("23505");
            });
    assertThat(writer.count()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void anUpsertInsertsOnceAndThenUpdates(TableCase<R, I> table) {
    Repository<R, I> service = as(table, sample.service);
    R first = table.row().apply(sample, 1);
    if (table.key().getFields().contains(table.id())) {
      first.set(table.id(), newId(table));
    }
    R again = first.copy();
    again.from(first);
    I id = service.upsert(first).get(table.id());
    long count = service.count();

    assertThat(service.upsert(again).get(table.id())).isEqualTo(id);
    assertThat(service.upsertAll(List.of(again, table.row().apply(sample, 2)), sent -> {}))
        .isEqualTo(2);
    assertThat(service.count()).isEqualTo(count + 1);
    if (table.insertedByUser() && table.change() != null) {
      Repository<R, I> alice = as(table, sample.alice);
      R mine = table.row().apply(sample, 4);
      I stored = alice.insert(mine).get(table.id());
      R same = table.row().apply(sample, 4);
      if (table.key().getFields().contains(table.id())) {
        same.set(table.id(), stored);
      }
      table.change().accept(same);
      assertThat(alice.upsert(same).get(table.id())).isEqualTo(stored);
      assertThat(alice.upsertAll(List.of(same), sent -> {})).isEqualTo(1);
    }
    if (!table.insertedByUser()) {
      assertThatThrownBy(() -> as(table, sample.alice).upsert(table.row().apply(sample, 3)))
          .isInstanceOf(AccessDeniedException.class);
    }
  }

  static <R extends UpdatableRecord<R>, I> I newId(TableCase<R, I> table) {
    return table.id().getDataType().convert(java.util.UUID.randomUUID());
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  <R extends UpdatableRecord<R>, I> void usersCannotChangeOrDeleteProtectedRows(
      TableCase<R, I> table) {
    R row = writer(table).insert(table.row().apply(sample, 1));
    I id = row.get(table.id());
    Repository<R, I> alice = as(table, sample.alice);
    if (!table.deletedByUser()) {
      assertThatThrownBy(() -> alice.delete(id)).isInstanceOf(FlashFusionException.class);
    }
    if (table.change() == null) {
      row.changed(true);
      row.changed(table.id(), false);
      assertThatThrownBy(() -> alice.update(row)).isInstanceOf(AccessDeniedException.class);
    }
    assertThat(alice.find(id)).isPresent();
  }

  @Test
  void aProfileIsSeenAndChangedByItsUserOnly() {
    assertThat(sample.alice.profiles().find(sample.me)).isPresent();
    assertThat(sample.stranger.profiles().find(sample.me)).isEmpty();
    assertThat(sample.stranger.profiles().count()).isEqualTo(1);
    assertThat(sample.alice.profiles().page(PageQuery.ofSize(5)).rows()).hasSize(1);
  }
}
