package ai.flashfusion.sharing;

import ai.flashfusion.schema.ids.ProfileId;
import org.jspecify.annotations.Nullable;

/**
 * The part of a profile that people who share a project or a team may see of each other.
 *
 * @param id the id of the profile
 * @param username the username, or null
 * @param fullName the full name, or null
 * @param avatarUrl the URL of the avatar, or null
 */
public record PublicCard(
    ProfileId id,
    @Nullable String username,
    @Nullable String fullName,
    @Nullable String avatarUrl) {}
