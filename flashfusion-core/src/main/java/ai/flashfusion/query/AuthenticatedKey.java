package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.json.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * Whose key was shown, and what it allows. Immutable.
 *
 * @param id of the key
 * @param profile whose it is
 * @param user as whom to go on: for {@code FlashFusion.asUser}
 * @param permissions what the key allows; null if none are stored, which allows nothing
 * @param rateLimit calls per period of whoever counts them; null without a limit
 */
public record AuthenticatedKey(
    ApiKeyId id,
    ProfileId profile,
    AuthUserId user,
    @Nullable Permissions permissions,
    @Nullable Integer rateLimit) {}
