package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECT_FILES;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.ProjectFileId;
import ai.flashfusion.schema.tables.records.ProjectFileRecord;

/** The files and directories of projects. Visible to who sees the project; editors change them. */
public final class ProjectFileRepository extends Repository<ProjectFileRecord, ProjectFileId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public ProjectFileRepository(SessionContext context) {
    super(context, PROJECT_FILES, PROJECT_FILES.ID, Keys.PROJECT_FILES_PROJECT_ID_PATH_KEY);
  }
}
