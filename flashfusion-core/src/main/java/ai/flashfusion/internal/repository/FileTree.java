package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.ProjectFiles;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record1;
import org.jooq.Record8;
import org.jooq.Select;
import org.jooq.WithStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The tree of a project, for a transaction that holds its lock, so that nobody else changes it.
 * Each change is one statement, which changes nothing in a project that the identity does not see;
 * a caller that gets an exception must roll back.
 */
public final class FileTree {

  private static final ProjectFiles F = PROJECT_FILES;
  private static final ProjectFiles OTHER = PROJECT_FILES.as("other");

  /** Paths in the order of their bytes, whatever the database's collation. */
  public static final OrderField<String> BYTEWISE = F.PATH.collate("C");

  /** The size of a file, computed from the content if it was not stored. */
  public static final Field<Long> SIZE =
      DSL.coalesce(F.SIZE_BYTES, DSL.octetLength(F.CONTENT), DSL.inline(0))
          .cast(SQLDataType.BIGINT);

  private final DSLContext dsl;
  private final ProjectId project;
  private final Field<ProfileId> writer;
  private final Identity identity;

  /** Creates a tree within the transaction of the DSL context. */
  public FileTree(DSLContext dsl, ProjectId project, Field<ProfileId> writer, Identity identity) {
    this.dsl = dsl;
    this.project = project;
    this.writer = writer;
    this.identity = identity;
  }

  /** Returns the total size of all files that a query finds. */
  public static Field<Long> sum() {
    return DSL.coalesce(DSL.sum(SIZE), 0).cast(SQLDataType.BIGINT);
  }

  /** Returns the condition for what is at exactly the path. */
  public static Condition at(ProjectFiles table, ProjectId project, FilePath path) {
    return table.PROJECT_ID.eq(project).and(table.PATH.eq(path.value()));
  }

  /**
   * Returns the condition for everything beneath the directory. It does not use {@code like}, as a
   * path may contain wildcards.
   */
  public static Condition beneath(ProjectFiles table, FilePath directory) {
    return DSL.condition("starts_with({0}, {1})", table.PATH, DSL.val(directory + "/"));
  }

  private Condition tree(ProjectFiles table, FilePath top) {
    return table.PROJECT_ID.eq(project).and(table.PATH.eq(top.value()).or(beneath(table, top)));
  }

  /**
   * Writes a file or directory together with its missing parents; an existing file gets the
   * content.
   *
   * @return the row as stored; empty if a directory is at the path
   */
  public Optional<ProjectFileRecord> put(
      FilePath path, ProjectFileType type, @Nullable String content, int size) {
    return dsl
            .insertInto(
                F,
                F.PROJECT_ID,
                F.PATH,
                F.NAME,
                F.TYPE,
                F.CONTENT,
                F.SIZE_BYTES,
                F.CREATED_BY,
                F.UPDATED_BY)
            .select(
                directories(path.parents())
                    .unionAll(
                        DSL.select(
                                DSL.val(project, F.PROJECT_ID),
                                DSL.val(path.value()),
                                DSL.val(path.name()),
                                DSL.val(type, F.TYPE),
                                DSL.val(content, F.CONTENT),
                                DSL.val(size),
                                writer,
                                writer)
                            .where(DSL.not(Subquery.exists(fileAmong(path.parents()))))
                            .and(isThere())))
            .onConflict(F.PROJECT_ID, F.PATH)
            .doUpdate()
            .set(F.CONTENT, DSL.excluded(F.CONTENT))
            .set(F.SIZE_BYTES, DSL.excluded(F.SIZE_BYTES))
            .set(F.UPDATED_BY, DSL.excluded(F.UPDATED_BY))
            .where(F.PATH.eq(path.value()))
            .and(F.TYPE.isDistinctFrom(ProjectFileType.DIRECTORY))
            .and(DSL.val(type, F.TYPE).eq(ProjectFileType.FILE))
            .returning()
            .fetch()
            .stream()
            .filter(row -> row.getPath().equals(path.value()))
            .findFirst();
  }

  /**
   * Returns what {@link #put} stored.
   *
   * @throws PathConflictException if it stored nothing, as a file is where a directory must be
   */
  public Optional<ProjectFileRecord> stored(Optional<ProjectFileRecord> put, FilePath path) {
    if (put.isEmpty()) {
      refuseFileAmong(path.parents());
    }
    return put;
  }

  /** Moves everything at or beneath a path, and returns the number of rows. */
  public int move(FilePath from, FilePath to) {
    return withDirectories(to)
            .update(F)
            .set(F.PATH, moved(from, to))
            .set(F.NAME, name(from, to))
            .set(F.UPDATED_BY, writer)
            .where(movable(from, to))
            .execute();
  }

  /** Copies everything at or beneath a path, and returns the number of rows. */
  public int copy(FilePath from, FilePath to) {
    return withDirectories(to)
            .insertInto(
                F,
                F.PROJECT_ID,
                F.PATH,
                F.NAME,
                F.TYPE,
                F.CONTENT,
                F.SIZE_BYTES,
                F.MIME_TYPE,
                F.ENCODING,
                F.METADATA,
                F.CREATED_BY,
                F.UPDATED_BY)
            .select(
                DSL.select(
                        F.PROJECT_ID,
                        moved(from, to),
                        name(from, to),
                        F.TYPE,
                        F.CONTENT,
                        F.SIZE_BYTES,
                        F.MIME_TYPE,
                        F.ENCODING,
                        F.METADATA,
                        writer,
                        writer)
                    .from(F)
                    .where(movable(from, to)))
            .execute();
  }

