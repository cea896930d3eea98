package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECT_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.property.Property;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Checks that any sequence of changes leaves the same tree as the same changes of a map. */
class FileTreePropertyTest extends RepositoryFixture {

  /**
   * The names, few enough to collide; one is the beginning of others, some are wildcards of like.
   */
  private static final List<String> NAMES = List.of("a", "ab", "a_", "%", "é");

  @Test
  void treeAgreesWithModel() {
    Property.holds("a tree of files is a map of paths", 25, this::compare);
  }

  private void compare(RandomGenerator random) {
    ProjectId project =
        alice
            .projects()
            .create(
                "A",
                "p-" + Long.toHexString(random.nextLong()),
                ProjectFramework.REACT,
                ProjectVisibility.PRIVATE)
            .getId();
    FileModel model = new FileModel();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String one = path(random);
      String other = path(random);
      String content = "é".repeat(random.nextInt(4)) + i;
      Supplier<Object> expected;
      Supplier<Object> actual;
      switch (random.nextInt(7)) {
        case 0, 1, 2 -> {
          steps.add("write " + one);
          expected = () -> model.write(one, content);
          actual = () -> alice.files().write(project, one, content).getContent();
        }
        case 3 -> {
          steps.add("mkdir " + one);
          expected = () -> model.mkdir(one);
          actual = () -> alice.files().mkdir(project, one).getPath();
        }
        case 4 -> {
          steps.add("move " + one + " to " + other);
          expected = () -> model.move(one, other);
          actual = () -> alice.files().move(project, one, other);
        }
        case 5 -> {
          steps.add("copy " + one + " to " + other);
          expected = () -> model.copy(one, other);
          actual = () -> alice.files().copy(project, one, other);
        }
        default -> {
          steps.add("delete " + one);
          expected = () -> model.delete(one);
          actual = () -> alice.files().deleteTree(project, one);
        }
      }
      assertThat(outcome(actual)).as("%s", steps).isEqualTo(outcome(expected));
      assertThat(stored(project)).as("%s", steps).isEqualTo(model.entries());
    }
  }

  private static String path(RandomGenerator random) {
    StringBuilder path = new StringBuilder();
    for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
      path.append(path.isEmpty() ? "" : "/").append(NAMES.get(random.nextInt(NAMES.size())));
    }
    return path.toString();
  }

  private static Object outcome(Supplier<Object> step) {
    try {
      return step.get();
    } catch (NotFoundException | PathConflictException | IllegalArgumentException e) {
      return e.getClass();
    }
  }

  /** Returns the contents by path, with a slash at the end of directories. */
  private Map<String, String> stored(ProjectId project) {
    Map<String, String> stored = new TreeMap<>();
    for (ProjectFileRecord row :
        embedded.dsl().selectFrom(PROJECT_FILES).where(PROJECT_FILES.PROJECT_ID.eq(project))) {
      boolean directory = row.getType() == ProjectFileType.DIRECTORY;
      String content = directory ? "" : Objects.requireNonNull(row.getContent());
      assertThat(row.getSizeBytes()).isEqualTo(content.getBytes(StandardCharsets.UTF_8).length);
      assertThat(row.getName())
          .isEqualTo(row.getPath().substring(row.getPath().lastIndexOf('/') + 1));
      stored.put(row.getPath() + (directory ? "/" : ""), content);
    }
    return stored;
  }
}
