package ai.flashfusion.query;

import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;

/**
 * A project that somebody works on.
 *
 * @param row in which role, by whom they were invited, and when they accepted
 * @param project as the caller sees it
 */
public record Collaboration(ProjectCollaboratorRecord row, ProjectRecord project) {}