  /** Deletes everything at or beneath a path, and returns the number of rows. */
  public int delete(FilePath top) {
    return dsl.deleteFrom(F).where(tree(F, top)).execute();
  }

  /** Begins a statement that also creates the missing parents of the path. */
  private WithStep withDirectories(FilePath path) {
    return dsl.with("directories")
        .as(
            dsl.insertInto(
                    F,
                    F.PROJECT_ID,
                    F.PATH,
                    F.NAME,
                    F.TYPE,
                    F.CONTENT,
                    F.SIZE_BYTES,
                    F.CREATED_BY,
                    F.UPDATED_BY)
                .select(directories(path.parents()))
                .onConflict(F.PROJECT_ID, F.PATH)
                .doNothing()
                .returning(F.ID));
  }

  private Select<
          Record8<
              ProjectId, String, String, ProjectFileType, String, Integer, ProfileId, ProfileId>>
      directories(List<FilePath> paths) {
    Field<String> path = DSL.field(DSL.name("directory", "path"), F.PATH.getDataType());
    Field<String> name = DSL.field(DSL.name("directory", "name"), F.NAME.getDataType());
    return DSL.select(
            DSL.val(project, F.PROJECT_ID),
            path,
            name,
            DSL.val(ProjectFileType.DIRECTORY, F.TYPE),
            DSL.castNull(F.CONTENT),
            DSL.val(0),
            writer,
            writer)
        .from(
            DSL.table(
                    "unnest({0}, {1})",
                    DSL.val(paths.stream().map(FilePath::value).toArray(String[]::new)),
                    DSL.val(paths.stream().map(FilePath::name).toArray(String[]::new)))
                .as("directory", "path", "name"))
        .where(isThere());
  }

  /** Returns the condition for that the identity sees the project. */
  private Condition isThere() {
    return Subquery.exists(DSL.selectOne().from(PROJECTS).where(PROJECTS.ID.eq(project)));
  }

  private static Field<String> moved(FilePath from, FilePath to) {
    int length = from.value().codePointCount(0, from.value().length());
    return DSL.concat(DSL.val(to.value()), DSL.substring(F.PATH, length + 1));
  }

  private static Field<String> name(FilePath from, FilePath to) {
    return DSL.when(F.PATH.eq(from.value()), to.name()).otherwise(F.NAME);
  }

  /**
   * Returns the condition for everything that would move; it is false if anything prevents the
   * move.
   */
  private Condition movable(FilePath from, FilePath to) {
    return tree(F, from)
        .andNot(Subquery.exists(DSL.selectOne().from(OTHER).where(tree(OTHER, to))))
        .andNot(Subquery.exists(fileAmong(to.parents())))
        .andNot(Subquery.exists(tooLong(from, to)));
  }

  private Select<Record1<String>> fileAmong(List<FilePath> paths) {
    return DSL.select(OTHER.PATH)
        .from(OTHER)
        .where(OTHER.PROJECT_ID.eq(project))
        .and(OTHER.PATH.in(paths.stream().map(FilePath::value).toList()))
        .and(OTHER.TYPE.isDistinctFrom(ProjectFileType.DIRECTORY))
        .limit(1);
  }

  private Select<Record1<String>> tooLong(FilePath from, FilePath to) {
    int longer = bytes(to) - bytes(from);
    return DSL.select(OTHER.PATH)
        .from(OTHER)
        .where(tree(OTHER, from))
        .and(DSL.octetLength(OTHER.PATH).gt(FilePath.MAX_BYTES - longer))
        .limit(1);
  }

  private static int bytes(FilePath path) {
    return path.value().getBytes(StandardCharsets.UTF_8).length;
  }

  private void refuseFileAmong(List<FilePath> paths) {
    String file = dsl.fetchValue(fileAmong(paths));
    if (file != null) {
      throw new PathConflictException(
          "'" + file + "' is a file, so nothing can be beneath it: choose another path", file);
    }
  }

  /**
   * Returns how many rows were moved or copied.
   *
   * @throws PathConflictException if nothing was, or another exception that explains why
   */
  public int reached(int rows, FilePath from, FilePath to) {
    if (rows > 0) {
      return rows;
    }
    refuseFileAmong(to.parents());
    if (dsl.fetchExists(F, tree(F, to))) {
      throw new PathConflictException(
          "there already is something at '" + to + "': delete it, or choose another path",
          to.value());
    }
    if (!dsl.fetchExists(F, tree(F, from))) {
      throw new NotFoundException(
          "there is no file or directory '"
              + from
              + "' in project "
              + project
              + " for "
              + identity);
    }
    if (dsl.fetchExists(tooLong(from, to))) {
      throw new IllegalArgumentException(
          "a path beneath '"
              + to
              + "' would be longer than "
              + FilePath.MAX_BYTES
              + " bytes: choose a shorter one");
    }
    throw Advice.mayNotChange(identity, "'" + from + "'");
  }
}
