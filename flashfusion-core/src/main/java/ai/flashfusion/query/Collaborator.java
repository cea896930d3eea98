package ai.flashfusion.query;

import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works on a project.
 *
 * @param row their role, by whom they were invited, and when they accepted
 * @param card who they are; null if their row has no role, as they share nothing then
 */
public record Collaborator(ProjectCollaboratorRecord row, @Nullable PublicCard card) {}
