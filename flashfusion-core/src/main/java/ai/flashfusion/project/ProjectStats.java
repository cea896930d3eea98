package ai.flashfusion.project;

import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.Optional;

/**
 * A project with totals of what belongs to it, as far as the identity may see it.
 *
 * @param project the row
 * @param collaborators the number of collaborators, without the owner
 * @param files the number of files, without directories
 * @param bytes the total size of the files' contents in UTF-8
 * @param lastDeployment the newest deployment, whatever its status; empty if there is none
 */
public record ProjectStats(
    ProjectRecord project,
    long collaborators,
    long files,
    long bytes,
    Optional<DeploymentRecord> lastDeployment) {}
