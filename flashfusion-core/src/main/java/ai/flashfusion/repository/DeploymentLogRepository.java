package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENT_LOGS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.DeploymentLogId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;

/** What building and deploying printed. Append-only; visible to who sees the deployment. */
public final class DeploymentLogRepository
    extends Repository<DeploymentLogRecord, DeploymentLogId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public DeploymentLogRepository(SessionContext context) {
    super(context, DEPLOYMENT_LOGS, DEPLOYMENT_LOGS.ID, Keys.DEPLOYMENT_LOGS_PKEY);
  }
}
