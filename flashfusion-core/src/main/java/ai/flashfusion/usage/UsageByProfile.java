package ai.flashfusion.usage;

import ai.flashfusion.schema.ids.ProfileId;

/**
 * The usage of one person.
 *
 * @param profile the profile of that person
 * @param usage the sums
 */
public record UsageByProfile(ProfileId profile, Usage usage) {}
