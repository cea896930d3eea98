package ai.flashfusion.usage;

import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.query.TimeRange;
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
 * A query for usage. Immutable.
 *
 * @param from the first instant, included
 * @param to the first instant that is no longer included
 * @param profile the profile whose usage is counted; null for the caller's own, or for everybody's
 *     in a service session
 * @param project the project whose usage is counted; null for all usage, also without a project
 * @param zone the time zone of days
 * @param bucket the length of time to group by
 */
public record UsageQuery(
    Instant from,
    Instant to,
    @Nullable ProfileId profile,
    @Nullable ProjectId project,
    ZoneId zone,
    TimeBucket bucket) {

  /**
   * Checks the range as {@link TimeRange} does.
   *
   * @throws IllegalArgumentException if it ends before it begins, or if Postgres cannot represent
   *     it
   */
  public UsageQuery {
    TimeRange range = new TimeRange(from, to);
    from = range.from();
    to = range.to();
  }

  /** Returns a query from one instant, included, to another, excluded; days are in UTC. */
  public static UsageQuery between(Instant from, Instant to) {
    return new UsageQuery(from, to, null, null, ZoneOffset.UTC, TimeBucket.DAY);
  }

  /** Returns a query for this many times 24 hours, up to now. */
  public static UsageQuery lastDays(int days) {
    if (days < 1) {
      throw new IllegalArgumentException("days is " + days + ": at least 1 is needed");
    }
    Instant now = Clock.systemUTC().instant();
    // Includes a row of this very moment.
    return between(now.minus(Duration.ofDays(days)), now.plusSeconds(1));
  }

  /**
   * Returns a query from the first instant of the month, included, to the clock's instant,
   * excluded. The month and the days are those of the clock's zone.
   */
  public static UsageQuery monthToDate(Clock clock) {
    Instant now = clock.instant();
    ZoneId zone = clock.getZone();
    LocalDate first = LocalDate.ofInstant(now, zone).withDayOfMonth(1);
    return between(first.atStartOfDay(zone).toInstant(), now).withZone(zone);
  }

  /** Returns this query for only what this profile used. */
  public UsageQuery withProfile(ProfileId profile) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /** Returns this query for only what was used for this project. */
  public UsageQuery withProject(ProjectId project) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /**
   * Returns this query with days that begin at midnight in this zone, whose clock changes apply.
   */
  public UsageQuery withZone(ZoneId zone) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }

  /**
   * Returns this query with another length of time for {@link UsageDimension#TIME}; the default is
   * a day.
   */
  public UsageQuery withBucket(TimeBucket bucket) {
    return new UsageQuery(from, to, profile, project, zone, bucket);
  }
}
