package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.TEAMS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.TeamRecord;

/** Groups of people. Visible to members, guests and the owner. */
public final class TeamRepository extends Repository<TeamRecord, TeamId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public TeamRepository(SessionContext context) {
    super(context, TEAMS, TEAMS.ID, Keys.TEAMS_SLUG_KEY);
  }
}
