package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.internal.repository.Subquery;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageTest {

  static final List<ProjectFramework> FRAMEWORKS = List.of(ProjectFramework.values());

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");
  static final ProfileId me = alice.profiles().me().getId();

  @BeforeEach
  void empty() {
    alice.dsl().deleteFrom(PROJECTS).execute();
  }

  static ProjectRecord project(Random random) {
    ProjectRecord project = new ProjectRecord();
    project.setUserId(me);
    project.setName("name " + random.nextInt(3));
    project.setSlug(UUID.randomUUID().toString());
    project.setFramework(random.nextInt(3) == 0 ? null : FRAMEWORKS.get(random.nextInt(3)));
    project.setCreatedAt(random.nextInt(4) == 0 ? null : Instant.ofEpochSecond(random.nextInt(4)));
    project.setDescription(random.nextBoolean() ? null : "text " + random.nextInt(2));
    return project;
  }

  static List<ProjectId> walk(PageQuery query) {
    List<ProjectId> ids = new ArrayList<>();
    Page<ProjectRecord> page = alice.projects().page(query);
    while (true) {
      page.rows().forEach(row -> ids.add(row.getId()));
      if (page.next().isEmpty()) {
        return ids;
      }
      page = alice.projects().page(query.after(page.next().get()));
    }
  }

  @Test
  void aFilterMayFollowPathsToOtherTables() {
    ProjectId full = alice.projects().insert(project(new Random(1))).getId();
    ProjectId empty = alice.projects().insert(project(new Random(2))).getId();
    alice.files().write(full, "README.md", "text");
    Condition hasFiles = Subquery.exists(DSL.selectOne().from(PROJECTS.projectFiles()));

    assertThat(walk(PageQuery.ofSize(5).where(hasFiles))).containsExactly(full);
    assertThat(walk(PageQuery.ofSize(5).where(DSL.not(hasFiles)))).containsExactly(empty);
    assertThat(walk(PageQuery.ofSize(5).where(PROJECTS.profiles().EMAIL.eq("alice@example.com"))))
        .containsExactlyInAnyOrder(full, empty);
    assertThat(walk(PageQuery.ofSize(5).where(PROJECTS.profiles().EMAIL.eq("bob@example.com"))))
        .isEmpty();

    List<ProjectId> streamed = new ArrayList<>();
    alice.projects().stream(hasFiles, row -> streamed.add(row.getId()));
    assertThat(streamed).containsExactly(full);
  }

  @Test
  void pagesInAnyOrderTogetherAreTheWholeSortedSetWithNullsAndEqualValues() {
    long seed = Long.getLong("flashfusion.seed", 20261122);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int world = 0; world < 4; world++) {
      empty();
      List<ProjectRecord> rows = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        rows.add(project(random));
      }
      alice.projects().insertAll(rows);
      for (int query = 0; query < 12; query++) {
        List<SortField<?>> order = new ArrayList<>();
        for (var field :
            List.of(PROJECTS.CREATED_AT, PROJECTS.FRAMEWORK, PROJECTS.NAME, PROJECTS.DESCRIPTION)) {
          if (random.nextBoolean()) {
            order.add(random.nextBoolean() ? field.asc() : field.desc());
          }
        }
        boolean up = random.nextBoolean();
        order.add(up ? PROJECTS.ID.asc() : PROJECTS.ID.desc());
        List<ProjectId> whole = alice.dsl().selectFrom(PROJECTS).orderBy(order).fetch(PROJECTS.ID);
        PageQuery pages =
            PageQuery.ofSize(1 + random.nextInt(9)).orderBy(order.toArray(SortField<?>[]::new));
        assertThat(walk(pages)).as("world %s, order %s", world, order).isEqualTo(whole);
      }
    }
  }

  @Test
  void concurrentChangesCauseNoGapsOrRepetitions() {
    Random random = new Random(1);
    List<ProjectRecord> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(project(random));
    }
    List<ProjectId> ids = alice.projects().insertAllReturningIds(rows);
    PageQuery query = PageQuery.ofSize(6).orderBy(PROJECTS.ID.asc());
    Page<ProjectRecord> first = alice.projects().page(query);
    ProjectId last = first.rows().get(5).getId();
    assertThat(alice.projects().delete(last)).isTrue();
    ProjectRecord early = project(random);
    early.setId(ProjectId.of(new UUID(0, 1)));
    alice.projects().insert(early);

    List<ProjectId> seen = new ArrayList<>();
    first.rows().forEach(row -> seen.add(row.getId()));
    seen.addAll(walkFrom(query, first.next().orElseThrow()));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
  }

  static List<ProjectId> walkFrom(PageQuery query, String cursor) {
    List<ProjectId> ids = new ArrayList<>();
    String next = cursor;
    while (next != null) {
      Page<ProjectRecord> page = alice.projects().page(query.after(next));
      page.rows().forEach(row -> ids.add(row.getId()));
      next = page.next().orElse(null);
    }
    return ids;
  }

  @Test
  void aSizeOutOfBoundsAndAnOrderByAnExpressionAreRefused() {
    assertThatThrownBy(() -> PageQuery.ofSize(0)).hasMessageContaining("1 to 1000");
    assertThatThrownBy(() -> PageQuery.ofSize(1001)).hasMessageContaining("use stream");
    assertThatThrownBy(() -> alice.projects().page(PageQuery.ofSize(1).orderBy(DSL.rand().asc())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plain columns of projects");
    for (SortField<?> order :
        List.of(PROJECTS.DESCRIPTION.asc().nullsFirst(), PROJECTS.TAGS.asc())) {
      assertThatThrownBy(() -> alice.projects().page(PageQuery.ofSize(1).orderBy(order)))
          .hasMessageContaining("nulls where Postgres puts them");
    }
  }

  @Test
  void aPageThatEndsWithTheLastRowHasNoNext() {
    alice.projects().create("One", "one", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    assertThat(alice.projects().page(PageQuery.ofSize(1)).next()).isEmpty();
  }
}
