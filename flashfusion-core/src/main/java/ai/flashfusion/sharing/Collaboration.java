package ai.flashfusion.sharing;

import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;

/**
 * A project on which somebody works, seen from that person.
 *
 * @param row the person's role, who invited them, and when they accepted
 * @param project the project as the caller sees it
 */
public record Collaboration(ProjectCollaboratorRecord row, ProjectRecord project) {}
