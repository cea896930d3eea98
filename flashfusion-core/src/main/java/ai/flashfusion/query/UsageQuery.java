package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which usage a question is about. Immutable.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 * @param profile whose usage, or null for all that the identity may see
 * @param project for which project, or null for any and none
 * @param zone where days begin
 */
public record UsageQuery(
    Instant from,
    Instant to,
    @Nullable ProfileId profile,
    @Nullable ProjectId project,
    ZoneId zone) {

  /** Checks that the range is not turned around. */
  public UsageQuery {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the range ends at " + to + ", before it begins at " + from + ": exchange them");
    }
  }

  /** From one instant, included, to another, excluded; days in UTC. */
  public static UsageQuery between(Instant from, Instant to) {
    return new UsageQuery(from, to, null, null, ZoneOffset.UTC);
  }

  /** The last so many times 24 hours, up to now. */
  public static UsageQuery lastDays(int days) {
    if (days < 1) {
      throw new IllegalArgumentException("days is " + days + ": at least 1 is needed");
    }
    Instant now = Clock.systemUTC().instant();
    // A row of this very moment belongs to it.
    return between(now.minus(Duration.ofDays(days)), now.plusSeconds(1));
  }

  /** Only what this profile used. */
  public UsageQuery withProfile(ProfileId profile) {
    return new UsageQuery(from, to, profile, project, zone);
  }

  /** Only what was used for this project. */
  public UsageQuery withProject(ProjectId project) {
    return new UsageQuery(from, to, profile, project, zone);
  }

  /** Days begin at midnight there, which the zone's clock changes move. */
  public UsageQuery withZone(ZoneId zone) {
    return new UsageQuery(from, to, profile, project, zone);
  }
}
