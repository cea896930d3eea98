package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import java.util.List;

/** The methods of {@code ProjectFileRepository}. */
final class ProjectFileRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper("tree", 1, "reader and up", w -> w.bob.files().tree(w.project, "", 2)),
          new Helper("read", 1, "reader and up", w -> w.bob.files().read(w.project, "a/b.txt")),
          new Helper(
              "write",
              1, // three when the file is new
              "editor and up",
              w -> w.bob.files().write(w.project, "a/b.txt", "text")),
          new Helper(
              "writeIfUnchanged",
              1,
              "editor and up",
              w -> {
                ProjectFileRecord read = w.written.remove();
                return w.bob
                    .files()
                    .writeIfUnchanged(w.project, read.getPath(), "text", read.getUpdatedAt());
              }),
          new Helper(
              "mkdir",
              1, // three when the directory is new
              "editor and up",
              w -> w.bob.files().mkdir(w.project, "a")),
          new Helper(
              "move",
              2,
              "editor and up",
              w -> w.bob.files().move(w.project, w.files.remove(), w.unique("moved/to"))),
          new Helper(
              "copy",
              2,
              "editor and up",
              w -> w.bob.files().copy(w.project, w.files.peek(), w.unique("copied/to"))),
          new Helper(
              "deleteTree",
              2,
              "editor and up",
              w -> w.bob.files().deleteTree(w.project, w.files.remove())),
          new Helper("totalSize", 1, "reader and up", w -> w.bob.files().totalSize(w.project)),
          new Helper(
              "search", 1, "reader and up", w -> w.bob.files().search(w.project, "text", 20)));

  private ProjectFileRepositoryHelpers() {}
}
