package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.List;
import java.util.Optional;

/**
 * What people build. Visible to its owner, its collaborators, its team unless it is private, and to
 * everybody while it is public and not deleted.
 */
public final class ProjectRepository extends Repository<ProjectRecord, ProjectId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public ProjectRepository(SessionContext context) {
    super(context, PROJECTS, PROJECTS.ID, Keys.PROJECTS_SLUG_KEY);
  }

  /**
   * A new project of the caller. One round trip.
   *
   * @param slug unique among all projects
   * @return the project as stored
   * @throws ai.flashfusion.error.UniqueViolationException if the slug is taken
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is no user with a profile
   */
  public ProjectRecord create(
      String name, String slug, ProjectFramework framework, ProjectVisibility visibility) {
    return dsl()
        .insertInto(PROJECTS)
        .set(PROJECTS.USER_ID, callerProfile())
        .set(PROJECTS.NAME, name)
        .set(PROJECTS.SLUG, slug)
        .set(PROJECTS.FRAMEWORK, framework)
        .set(PROJECTS.VISIBILITY, visibility)
        .returning()
        .fetchSingle();
  }

  /** The project with the slug; empty if none is visible. One round trip. */
  public Optional<ProjectRecord> findBySlug(String slug) {
    return fetch(PROJECTS.SLUG.eq(slug)).stream().findFirst();
  }

  /** The caller's own projects, newest first, those marked deleted among them. One round trip. */
  public List<ProjectRecord> owned() {
    return fetch(
        PROJECTS.USER_ID.eq(callerProfile()), PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc());
  }

  /** The projects that everybody may see, newest first. One round trip. */
  public List<ProjectRecord> publicProjects() {
    return fetch(
        PROJECTS
            .VISIBILITY
            .eq(ProjectVisibility.PUBLIC)
            .and(PROJECTS.STATUS.ne(ProjectStatus.DELETED)),
        PROJECTS.CREATED_AT.desc(),
        PROJECTS.ID.desc());
  }
}
