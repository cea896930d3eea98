package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.project.FileEntry;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import ai.flashfusion.session.Session;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets of files.md, as they stand there. */
class FilesSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final ProjectId project =
      alice
          .projects()
          .create("My App", "my-app", ProjectFramework.REACT, ProjectVisibility.PRIVATE)
          .getId();

  @Test
  void files() {
    // snippet: files
    alice.files().write(project, "src/app/main.ts", "start();"); // makes src and src/app
    List<FileEntry> top = alice.files().tree(project, "", 1); // src, without contents
    alice.files().copy(project, "src", "backup/src"); // all that is beneath it
    int moved = alice.files().move(project, "src/app", "lib"); // lib and lib/main.ts
    int deleted = alice.files().deleteTree(project, "backup");
    // end
    assertThat(top).extracting(FileEntry::path).containsExactly("src");
    assertThat(moved).isEqualTo(2);
    assertThat(deleted).isEqualTo(4);
    assertThat(alice.files().tree(project, "", 9))
        .extracting(FileEntry::path)
        .containsExactly("lib", "lib/main.ts", "src");
    assertThatThrownBy(() -> alice.files().move(project, "src", "lib"))
        .isInstanceOf(PathConflictException.class);
  }

  @Test
  void staleWrite() {
    alice.files().write(project, "a.txt", "one");
    // snippet: stale-write
    ProjectFileRecord read = alice.files().read(project, "a.txt").orElseThrow();
    String edited = read.getContent() + ", two";
    try {
      alice.files().writeIfUnchanged(project, "a.txt", edited, read.getUpdatedAt());
    } catch (StaleRecordException changed) {
      // Somebody wrote it in between: read it again and merge.
    }
    // end
    assertThat(alice.files().read(project, "a.txt").orElseThrow().getContent())
        .isEqualTo("one, two");
    assertThatThrownBy(
            () -> alice.files().writeIfUnchanged(project, "a.txt", edited, read.getUpdatedAt()))
        .isInstanceOf(StaleRecordException.class);
  }
}
