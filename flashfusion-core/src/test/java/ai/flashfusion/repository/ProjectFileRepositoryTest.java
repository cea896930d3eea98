package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.collaborator;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.project.FileEntry;
import ai.flashfusion.project.FileMatch;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import ai.flashfusion.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectFileRepositoryTest extends RepositoryFixture {

  ProjectId project;
  ProjectFileRepository files;

  @BeforeEach
  void project() {
    project = Given.project(alice, "a");
    files = alice.files();
  }

  private void share(ProjectCollaboratorRole role) {
    collaborator(alice, project, bobProfile, role);
  }

  private List<String> paths() {
    return files.tree(project, "", Integer.MAX_VALUE).stream().map(FileEntry::path).toList();
  }

  @Test
  void writingAFileMakesItsDirectories() {
    ProjectFileRecord file = files.write(project, "src/app/Grüße.txt", "Grüße 👋");
    assertThat(file.getName()).isEqualTo("Grüße.txt");
    assertThat(file.getType()).isEqualTo(ProjectFileType.FILE);
    assertThat(file.getSizeBytes()).isEqualTo(12);
    assertThat(file.getCreatedBy()).isEqualTo(aliceProfile);
    assertThat(file.getUpdatedBy()).isEqualTo(aliceProfile);
    assertThat(files.read(project, "src/app/Grüße.txt")).contains(file);
    assertThat(files.tree(project, "", 9))
        .extracting(entry -> entry.path() + " " + entry.type() + " " + entry.size())
        .containsExactly("src directory 0", "src/app directory 0", "src/app/Grüße.txt file 12");
    assertThat(files.read(project, "src").orElseThrow().getName()).isEqualTo("src");
  }

  @Test
  void writingAgainKeepsWhoMadeTheFileAndTheRestOfIt() {
    share(ProjectCollaboratorRole.EDITOR);
    ProjectFileRecord first = files.write(project, "a.txt", "one");
    ProjectFileRecord second = bob.files().write(project, "a.txt", "");
    assertThat(second.getId()).isEqualTo(first.getId());
    assertThat(second.getCreatedBy()).isEqualTo(aliceProfile);
    assertThat(second.getUpdatedBy()).isEqualTo(bobProfile);
    assertThat(second.getContent()).isEmpty();
    assertThat(second.getSizeBytes()).isZero();
    ProjectFileRecord third = service.files().write(project, "b/c.txt", "of nobody");
    assertThat(third.getCreatedBy()).isNull();
    assertThat(service.files().write(project, "a.txt", "x").getUpdatedBy()).isNull();
  }

  @Test
  void aFileThatWasChangedSinceItWasReadIsNotOverwritten() {
    ProjectFileRecord read = files.write(project, "a.txt", "one");
    ProjectFileRecord written =
        files.writeIfUnchanged(
            project, "a.txt", "two", Objects.requireNonNull(read.getUpdatedAt()));
    assertThatThrownBy(
            () ->
                files.writeIfUnchanged(
                    project, "a.txt", "three", Objects.requireNonNull(read.getUpdatedAt())))
        .isInstanceOf(StaleRecordException.class)
        .hasMessageContaining("'a.txt' was changed at " + written.getUpdatedAt());
    assertThat(files.read(project, "a.txt")).contains(written);
    assertThatThrownBy(() -> files.writeIfUnchanged(project, "gone.txt", "x", Instant.EPOCH))
        .isInstanceOf(NotFoundException.class);
    share(ProjectCollaboratorRole.VIEWER);
    assertThatThrownBy(
            () ->
                bob.files()
                    .writeIfUnchanged(
                        project, "a.txt", "x", Objects.requireNonNull(written.getUpdatedAt())))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void filesAndDirectoriesDoNotReplaceEachOther() {
    files.write(project, "dir/file", "x");
    assertThatThrownBy(() -> files.write(project, "dir", "x"))
        .isInstanceOf(PathConflictException.class)
        .hasMessageContaining("'dir' is a directory");
    assertThatThrownBy(() -> files.write(project, "dir/file/a/b", "x"))
        .isInstanceOfSatisfying(
            PathConflictException.class, e -> assertThat(e.path()).isEqualTo("dir/file"))
        .hasMessageContaining("'dir/file' is a file, so nothing can be beneath it");
    assertThatThrownBy(() -> files.mkdir(project, "dir/file"))
        .isInstanceOf(PathConflictException.class);
    assertThatThrownBy(() -> files.mkdir(project, "dir/file/a"))
        .isInstanceOf(PathConflictException.class);
    assertThatThrownBy(() -> files.move(project, "dir/file", "dir/file2/../x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(paths()).containsExactly("dir", "dir/file");
  }

  @Test
  void aDirectoryIsMadeOnce() {
    ProjectFileRecord made = files.mkdir(project, "a/b/c");
    assertThat(files.mkdir(project, "a/b/c")).isEqualTo(made);
    assertThat(made.getContent()).isNull();
    assertThat(made.getSizeBytes()).isZero();
    assertThat(paths()).containsExactly("a", "a/b", "a/b/c");
  }

  @Test
  void aTreeHasAPrefixADepthAndTheOrderOfBytes() {
    for (String path : List.of("a/b/c", "a_/x", "ab/y", "a%/z", "B", "é")) {
      files.write(project, path, path);
    }
    assertThat(paths())
        .containsExactly("B", "a", "a%", "a%/z", "a/b", "a/b/c", "a_", "a_/x", "ab", "ab/y", "é");
    assertThat(files.tree(project, "", 1)).extracting(FileEntry::path).hasSize(6);
    assertThat(files.tree(project, "a", 1)).extracting(FileEntry::path).containsExactly("a/b");
    assertThat(files.tree(project, "a", 2))
        .extracting(FileEntry::path)
        .containsExactly("a/b", "a/b/c");
    assertThat(files.tree(project, "a_", 9)).extracting(FileEntry::path).containsExactly("a_/x");
    assertThat(files.tree(project, "a%", 9)).hasSize(1);
    assertThat(files.tree(project, "nowhere", 9)).isEmpty();
    assertThat(files.totalSize(project)).isEqualTo(5 + 4 + 4 + 4 + 1 + 2);
    assertThatThrownBy(() -> files.tree(project, "", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDirectoryMovesWithAllThatIsBeneathIt() {
    files.write(project, "a/b/one", "1");
    files.write(project, "a/b/c/two", "22");
    files.write(project, "ab/three", "333");
    ProjectFileRecord before = files.read(project, "a/b/one").orElseThrow();
    assertThat(files.move(project, "a/b", "x/y/z")).isEqualTo(4);
    assertThat(paths())
        .containsExactly(
            "a", "ab", "ab/three", "x", "x/y", "x/y/z", "x/y/z/c", "x/y/z/c/two", "x/y/z/one");
    ProjectFileRecord after = files.read(project, "x/y/z/one").orElseThrow();
    assertThat(after.getId()).isEqualTo(before.getId());
    assertThat(after.getName()).isEqualTo("one");
    assertThat(files.read(project, "x/y/z").orElseThrow().getName()).isEqualTo("z");
    assertThat(files.move(project, "ab/three", "ab/drei")).isEqualTo(1);
    assertThat(files.read(project, "ab/drei").orElseThrow().getName()).isEqualTo("drei");
  }

  @Test
  void copyNamesItsCreator() {
    share(ProjectCollaboratorRole.EDITOR);
    ProjectFileRecord original = files.write(project, "a/one", "1");
    assertThat(bob.files().copy(project, "a", "b/c")).isEqualTo(2);
    assertThat(paths()).containsExactly("a", "a/one", "b", "b/c", "b/c/one");
    ProjectFileRecord copy = files.read(project, "b/c/one").orElseThrow();
    assertThat(copy.getContent()).isEqualTo("1");
    assertThat(copy.getSizeBytes()).isEqualTo(1);
    assertThat(copy.getCreatedBy()).isEqualTo(bobProfile);
    assertThat(copy.getId()).isNotEqualTo(original.getId());
  }

  @Test
  void namesObstacleToMove() {
    files.write(project, "a/b", "1");
    files.write(project, "c", "2");
    assertThatThrownBy(() -> files.move(project, "a", "a/b/c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a' cannot be moved into itself");
    assertThatThrownBy(() -> files.move(project, "a", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files.copy(project, "a", "a/x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files.move(project, "a", "c"))
        .isInstanceOf(PathConflictException.class)
        .hasMessageContaining("there already is something at 'c'");
    assertThatThrownBy(() -> files.move(project, "a/b", "a"))
        .isInstanceOf(PathConflictException.class);
    assertThatThrownBy(() -> files.move(project, "a", "c/d"))
        .isInstanceOf(PathConflictException.class)
        .hasMessageContaining("'c' is a file");
    assertThatThrownBy(() -> files.move(project, "nothing", "x/y"))
        .isInstanceOf(NotFoundException.class);
    String longest = "n".repeat(255) + "/" + "n".repeat(255) + "/" + "n".repeat(255);
    files.write(project, "a/" + longest, "");
    assertThatThrownBy(() -> files.move(project, "a", "m".repeat(255) + "/" + "m".repeat(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than 1024 bytes");
    assertThat(paths()).hasSize(6).startsWith("a", "a/b").endsWith("c");
  }

  @Test
  void aTreeIsDeletedWithItsTopAndNothingBeside() {
    for (String path : List.of("a/b/one", "a/two", "ab", "a%", "a_/x")) {
      files.write(project, path, path);
    }
    assertThat(files.deleteTree(project, "a_")).isEqualTo(2);
    assertThat(files.deleteTree(project, "a")).isEqualTo(4);
    assertThat(files.deleteTree(project, "a")).isZero();
    assertThat(paths()).containsExactly("a%", "ab");
  }

  @Test
  void textIsFoundInContentsAndPaths() {
    files.write(project, "src/Main.java", "class Main {\n  // 100% done_\n}\n");
    files.write(project, "done/other", "nothing");
    assertThat(files.search(project, "DONE", 10))
        .extracting(FileMatch::path, FileMatch::line, FileMatch::excerpt)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("done", 0, ""),
            org.assertj.core.groups.Tuple.tuple("done/other", 0, ""),
            org.assertj.core.groups.Tuple.tuple("src/Main.java", 2, "  // 100% done_"));
    assertThat(files.search(project, "0%", 10)).hasSize(1);
    assertThat(files.search(project, "e_", 10)).hasSize(1);
    assertThat(files.search(project, "%_%", 10)).isEmpty();
    assertThat(files.search(project, "done", 1)).hasSize(1);
    assertThat(files.search(project, "class", 1).get(0).line()).isEqualTo(1);
    assertThatThrownBy(() -> files.search(project, " ", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void strangerNeitherSeesNorChangesFiles() {
    files.write(project, "a/b", "secret");
    Session anonymous = embedded.flashfusion().asAnonymous();
    for (Session stranger : List.of(bob, anonymous)) {
      assertThat(stranger.files().tree(project, "", 9)).isEmpty();
      assertThat(stranger.files().read(project, "a/b")).isEmpty();
      assertThat(stranger.files().search(project, "secret", 9)).isEmpty();
      assertThat(stranger.files().totalSize(project)).isZero();
    }
    assertThatThrownBy(() -> bob.files().write(project, "x", "x"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.files().move(project, "a", "x"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.files().deleteTree(project, "a"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> anonymous.files().write(project, "a/b", "x"))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(paths()).containsExactly("a", "a/b");
  }

  @Test
  void aViewerReadsButDoesNotChange() {
    files.write(project, "a/b", "shown");
    share(ProjectCollaboratorRole.VIEWER);
    assertThat(bob.files().read(project, "a/b")).isPresent();
    for (Runnable change :
        List.<Runnable>of(
            () -> bob.files().write(project, "a/b", "x"),
            () -> bob.files().write(project, "a/c", "x"),
            () -> bob.files().mkdir(project, "d"),
            () -> bob.files().move(project, "a", "d"),
            () -> bob.files().move(project, "a", "d/e"),
            () -> bob.files().copy(project, "a", "d"))) {
      assertThatThrownBy(change::run).isInstanceOf(AccessDeniedException.class);
    }
    assertThat(bob.files().deleteTree(project, "a")).isZero();
    assertThat(paths()).containsExactly("a", "a/b");
    assertThat(files.read(project, "a/b").orElseThrow().getContent()).isEqualTo("shown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "a/..",
        "a/../b",
        "a/.",
        "\\a",
        "a\\b",
        "C:/a",
        "c:",
        "a\u0000b",
        "a\nb",
        "a\u007f",
        "a\u0085",
        "\ud800",
        "../../etc/passwd"
      })
  void aPathThatCouldMeanAnotherPlaceIsRefused(String path) {
    for (Runnable call :
        List.<Runnable>of(
            () -> files.read(project, path),
            () -> files.write(project, path, ""),
            () -> files.mkdir(project, path),
            () -> files.move(project, path, "x"),
            () -> files.move(project, "x", path),
            () -> files.copy(project, "x", path),
            () -> files.deleteTree(project, path))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("use a path relative to the project");
    }
  }

  @Test
  void pathsThatOnlyLookOddAreKeptAsTheyAre() {
    for (String path :
        List.of(
            " ", "...", "..a", "a b", "~", "*", "é", "e\u0301", "'; --", "a/".repeat(500) + "a")) {
      files.write(project, path, path);
      assertThat(files.read(project, path).orElseThrow().getContent()).isEqualTo(path);
    }
    assertThatThrownBy(() -> files.write(project, "a/".repeat(513) + "a", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than 1024 bytes");
    assertThatThrownBy(() -> files.write(project, "é".repeat(128), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segment longer than 255 bytes");
  }

  @Test
  void contentThatPostgresCannotStoreIsRefused() {
    assertThatThrownBy(() -> files.write(project, "a", "x\u0000"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NUL at 1");
    assertThatThrownBy(() -> files.write(project, "a", "\udc00"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsFilesStoredWithoutTypeSizeOrDirectories() {
    alice
        .dsl()
        .insertInto(PROJECT_FILES)
        .set(PROJECT_FILES.PROJECT_ID, project)
        .set(PROJECT_FILES.PATH, "old/file")
        .set(PROJECT_FILES.NAME, "file")
        .set(PROJECT_FILES.CONTENT, "été")
        .execute();
    assertThat(files.tree(project, "old", 1))
        .extracting(entry -> entry.type() + " " + entry.size())
        .containsExactly("file 5");
    assertThat(files.totalSize(project)).isEqualTo(5);
    assertThat(files.move(project, "old", "new")).isEqualTo(1);
    assertThat(files.write(project, "new/file", "x").getSizeBytes()).isEqualTo(1);
  }
}
