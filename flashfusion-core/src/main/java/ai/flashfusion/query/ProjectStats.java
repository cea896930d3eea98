package ai.flashfusion.query;

import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.Optional;

/**
 * A project with what belongs to it, as far as the identity may see it.
 *
 * @param project the row
 * @param collaborators how many, its owner not among them
 * @param files how many, directories not among them
 * @param bytes of the files' contents in UTF-8, in all
 * @param lastDeployment the newest, whatever became of it; empty if there is none
 */
public record ProjectStats(
    ProjectRecord project,
    long collaborators,
    long files,
    long bytes,
    Optional<DeploymentRecord> lastDeployment) {}
