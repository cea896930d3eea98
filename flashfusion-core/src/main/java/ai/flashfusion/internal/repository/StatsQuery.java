package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;

import ai.flashfusion.project.ProjectStats;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.Deployments;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Reads projects together with totals of what belongs to each, in one statement. */
public final class StatsQuery {

  private static final Deployments LAST = DEPLOYMENTS.as("last");
  private static final Field<Long> COLLABORATORS =
      DSL.field(DSL.name("collaborators", "count"), SQLDataType.BIGINT);
  private static final Field<Long> FILES =
      DSL.field(DSL.name("files", "count"), SQLDataType.BIGINT);
  private static final Field<Long> BYTES =
      DSL.field(DSL.name("files", "bytes"), SQLDataType.BIGINT);

  private StatsQuery() {}

  /** Returns the projects, the newest first. */
  public static List<ProjectStats> of(DSLContext dsl, Collection<ProjectId> projects) {
    Field<ProjectId[]> ids =
        DSL.val(projects.toArray(ProjectId[]::new), PROJECTS.ID.getDataType().getArrayDataType());
    return dsl.select(
            Stream.of(
                    PROJECTS.fields(), new Field<?>[] {COLLABORATORS, FILES, BYTES}, LAST.fields())
                .flatMap(Stream::of)
                .toList())
        .from(PROJECTS)
        .crossJoin(DSL.lateral(collaborators()))
        .crossJoin(DSL.lateral(files()))
        .leftJoin(DSL.lateral(last()))
        .on(DSL.trueCondition())
        .where(PROJECTS.ID.eq(DSL.any(ids)))
        .orderBy(PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc())
        .fetch(
            row ->
                new ProjectStats(
                    row.into(PROJECTS),
                    row.get(COLLABORATORS),
                    row.get(FILES),
                    row.get(BYTES),
                    row.get(LAST.ID) == null
                        ? Optional.empty()
                        : Optional.of(row.into(LAST).into(DEPLOYMENTS))));
  }

  private static Table<Record1<Integer>> collaborators() {
    return DSL.select(DSL.count().as("count"))
        .from(PROJECT_COLLABORATORS)
        .where(PROJECT_COLLABORATORS.PROJECT_ID.eq(PROJECTS.ID))
        .asTable("collaborators");
  }

  private static Table<Record2<Integer, Long>> files() {
    return DSL.select(
            DSL.count()
                .filterWhere(PROJECT_FILES.TYPE.isDistinctFrom(ProjectFileType.DIRECTORY))
                .as("count"),
            FileTree.sum().as("bytes"))
        .from(PROJECT_FILES)
        .where(PROJECT_FILES.PROJECT_ID.eq(PROJECTS.ID))
        .asTable("files");
  }

  private static Table<?> last() {
    return DSL.selectFrom(DEPLOYMENTS)
        .where(DEPLOYMENTS.PROJECT_ID.eq(PROJECTS.ID))
        .orderBy(DEPLOYMENTS.CREATED_AT.desc(), DEPLOYMENTS.ID.desc())
        .limit(1)
        .asTable(LAST);
  }
}
