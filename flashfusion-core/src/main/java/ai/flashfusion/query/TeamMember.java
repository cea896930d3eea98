package ai.flashfusion.query;

import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who belongs to a team.
 *
 * @param row their role, by whom they were invited, and when they accepted
 * @param card who they are; null if their row has no role, as they share nothing then
 */
public record TeamMember(TeamMemberRecord row, @Nullable PublicCard card) {}
