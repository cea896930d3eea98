package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Which usage a question is about. Immutable.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 * @param profile whose usage; null for the caller's own, or everybody's if the service asks
 * @param project for which project, or null for any and none
 * @param zone where days begin
 * @param bucket what time is grouped by
 */
public record UsageQuery(
    Instant from,
    Instant to,
    @Nullable ProfileId profile,
    @Nullable ProjectId project,
    ZoneId zone,
    TimeBucket bucket) {

  /** Checks that the range is not turned around. */
  public UsageQuery {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "the range ends at " + to + ", before it begins at " + from + ": exchange them");
    }
  }

  /** From one instant, included, to another, excluded; days in UTC. */
  public static UsageQuery between(Instant from, Instant to) {
    return new UsageQuery(from, to, null, null, ZoneOffset.UTC, TimeBucket.DAY);
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

  /**
   * From the first instant of the month, included, to the clock's instant, excluded; month and days
   * are those of the clock's zone.
   */
  public static UsageQuery monthToDate(Clock clock) {
    Instant now = clock.instant();
    ZoneId zone = clock.getZone();
    LocalDate first = LocalDate.ofInstant(now, zone).withDayOfMonth(1);
    return between(first.atStartOfDay(zone).toInstant(), now).withZone(zone);
  }

  /** Only what this profile used. */
  public UsageQuery withProfile(ProfileId profile) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /** Only what was used for this project. */
  public UsageQuery withProject(ProjectId project) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /** Days begin at midnight there, which the zone's clock changes move. */
  public UsageQuery withZone(ZoneId zone) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /** Grouped by {@link UsageDimension#TIME}, a group is one of these; a day unless this is said. */
  public UsageQuery withBucket(TimeBucket bucket) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }
}
