package ai.flashfusion.sharing;

import ai.flashfusion.schema.tables.records.TeamRecord;
import java.util.List;

/**
 * A team and its members.
 *
 * @param team the team; its owner need not be among the members
 * @param members the members in the order in which they joined or were invited; empty if there are
 *     none
 */
public record TeamWithMembers(TeamRecord team, List<TeamMember> members) {

  /** Copies the list. */
  public TeamWithMembers {
    members = List.copyOf(members);
  }
}
