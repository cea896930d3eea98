package ai.flashfusion.apikey;

import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.json.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A key that was accepted: its owner and its permissions. Immutable.
 *
 * @param id the id of the key
 * @param profile the profile that owns it
 * @param user the user to continue as, with {@code FlashFusion.asUser}
 * @param permissions the permissions of the key; null if none are stored, which allows nothing
 * @param rateLimit the number of calls allowed per period, which is defined by whoever counts them;
 *     null without a limit
 */
public record AuthenticatedKey(
    ApiKeyId id,
    ProfileId profile,
    AuthUserId user,
    @Nullable Permissions permissions,
    @Nullable Integer rateLimit) {}
