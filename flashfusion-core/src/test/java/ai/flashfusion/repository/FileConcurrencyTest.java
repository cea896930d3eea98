package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECT_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The state in which 32 callers at once leave a tree of files. */
class FileConcurrencyTest extends RepositoryFixture {

  ProjectId project;

  @BeforeEach
  void project() {
    project =
        alice
            .projects()
            .create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE)
            .getId();
  }

  /** Returns all rows by path, after checking what must hold for every tree. */
  private Map<String, ProjectFileRecord> tree() {
    Map<String, ProjectFileRecord> rows = new TreeMap<>();
    embedded
        .dsl()
        .selectFrom(PROJECT_FILES)
        .where(PROJECT_FILES.PROJECT_ID.eq(project))
        .forEach(row -> rows.put(row.getPath(), row));
    rows.forEach(
        (path, row) -> {
          int slash = path.lastIndexOf('/');
          assertThat(row.getName()).isEqualTo(path.substring(slash + 1));
          if (slash >= 0) {
            assertThat(rows.get(path.substring(0, slash)))
                .as("the directory of %s", path)
                .returns(ProjectFileType.DIRECTORY, ProjectFileRecord::getType);
          }
          if (row.getContent() != null) {
            assertThat(row.getSizeBytes())
                .isEqualTo(row.getContent().getBytes(StandardCharsets.UTF_8).length);
          }
        });
    return rows;
  }

  private ProjectFileRecord row(String path) {
    return Objects.requireNonNull(tree().get(path), path);
  }

  private static void assertOnlyConflicts(List<? extends Callers.Answer<?>> answers) {
    assertThat(answers)
        .allSatisfy(
            answer ->
                answer
                    .failure()
                    .ifPresent(
                        failure ->
                            assertThat(failure)
                                .isInstanceOfAny(
                                    NotFoundException.class, PathConflictException.class)));
  }

  @Test
  void writersOfTheSameNewPathLeaveOneFile() throws Exception {
    List<Callers.Answer<ProjectFileRecord>> answers =
        Callers.together(caller -> alice.files().write(project, "a/b/c.txt", "é".repeat(caller)));
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(Callers.results(answers))
        .extracting(ProjectFileRecord::getId)
        .containsOnly(row("a/b/c.txt").getId());
    assertThat(tree()).containsOnlyKeys("a", "a/b", "a/b/c.txt");
  }

  @Test
  void oneOfTheWritersThatReadTheSameFileWins() throws Exception {
    Instant read = Objects.requireNonNull(alice.files().write(project, "a.txt", "").getUpdatedAt());
    List<Callers.Answer<ProjectFileRecord>> answers =
        Callers.together(
            caller -> alice.files().writeIfUnchanged(project, "a.txt", "by " + caller, read));
    assertThat(Callers.results(answers)).hasSize(1);
    assertThat(Callers.failures(answers))
        .hasSize(Callers.COUNT - 1)
        .allMatch(StaleRecordException.class::isInstance);
    assertThat(row("a.txt").getContent()).isEqualTo(Callers.results(answers).get(0).getContent());
  }

  @Test
  void aDirectoryIsMovedOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      alice.files().write(project, "src/d" + i + "/file", "content " + i);
    }
    List<Callers.Answer<Integer>> answers =
        Callers.together(caller -> alice.files().move(project, "src", "to/" + caller));
    assertOnlyConflicts(answers);
    assertThat(Callers.results(answers)).containsExactly(11);
    assertThat(tree().keySet().stream().filter(path -> path.startsWith("to/"))).hasSize(11);
    assertThat(tree()).doesNotContainKey("src");
  }

  @Test
  void movesWritesCopiesAndDeletionsLeaveATree() throws Exception {
    String[] directories = {"a", "b", "a/x", "b/y", "c/z"};
    for (int i = 0; i < Callers.COUNT; i++) {
      alice.files().write(project, "a/x/own" + i, "own " + i);
    }
    List<Callers.Answer<Integer>> answers =
        Callers.together(
            caller -> {
              Random random = new Random(caller);
              for (int i = 0; i < 6; i++) {
                String from = directories[random.nextInt(directories.length)];
                String to = directories[random.nextInt(directories.length)] + "/" + caller + i;
                try {
                  switch (random.nextInt(4)) {
                    case 0 -> alice.files().move(project, from, to);
                    case 1 -> alice.files().deleteTree(project, "c");
                    case 2 -> alice.files().copy(project, "c", "copy" + caller + i);
                    default -> alice.files().write(project, to + "/new", "new");
                  }
                } catch (NotFoundException | PathConflictException e) {
                  // Somebody else was there before.
                } catch (IllegalArgumentException intoItself) {
                  assertThat(to).startsWith(from + "/");
                }
              }
              return caller;
            });
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(tree()).isNotEmpty();
  }

  @Test
  void circularMovesNeitherLoseNorDuplicateFiles() throws Exception {
    String[] tops = {"a", "b", "c", "d"};
    for (String top : tops) {
      for (int i = 0; i < 4; i++) {
        alice.files().write(project, top + "/dir/file" + i, top + i);
      }
    }
    List<Callers.Answer<Integer>> answers =
        Callers.together(
            caller -> {
              Random random = new Random(caller);
              for (int i = 0; i < 8; i++) {
                String from = tops[random.nextInt(4)] + (random.nextBoolean() ? "/dir" : "");
                String to = tops[random.nextInt(4)] + "/at" + random.nextInt(3);
                try {
                  alice.files().move(project, from, to);
                } catch (NotFoundException | PathConflictException | IllegalArgumentException e) {
                  // Somebody else was there before.
                }
              }
              return caller;
            });
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(
            tree().values().stream()
                .map(ProjectFileRecord::getContent)
                .filter(content -> content != null))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(tops)
                .flatMap(top -> IntStream.range(0, 4).mapToObj(i -> top + i))
                .toList());
  }
}
