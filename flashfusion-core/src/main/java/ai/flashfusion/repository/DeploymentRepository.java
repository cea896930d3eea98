package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import java.util.List;
import java.util.Optional;

/** What people put online. Visible to those who work on the project, not to its mere readers. */
public final class DeploymentRepository extends Repository<DeploymentRecord, DeploymentId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public DeploymentRepository(SessionContext context) {
    super(context, DEPLOYMENTS, DEPLOYMENTS.ID, Keys.DEPLOYMENTS_PKEY);
  }

  /**
   * A new deployment by the caller, pending. One round trip.
   *
   * @return the deployment as stored
   * @throws ai.flashfusion.error.AccessDeniedException if the caller is no editor of the project
   */
  public DeploymentRecord start(
      ProjectId project, DeploymentProvider provider, DeploymentEnvironment environment) {
    return dsl()
        .insertInto(DEPLOYMENTS)
        .set(DEPLOYMENTS.PROJECT_ID, project)
        .set(DEPLOYMENTS.USER_ID, callerProfile())
        .set(DEPLOYMENTS.PROVIDER, provider)
        .set(DEPLOYMENTS.ENVIRONMENT, environment)
        .returning()
        .fetchSingle();
  }

  /** The newest deployment of the project there; empty if none is visible. One round trip. */
  public Optional<DeploymentRecord> latest(ProjectId project, DeploymentEnvironment environment) {
    return dsl()
        .selectFrom(DEPLOYMENTS)
        .where(DEPLOYMENTS.PROJECT_ID.eq(project))
        .and(DEPLOYMENTS.ENVIRONMENT.eq(environment))
        .orderBy(DEPLOYMENTS.CREATED_AT.desc(), DEPLOYMENTS.ID.desc())
        .limit(1)
        .fetchOptional();
  }

  /** All deployments of the project that are visible, newest first. One round trip. */
  public List<DeploymentRecord> history(ProjectId project) {
    return fetch(
        DEPLOYMENTS.PROJECT_ID.eq(project), DEPLOYMENTS.CREATED_AT.desc(), DEPLOYMENTS.ID.desc());
  }
}
