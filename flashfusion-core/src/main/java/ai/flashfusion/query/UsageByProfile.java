package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ProfileId;

/**
 * Usage of one person.
 *
 * @param profile whose usage it is
 * @param usage the sums
 */
public record UsageByProfile(ProfileId profile, Usage usage) {}
