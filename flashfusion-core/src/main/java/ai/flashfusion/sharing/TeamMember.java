package ai.flashfusion.sharing;

import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import org.jspecify.annotations.Nullable;

/**
 * A member of a team.
 *
 * @param row their role, who invited them, and when they accepted
 * @param card their public card; null if their row has no role, as the team is not shared with them
 *     then
 */
public record TeamMember(TeamMemberRecord row, @Nullable PublicCard card) {}
