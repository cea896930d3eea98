package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.TeamMemberId;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;

/** Who belongs to a team, in which role. Visible to the members of the same team. */
public final class TeamMemberRepository extends Repository<TeamMemberRecord, TeamMemberId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public TeamMemberRepository(SessionContext context) {
    super(context, TEAM_MEMBERS, TEAM_MEMBERS.ID, Keys.TEAM_MEMBERS_TEAM_ID_USER_ID_KEY);
  }
}
