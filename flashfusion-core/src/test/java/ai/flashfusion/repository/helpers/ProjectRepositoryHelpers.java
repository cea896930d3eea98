package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import java.util.List;

/** The methods of {@code ProjectRepository}. */
final class ProjectRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "create",
              1,
              "users",
              w ->
                  w.alice
                      .projects()
                      .create(
                          "New", w.unique("new"), ProjectFramework.VUE, ProjectVisibility.PUBLIC)),
          new Helper(
              "findBySlug", 1, "reader and up", w -> w.alice.projects().findBySlug("nothing")),
          new Helper("owned", 1, "users", w -> w.alice.projects().owned()),
          new Helper("sharedWithMe", 1, "users", w -> w.bob.projects().sharedWithMe()),
          new Helper(
              "publicProjects", 1, "everybody", w -> w.anonymous.projects().publicProjects()),
          new Helper("visible", 1, "reader and up", w -> w.alice.projects().visible()),
          new Helper("search", 1, "reader and up", w -> w.alice.projects().search("world", 20)),
          new Helper(
              "byFramework",
              1,
              "reader and up",
              w -> w.alice.projects().byFramework(ProjectFramework.REACT)),
          new Helper(
              "archive", 1, "admin and up", w -> w.alice.projects().archive(w.projects.remove())),
          new Helper(
              "restore", 1, "admin and up", w -> w.alice.projects().restore(w.archived.remove())),
          new Helper(
              "shareWithTeam",
              1,
              "admin and up, member of the team",
              w -> w.alice.projects().shareWithTeam(w.project, w.team)),
          new Helper("unshare", 1, "admin and up", w -> w.alice.projects().unshare(w.project)),
          new Helper(
              "transferTo",
              3,
              "service",
              w -> w.service.projects().transferTo(w.projects.remove(), w.eveProfile)),
          new Helper(
              "withStats",
              1,
              "reader and up",
              w -> w.alice.projects().withStats(List.of(w.project))),
          new Helper(
              "incrementViews", 1, "service", w -> w.service.projects().incrementViews(w.project)));

  private ProjectRepositoryHelpers() {}
}
