package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ProfileId;
import org.jspecify.annotations.Nullable;

/**
 * What people who share a project or a team may know of each other's profile.
 *
 * @param id whose card it is
 * @param username or null if they chose none
 * @param fullName or null if they gave none
 * @param avatarUrl or null if they have none
 */
public record PublicCard(
    ProfileId id,
    @Nullable String username,
    @Nullable String fullName,
    @Nullable String avatarUrl) {}
