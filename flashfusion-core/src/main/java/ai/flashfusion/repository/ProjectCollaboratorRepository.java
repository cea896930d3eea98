package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.ProjectCollaboratorId;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;

/**
 * Who works on a project with its owner, in which role. Visible to those who work on it; everybody
 * sees their own row.
 */
public final class ProjectCollaboratorRepository
    extends Repository<ProjectCollaboratorRecord, ProjectCollaboratorId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public ProjectCollaboratorRepository(SessionContext context) {
    super(
        context,
        PROJECT_COLLABORATORS,
        PROJECT_COLLABORATORS.ID,
        Keys.PROJECT_COLLABORATORS_PROJECT_ID_USER_ID_KEY);
  }
}
