package ai.flashfusion.sharing;

import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works on a project.
 *
 * @param row their role, who invited them, and when they accepted
 * @param card their public card; null if their row has no role, as the project is not shared with
 *     them then
 */
public record Collaborator(ProjectCollaboratorRecord row, @Nullable PublicCard card) {}
