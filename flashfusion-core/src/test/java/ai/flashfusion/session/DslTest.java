package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.JSONB;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DslTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  ProjectRecord project;

  @BeforeEach
  void start() {
    Session bob = embedded.user("bob");
    bob.projects().create("B", "b", ProjectFramework.VUE, ProjectVisibility.PRIVATE);
    project = alice.projects().create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  @Test
  void aSelectWithAnImplicitJoinSeesTheCallersRows() {
    Record row =
        alice.dsl().select(PROJECTS.NAME, PROJECTS.profiles().EMAIL).from(PROJECTS).fetchSingle();
    assertThat(row.get(PROJECTS.NAME)).isEqualTo("A");
    assertThat(row.get(PROFILES.EMAIL)).isEqualTo("alice@example.com");
  }

  @Test
  void aRecordCanBeStoredAndRefreshedUnderTheIdentityThatReadIt() {
    project.setName("Renamed");
    project.store();
    project.refresh();
    assertThat(project.getName()).isEqualTo("Renamed");
  }

  @Test
  void aDmlWithReturningAndACountOfAffectedRows() {
    assertThat(
            alice
                .dsl()
                .update(PROJECTS)
                .set(PROJECTS.TAGS, new String[] {"x", "y"})
                .where(DSL.trueCondition())
                .execute())
        .isEqualTo(1);
    assertThat(
            alice
                .dsl()
                .deleteFrom(PROJECTS)
                .where(PROJECTS.TAGS.contains(new String[] {"x"}))
                .returning()
                .fetch())
        .singleElement()
        .satisfies(row -> assertThat(row.getTags()).containsExactly("x", "y"));
  }

  @Test
  void batchesOfDifferentStatementsTouchTheCallersRowsOnly() {
    Query rename =
        alice.dsl().update(PROJECTS).set(PROJECTS.NAME, "new").where(DSL.trueCondition());
    Query describe =
        alice.dsl().update(PROJECTS).set(PROJECTS.README, "it's").where(DSL.trueCondition());
    assertThat(alice.dsl().batch(rename, describe).execute()).containsExactly(1, 1);
    int[] inTransaction = alice.transactionResult(tx -> tx.dsl().batch(rename, describe).execute());
    assertThat(inTransaction).containsExactly(1, 1);
    project.refresh();
    assertThat(project.getReadme()).isEqualTo("it's");
    project.setName("by record");
    assertThat(alice.dsl().batchUpdate(project).execute()).containsExactly(1);
  }

  @Test
  void streamsAndLazyFetchesWorkInsideATransaction() {
    long rows =
        alice.transactionResult(
            tx -> {
              try (Stream<ProjectRecord> all =
                  tx.dsl().selectFrom(PROJECTS).fetchSize(1).fetchStream()) {
                return all.count();
              }
            });
    assertThat(rows).isEqualTo(1);
  }

  @Test
  void plainSqlHasTheTypesOfItsColumns() {
    Record row =
        alice
            .dsl()
            .fetchSingle(
                "select id, name, settings, tags, created_at, ?::int as number from projects", 7);
    assertThat(row.get("id")).isInstanceOf(UUID.class);
    assertThat(row.get("settings")).isInstanceOf(JSONB.class);
    assertThat(row.get("number")).isEqualTo(7);
    assertThat(row.get("created_at", SQLDataType.INSTANT.getType()))
        .isEqualTo(project.getCreatedAt());
  }

  @Test
  void anArrayAndAQuestionMarkOperatorAreSentAsTheyAre() {
    assertThat(alice.dsl().fetchValue("select count(*) from projects where settings ?? 'missing'"))
        .isEqualTo(0L);
    assertThat((Object[]) alice.dsl().fetchValue("select array[1, 2]")).containsExactly(1, 2);
  }

  @Test
  void enumWithoutColumnIsBoundAsLiteral() {
    assertThat(
            alice
                .dsl()
                .fetchValue(DSL.select(DSL.val(ProjectVisibility.PUBLIC).cast(SQLDataType.CLOB))))
        .isEqualTo("public");
  }

  @Test
  void acceptsNamesThatContainRefusedOnes() {
    assertThat(alice.dsl().select(PROJECTS.STATUS.as("projects_status")).from(PROJECTS).fetch())
        .isNotNull();
  }

  @Test
  void readsArraysOfBytesAndIntervals() {
    assertThat((Object[]) alice.dsl().fetchValue("select array['a'::bytea, null, 'b'::bytea]"))
        .containsExactly(new byte[] {'a'}, null, new byte[] {'b'});
    assertThat((Object[]) alice.dsl().fetchValue("select array['1 day'::interval]"))
        .singleElement()
        .hasToString("+0-0 +1 00:00:00.000000000");
  }
}
