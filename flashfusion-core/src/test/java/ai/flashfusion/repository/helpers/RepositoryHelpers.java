package ai.flashfusion.repository.helpers;

import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.List;
import org.jooq.impl.DSL;

/** The methods of every repository, shown with projects. */
final class RepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper("find", 1, "whoever may read", w -> w.alice.projects().find(w.project)),
          new Helper("get", 1, "whoever may read", w -> w.alice.projects().get(w.project)),
          new Helper("exists", 1, "whoever may read", w -> w.alice.projects().exists(w.project)),
          new Helper("count", 1, "whoever may read", w -> w.alice.projects().count()),
          new Helper(
              "page", 1, "whoever may read", w -> w.alice.projects().page(PageQuery.ofSize(20))),
          new Helper(
              "stream",
              2,
              "whoever may read",
              w -> w.alice.projects().stream(DSL.falseCondition(), row -> {})),
          new Helper("insert", 1, "whoever may insert", w -> w.alice.projects().insert(project(w))),
          new Helper(
              "insertAll",
              2,
              "whoever may insert",
              w -> w.alice.projects().insertAll(List.of(project(w), project(w)))),
          new Helper(
              "insertAllReturningIds",
              2,
              "whoever may insert",
              w -> w.alice.projects().insertAllReturningIds(List.of(project(w)))),
          new Helper(
              "upsert",
              1,
              "whoever may insert and change",
              w -> w.service.projects().upsert(project(w))),
          new Helper(
              "upsertAll",
              2,
              "whoever may insert and change",
              w -> w.service.projects().upsertAll(List.of(project(w)), sent -> {})),
          new Helper("update", 1, "whoever may change", RepositoryHelpers::update),
          new Helper(
              "delete",
              1,
              "whoever may delete",
              w -> w.alice.projects().delete(ai.flashfusion.schema.ids.ProjectId.random())));

  private RepositoryHelpers() {}

  private static ProjectRecord project(World world) {
    return new ProjectRecord()
        .setUserId(world.aliceProfile)
        .setName("World")
        .setSlug(world.unique("helper"))
        .setFramework(ProjectFramework.REACT)
        .setVisibility(ProjectVisibility.PRIVATE);
  }

  private static Object update(World world) {
    ProjectRecord project = world.rows.remove();
    project.setName(world.unique("renamed"));
    return world.alice.projects().update(project);
  }
}
