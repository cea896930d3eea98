package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.repository.FilePath;
import ai.flashfusion.internal.repository.FileTree;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.project.FileEntry;
import ai.flashfusion.project.FileMatch;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectFileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The files and directories of projects. Visible to everybody who sees the project; editors may
 * change them.
 *
 * <p>A path is relative to the project, as in {@code src/Main.java}: no empty segment, no {@code .}
 * or {@code ..}, no backslash, no control character, no slash at either end, at most 1,024 bytes of
 * UTF-8 and 255 in a segment. Any other path causes an {@link IllegalArgumentException} before
 * anything is sent. Paths are equal if their bytes are.
 *
 * <p>Methods that change the tree ({@link #mkdir}, {@link #move}, {@link #copy}, {@link
 * #deleteTree}, {@link #write} of a new file) wait for one another if they concern the same
 * project, so that every file keeps its directories; each is a transaction of two round trips.
 * {@link #insert}, {@link #update} and {@link #delete} write single rows and do not maintain the
 * tree.
 */
public final class ProjectFileRepository extends Repository<ProjectFileRecord, ProjectFileId> {

  private static final int EXCERPT = 200;

  ProjectFileRepository(SessionContext context) {
    super(context, PROJECT_FILES, PROJECT_FILES.ID, Keys.PROJECT_FILES_PROJECT_ID_PATH_KEY);
  }

  /**
   * Returns the files and directories beneath a directory, without contents, in the order of their
   * paths' bytes, so that a directory comes before its contents. Empty if nothing is visible. One
   * round trip.
   *
   * @param prefix the directory's path; empty for the whole project
   * @param depth the number of levels: 1 for the direct children only
   */
  public List<FileEntry> tree(ProjectId project, String prefix, int depth) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(prefix, "prefix");
    return call(
        "tree",
        () -> {
          if (depth < 1) {
            throw new IllegalArgumentException(
                "depth is " + depth + ": at least 1, for the direct children, is needed");
          }
          Condition there = PROJECT_FILES.PROJECT_ID.eq(project);
          long levels = depth;
          if (!prefix.isEmpty()) {
            FilePath directory = new FilePath(prefix);
            there = there.and(FileTree.beneath(PROJECT_FILES, directory));
            levels += directory.depth();
          }
          Field<Long> level =
              DSL.field(
                  "cardinality(string_to_array({0}, '/'))", SQLDataType.BIGINT, PROJECT_FILES.PATH);
          return dsl()
              .select(
                  PROJECT_FILES.ID,
                  PROJECT_FILES.PATH,
                  PROJECT_FILES.NAME,
                  PROJECT_FILES.TYPE,
                  FileTree.SIZE,
                  PROJECT_FILES.MIME_TYPE,
                  PROJECT_FILES.UPDATED_AT)
              .from(PROJECT_FILES)
              .where(there)
              .and(level.le(levels))
              .orderBy(FileTree.BYTEWISE)
              .fetch(
                  row ->
                      new FileEntry(
                          row.value1(),
                          row.value2(),
                          row.value3(),
                          row.value4() == null ? ProjectFileType.FILE : row.value4(),
                          row.value5(),
                          row.value6(),
                          row.value7()));
        });
  }

  /** Returns the file or directory at the path; empty if none is visible. One round trip. */
  public Optional<ProjectFileRecord> read(ProjectId project, String path) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(path, "path");
    return call(
        "read",
        () -> fetch(FileTree.at(PROJECT_FILES, project, new FilePath(path))).stream().findFirst());
  }

  /**
   * Writes a file, which is created if it does not exist, together with its missing directories.
   * Makes the file, and the directories it is in, where they are missing. Sets the size, and
   * records the caller as the last editor, and as the creator of a new file; nobody in a service
   * session. One round trip if the file exists, otherwise three.
   *
   * @param content the text, without the character NUL, which Postgres cannot store
   * @return the file as stored
   * @throws PathConflictException if a directory is at the path, or a file where a directory must
   *     be
   * @throws AccessDeniedException if the caller is not an editor of the project
   * @throws NotFoundException if there is no such project for this identity
   */
  public ProjectFileRecord write(ProjectId project, String path, String content) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(content, "content");
    return call(
        "write",
        () -> {
          FilePath file = new FilePath(path);
          int size = size(content);
          return overwrite(project, file, content, size, DSL.noCondition())
              .or(
                  () ->
                      inTree(
                          project,
                          tree -> tree.put(file, ProjectFileType.FILE, content, size),
                          (tree, put) -> tree.stored(put, file)))
              .orElseThrow(
                  () -> conflict(file, "is a directory: write a file in it, or delete it"));
        });
  }

  /**
   * Overwrites a file that was read before, like {@link #write(ProjectId, String, String)}, but
   * only if nobody changed it since. One round trip; two if refused.
   *
   * @param readAt {@code updated_at} of the file as it was read
   * @throws StaleRecordException if it was changed since
   * @throws NotFoundException if there is no longer a file at the path
   */
  public ProjectFileRecord writeIfUnchanged(
      ProjectId project, String path, String content, Instant readAt) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(readAt, "readAt");
    return call(
        "writeIfUnchanged",
        () -> {
          FilePath file = new FilePath(path);
          return overwrite(
                  project, file, content, size(content), PROJECT_FILES.UPDATED_AT.eq(readAt))
              .orElseThrow(() -> notOverwritten(project, file, readAt));
        });
  }

  private RuntimeException notOverwritten(ProjectId project, FilePath file, Instant readAt) {
    Optional<ProjectFileRecord> now = read(project, file.value());
    if (now.isEmpty() || now.get().getType() == ProjectFileType.DIRECTORY) {
      return new NotFoundException(
          "there is no file '"
              + file
              + "' any more: it was moved or deleted; write it as a new one");
    }
    if (!readAt.equals(now.get().getUpdatedAt())) {
      return new StaleRecordException(
          "the file '"
              + file
              + "' was changed at "
              + now.get().getUpdatedAt()
              + ", after it was read; read it again and repeat the change");
    }
    return Advice.mayNotChange(context().identity(), "the file '" + file + "'");
  }

  private Optional<ProjectFileRecord> overwrite(
      ProjectId project, FilePath file, String content, int size, Condition same) {
    return dsl()
        .update(PROJECT_FILES)
        .set(PROJECT_FILES.CONTENT, content)
        .set(PROJECT_FILES.SIZE_BYTES, size)
        .set(PROJECT_FILES.UPDATED_BY, writer())
        .where(FileTree.at(PROJECT_FILES, project, file))
        .and(PROJECT_FILES.TYPE.isDistinctFrom(ProjectFileType.DIRECTORY))
        .and(same)
        .returning()
        .fetchOptional();
  }

  /**
   * Creates a directory, together with its missing parents. One round trip if it exists, otherwise
   * three.
   *
   * @return the directory as stored
   * @throws PathConflictException if a file is at the path, or where a directory must be
   * @throws AccessDeniedException if the caller is not an editor of the project
   * @throws NotFoundException if there is no such project for this identity
   */
  public ProjectFileRecord mkdir(ProjectId project, String path) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(path, "path");
    return call(
        "mkdir",
        () -> {
          FilePath directory = new FilePath(path);
          return read(project, path)
              .or(
                  () ->
                      inTree(
                          project,
                          tree -> tree.put(directory, ProjectFileType.DIRECTORY, null, 0),
                          (tree, put) -> tree.stored(put, directory)))
              .or(() -> read(project, path)) // created by somebody else in between
              .filter(found -> found.getType() == ProjectFileType.DIRECTORY)
              .orElseThrow(
                  () -> conflict(directory, "is a file: delete it, or choose another path"));
        });
  }

  /**
   * Moves a file, or a directory with everything beneath it, to another path, whose missing parents
   * are created. Two round trips.
   *
   * @param to the new path itself, not a directory to move into; nothing may be there
   * @return the number of files and directories that were moved
   * @throws PathConflictException if something is at the new path, or a file where a directory must
   *     be
   * @throws NotFoundException if nothing is at the old path, or there is no such project
   * @throws AccessDeniedException if the caller is not an editor of the project
   * @throws IllegalArgumentException if {@code to} equals {@code from} or is beneath it, or if a
   *     path would become too long
   */
  public int move(ProjectId project, String from, String to) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    return call(
        "move",
        () -> {
          FilePath source = new FilePath(from);
          FilePath target = target(source, to, "moved");
          return inTree(
              project,
              tree -> tree.move(source, target),
              (tree, moved) -> tree.reached(moved, source, target));
        });
  }

  /**
   * Copies a file, or a directory with everything beneath it, like {@link #move} would move it. The
   * caller is recorded as the creator of the copies.
   *
   * @return the number of files and directories that were copied
   */
  public int copy(ProjectId project, String from, String to) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    return call(
        "copy",
        () -> {
          FilePath source = new FilePath(from);
          FilePath target = target(source, to, "copied");
          return inTree(
              project,
              tree -> tree.copy(source, target),
              (tree, copied) -> tree.reached(copied, source, target));
        });
  }

  /**
   * Deletes a file, or a directory with everything beneath it. Two round trips.
   *
   * @return the number of files and directories that were deleted; 0 if there is nothing that this
   *     identity may delete
   * @throws NotFoundException if there is no such project for this identity
   */
  public int deleteTree(ProjectId project, String path) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(path, "path");
    return call(
        "deleteTree",
        () -> {
          FilePath top = new FilePath(path);
          return inTree(project, tree -> tree.delete(top), (tree, deleted) -> deleted);
        });
  }

  /**
   * Returns the total size of the project's files in bytes of UTF-8; 0 without files. One round
   * trip.
   */
  public long totalSize(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call(
        "totalSize",
        () ->
            Objects.requireNonNull(
                dsl()
                    .select(FileTree.sum())
                    .from(PROJECT_FILES)
                    .where(PROJECT_FILES.PROJECT_ID.eq(project))
                    .fetchSingle()
                    .value1()));
  }

  /**
   * Finds a text in the contents and paths of the project's files, ignoring case. Matches are in
   * the order of the paths' bytes. The text is taken literally, including wildcards. Reads all
   * files of the project. One round trip.
   *
   * @param text the text to find, not blank
   * @param limit the maximum number of matches, at least 1
   */
  public List<FileMatch> search(ProjectId project, String text, int limit) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(text, "text");
    return call(
        "search",
        () -> {
          if (text.isBlank() || limit < 1) {
            throw new IllegalArgumentException(
                "text is '" + text + "' and limit " + limit + ": give a text, and at least 1");
          }
          Field<String> content = DSL.coalesce(PROJECT_FILES.CONTENT, "");
          Field<Integer> at = DSL.position(DSL.lower(content), DSL.lower(text));
          Field<Integer> line =
              DSL.field(
                  "cardinality(string_to_array(left(lower({0}), {1}), chr(10)))",
                  SQLDataType.INTEGER, content, at);
          return dsl()
              .select(
                  PROJECT_FILES.ID,
                  PROJECT_FILES.PATH,
                  DSL.when(at.gt(0), line).otherwise(0),
                  DSL.when(
                          at.gt(0),
                          DSL.field(
                              "left(split_part({0}, chr(10), {1}), {2})",
                              SQLDataType.CLOB, content, line, DSL.inline(EXCERPT)))
                      .otherwise(""))
              .from(PROJECT_FILES)
              .where(PROJECT_FILES.PROJECT_ID.eq(project))
              .and(at.gt(0).or(DSL.position(DSL.lower(PROJECT_FILES.PATH), DSL.lower(text)).gt(0)))
              .orderBy(FileTree.BYTEWISE)
              .limit(limit)
              .fetch(row -> new FileMatch(row.value1(), row.value2(), row.value3(), row.value4()));
        });
  }

  /**
   * Changes the tree of a project, whose lock travels with the statement.
   *
   * @param statement the statement that changes it
   * @param result checks what the statement returned
   */
  private <T> T inTree(
      ProjectId project, Function<FileTree, T> statement, BiFunction<FileTree, T, T> result) {
    Field<ProfileId> writer = writer();
    return context()
        .<T, RuntimeException>inTransaction(
            locked -> {
              FileTree tree = new FileTree(locked.dsl(), project, writer, context().identity());
              if (!isService() && context().identity().authUserId().isEmpty()) {
                // Nobody may write anonymously, but a project that is hidden is not found.
                lock(locked.dsl(), project);
              }
              T answer =
                  locked
                      .together(() -> lock(locked.dsl(), project), () -> statement.apply(tree))
                      .last();
              return result.apply(tree, answer);
            });
  }

  /**
   * Locks the project's tree until the transaction ends. A lock on the project's row would need the
   * right to change it.
   */
  private Object lock(DSLContext dsl, ProjectId project) {
    Field<Object> lock =
        DSL.field(
            "pg_advisory_xact_lock(hashtextextended({0}::text, 0))",
            SQLDataType.OTHER, PROJECTS.ID);
    return dsl.select(lock)
        .from(PROJECTS)
        .where(PROJECTS.ID.eq(project))
        .fetchOptional()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "there is no project " + project + " for " + context().identity()));
  }

  /** Returns the profile to record as the writer: the caller, or null in a service session. */
  private Field<ProfileId> writer() {
    return context().identity().authUserId().isPresent()
        ? callerProfile()
        : DSL.castNull(PROJECT_FILES.UPDATED_BY);
  }

  private static FilePath target(FilePath from, String to, String done) {
    FilePath target = new FilePath(to);
    if (from.contains(target)) {
      throw new IllegalArgumentException(
          "'"
              + from
              + "' cannot be "
              + done
              + " into itself, to '"
              + to
              + "': choose a path outside");
    }
    return target;
  }

  private static PathConflictException conflict(FilePath path, String why) {
    return new PathConflictException("'" + path + "' " + why, path.value());
  }

  private static int size(String content) {
    if (content.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the content holds the character NUL at "
              + content.indexOf('\0')
              + ", which Postgres cannot store as text: encode it, as Base64 for example");
    }
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(content)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the content holds half of a surrogate pair", e);
    }
  }
}
