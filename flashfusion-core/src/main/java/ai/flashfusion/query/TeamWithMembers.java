package ai.flashfusion.query;

import ai.flashfusion.schema.tables.records.TeamRecord;
import java.util.List;

/**
 * A team and who belongs to it.
 *
 * @param team the team; its owner need not be among the members
 * @param members those who joined or were invited first come first; empty if there are none
 */
public record TeamWithMembers(TeamRecord team, List<TeamMember> members) {

  /** Copies the list. */
  public TeamWithMembers {
    members = List.copyOf(members);
  }
}
