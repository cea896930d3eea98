package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.ExpectationException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpectationTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final FlashFusion flashfusion = embedded.through(proxy);

  Session alice;

  @BeforeEach
  void threeProjects() {
    flashfusion.asService("tidy up").dsl().deleteFrom(PROJECTS).execute();
    alice =
        flashfusion
            .asService("look up")
            .profiles()
            .findByEmail("alice@example.com")
            .map(profile -> flashfusion.asUser(Objects.requireNonNull(profile.getUserId())))
            .orElseGet(() -> flashfusion.asUser(embedded.signUp("alice@example.com")));
    for (String slug : List.of("a", "b", "c")) {
      create(alice, slug);
    }
  }

  static ProjectRecord create(Session session, String slug) {
    return session.projects().create("P", slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  int rename(Session session, String name) {
    return session.dsl().update(PROJECTS).set(PROJECTS.NAME, name).execute();
  }

  List<String> names() {
    return alice.dsl().selectDistinct(PROJECTS.NAME).from(PROJECTS).fetch(PROJECTS.NAME);
  }

  @Test
  void aWriteThatReachesMoreRowsThanAllowedStoresNothing() {
    assertThatThrownBy(() -> rename(alice.maxAffected(2), "Q"))
        .isInstanceOfSatisfying(
            ExpectationException.class, e -> assertThat(e.affected()).isEqualTo(3))
        .hasMessageContaining("reached 3 rows where at most 2");
    assertThat(names()).containsExactly("P");
    assertThat(rename(alice.maxAffected(3), "Q")).isEqualTo(3);
    assertThat(names()).containsExactly("Q");
  }

  @Test
  void rowsThatAreReturnedCountToo() {
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .dsl()
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, "Q")
                    .returning()
                    .fetch())
        .isInstanceOf(ExpectationException.class);
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .dsl()
                    .fetch("update public.projects set name = 'Q' returning id"))
        .isInstanceOf(ExpectationException.class);
    assertThatThrownBy(
            () -> alice.maxAffected(2).dsl().execute("update public.projects set name = 'Q'"))
        .isInstanceOf(ExpectationException.class);
    assertThat(names()).containsExactly("P");
  }

  @Test
  void countsWritesDespiteCommentsAndRejectsUncountable() {
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .dsl()
                    .fetch("/* x */ update public.projects set name = 'Q' returning id"))
        .isInstanceOf(ExpectationException.class);
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .dsl()
                    .fetch("explain analyze update public.projects set name = 'Q'"))
        .isInstanceOf(RefusedStatementException.class);
    assertThatThrownBy(() -> alice.dryRun().dsl().transaction(c -> {}))
        .hasMessageContaining("Session.transaction");
    assertThat(names()).containsExactly("P");
  }

  @Test
  void exceedingTheLimitBlamesNoRow() {
    List<ProjectRecord> rows = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ProjectRecord row = alice.projects().findBySlug("a").orElseThrow();
      rows.add(
          new ProjectRecord()
              .setUserId(row.getUserId())
              .setName("P")
              .setSlug("many-" + i)
              .setVisibility(ProjectVisibility.PRIVATE));
    }
    assertThatThrownBy(() -> alice.maxAffected(4).projects().insertAll(rows))
        .isInstanceOf(ExpectationException.class);
    assertThat(alice.projects().count()).isEqualTo(3);
  }

  @Test
  void statementThatWritesNothingKeepsItsLocks() {
    alice.transaction(
        tx -> {
          tx.maxAffected(1).dsl().selectFrom(PROJECTS).forUpdate().fetch();
          assertThat(locked()).isTrue();
        });
  }

  boolean locked() {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement();
        ResultSet free =
            statement.executeQuery("select from public.projects for update skip locked")) {
      return !free.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rowsOfABatchCount() {
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(1)
                    .dsl()
                    .batch(
                        DSL.update(PROJECTS).set(PROJECTS.NAME, "Q").where(PROJECTS.SLUG.eq("a")),
                        DSL.update(PROJECTS).set(PROJECTS.NAME, "Q").where(PROJECTS.SLUG.eq("b")))
                    .execute())
        .isInstanceOf(ExpectationException.class);
    assertThat(names()).containsExactly("P");
  }

  @Test
  void aWriteThatMustReachOneRowFailsOnNoneAndOnTwo() {
    assertThatThrownBy(() -> rename(alice.expectOne(), "Q"))
        .isInstanceOf(ExpectationException.class);
    assertThatThrownBy(
            () ->
                alice
                    .expectOne()
                    .dsl()
                    .update(PROJECTS)
                    .set(PROJECTS.NAME, "Q")
                    .where(PROJECTS.SLUG.eq("none"))
                    .execute())
        .hasMessageContaining("reached 0 rows where exactly 1");
    assertThat(names()).containsExactly("P");
    create(alice.expectOne(), "d");
    assertThat(alice.projects().findBySlug("d")).isPresent();
  }

  @Test
  void aDryRunReturnsWhatItWouldHaveDoneAndLeavesNothing() {
    assertThat(create(alice.dryRun(), "d").getSlug()).isEqualTo("d");
    assertThat(alice.projects().findBySlug("d")).isEmpty();
    assertThatThrownBy(() -> create(alice.dryRun(), "a"))
        .isInstanceOf(UniqueViolationException.class);
    assertThat(rename(alice.dryRun(), "Q")).isEqualTo(3);
    assertThat(names()).containsExactly("P");
  }

  @Test
  void expectationAppliesToWholeTransaction() {
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .transaction(
                        tx -> {
                          create(tx, "d");
                          create(tx, "e");
                          create(alice, "f");
                        }))
        .isInstanceOf(ExpectationException.class);
    assertThat(alice.projects().count()).isEqualTo(3);
    alice.maxAffected(2).transaction(tx -> create(tx, "d"));
    assertThat(alice.projects().count()).isEqualTo(4);
    assertThatThrownBy(() -> alice.expectOne().transaction(tx -> tx.projects().count()))
        .isInstanceOf(ExpectationException.class);
  }

  @Test
  void rowsUndoneBySavepointDoNotCount() {
    alice
        .maxAffected(1)
        .transaction(
            tx -> {
              assertThatThrownBy(
                      () ->
                          tx.transaction(
                              inner -> {
                                create(inner, "d");
                                throw new IllegalStateException("undo");
                              }))
                  .isInstanceOf(IllegalStateException.class);
              create(tx, "e");
            });
    assertThat(alice.projects().findBySlug("e")).isPresent();
    assertThat(alice.projects().findBySlug("d")).isEmpty();
  }

  @Test
  void aDryRunOfATransactionUndoesAllOfIt() {
    long seen =
        alice
            .dryRun()
            .transactionResult(
                tx -> {
                  create(tx, "d");
                  return tx.projects().count();
                });
    assertThat(seen).isEqualTo(4);
    assertThat(alice.projects().count()).isEqualTo(3);
  }

  @Test
  void aStatementInATransactionIsUndoneAloneAndTheTransactionGoesOn() {
    alice.transaction(
        tx -> {
          create(tx, "d");
          assertThatThrownBy(() -> rename(tx.maxAffected(1), "Q"))
              .isInstanceOf(ExpectationException.class);
          assertThat(rename(tx.dryRun(), "R")).isEqualTo(4);
          create(tx, "e");
        });
    assertThat(names()).containsExactly("P");
    assertThat(alice.projects().count()).isEqualTo(5);
  }

  @Test
  void swallowingTheExceptionDoesNotStoreTheRest() {
    assertThatThrownBy(
            () ->
                alice
                    .maxAffected(2)
                    .transaction(
                        tx -> {
                          create(tx, "d");
                          assertThatThrownBy(() -> rename(tx, "Q"))
                              .isInstanceOf(ExpectationException.class);
                        }))
        .hasMessageContaining("rolled back");
    assertThat(alice.projects().count()).isEqualTo(3);
  }

  @Test
  void expectationCostsOneMoreRoundTrip() {
    proxy.reset();
    create(alice.expectOne(), "d");
    assertThat(proxy.roundTrips()).isEqualTo(2);
  }

  @Test
  void failedCommitIsReported() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          """
          create function public.too_late() returns trigger language plpgsql as
            $$ begin raise 'too late'; end $$;
          create constraint trigger too_late after insert on public.projects
            deferrable initially deferred for each row when (new.slug = 'late')
            execute function public.too_late();
          """);
    }
    assertThatThrownBy(() -> create(alice.expectOne(), "late")).hasMessageContaining("too late");
    assertThat(alice.projects().findBySlug("late")).isEmpty();
  }
}
