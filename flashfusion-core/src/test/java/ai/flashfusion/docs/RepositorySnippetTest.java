package ai.flashfusion.docs;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.ExpectationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The snippets of the page about repositories, as they stand there. */
class RepositorySnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");

  @BeforeEach
  void start() {
    for (int i = 0; i < 25; i++) {
      alice.projects().create("App", "app-" + i, REACT, PUBLIC);
    }
  }

  @Test
  void pages() {
    // snippet: pages
    PageQuery newest = PageQuery.ofSize(20).where(PROJECTS.VISIBILITY.eq(PUBLIC));
    Page<ProjectRecord> first = alice.projects().page(newest);
    Page<ProjectRecord> second = alice.projects().page(newest.after(first.next().orElseThrow()));
    long rows = alice.projects().stream(PROJECTS.FRAMEWORK.eq(REACT), row -> {}); // any number
    // end
    assertThat(first.rows()).hasSize(20);
    assertThat(second.rows()).hasSize(5);
    assertThat(second.next()).isEmpty();
    assertThat(rows).isEqualTo(25);
  }

  @Test
  void expectations() {
    boolean refused = false;
    // snippet: expectations
    ProjectRecord tried = alice.dryRun().projects().create("Try", "try", REACT, PUBLIC); // undone
    try {
      alice.maxAffected(10).dsl().deleteFrom(PROJECTS).execute();
    } catch (ExpectationException tooMany) {
      refused = true; // the write reached 25 rows where at most 10 was expected; nothing is stored
    }
    // end
    assertThat(tried.getSlug()).isEqualTo("try");
    assertThat(refused).isTrue();
    assertThat(alice.projects().count()).isEqualTo(25);
  }
}
