package ai.flashfusion.internal.repository;

import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.query.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.CaseConditionStep;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Expressions for time buckets in SQL. Values are inlined, so that Postgres recognizes the
 * expressions in select, group by and order by as the same.
 */
public final class Buckets {

  private static final int HOUR = 3_600;

  /** The years in which clock changes count: there is no usage outside of them. */
  private static final Instant CLOCKS_FROM = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant CLOCKS_TO = Instant.parse("2100-01-01T00:00:00Z");

  private Buckets() {}

  /**
   * Returns the bucket of an instant. An hour is identified by the instant at which it begins,
   * because the two hours of a clock change have the same time on the clock. Longer buckets are
   * identified by their first day, as Postgres and Java disagree about a midnight that occurs
   * twice.
   *
   * @param range the range in which the instants are
   */
  public static Field<?> of(
      Field<Instant> instant, TimeBucket bucket, ZoneId zone, TimeRange range) {
    Field<String> unit = DSL.inline(bucket.name().toLowerCase(Locale.ROOT));
    return switch (bucket) {
      case HOUR -> hour(instant, zone, range);
      case DAY -> day(instant, zone);
      case WEEK, MONTH ->
          DSL.field(
              "date_trunc({0}, {1})::date", SQLDataType.LOCALDATE, unit, local(instant, zone));
    };
  }

  private static Field<Instant> hour(Field<Instant> instant, ZoneId zone, TimeRange range) {
    Field<Instant> hour =
        DSL.field(
            "date_trunc('hour', {0}, {1})",
            SQLDataType.INSTANT, instant, DSL.inline(postgresName(zone)));
    CaseConditionStep<Instant> shortened = null;
    for (ZoneOffsetTransition change : changesWithinHours(zone.getRules(), range)) {
      // Postgres counts back to the full hour as if the clock had not changed in between.
      Field<Instant> start = DSL.inline(change.getInstant());
      Instant end =
          change
              .getDateTimeAfter()
              .truncatedTo(ChronoUnit.HOURS)
              .plusHours(1)
              .toInstant(change.getOffsetAfter());
      Condition within = instant.ge(start).and(instant.lt(DSL.inline(end)));
      shortened = shortened == null ? DSL.when(within, start) : shortened.when(within, start);
    }
    return shortened == null ? hour : shortened.otherwise(hour);
  }

  /** Returns the clock changes after which the clock does not show a full hour. */
  private static List<ZoneOffsetTransition> changesWithinHours(ZoneRules rules, TimeRange range) {
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    Instant from = range.from().isBefore(CLOCKS_FROM) ? CLOCKS_FROM : range.from();
    Instant to = range.to().isAfter(CLOCKS_TO) ? CLOCKS_TO : range.to();
    ZoneOffsetTransition change = rules.nextTransition(from.minusSeconds(HOUR));
    while (change != null && change.getInstant().isBefore(to)) {
      LocalDateTime after = change.getDateTimeAfter();
      if (!after.truncatedTo(ChronoUnit.HOURS).equals(after)) {
        changes.add(change);
      }
      change = rules.nextTransition(change.getInstant());
    }
    return changes;
  }

  /** Returns the calendar day of an instant. */
  public static Field<LocalDate> day(Field<Instant> instant, ZoneId zone) {
    return DSL.field("({0})::date", SQLDataType.LOCALDATE, local(instant, zone));
  }

  /** Returns whether every hour of UTC in the range belongs to one day in the zone. */
  public static boolean daysHaveWholeHours(ZoneId zone, Instant from, Instant to) {
    ZoneRules rules = zone.getRules();
    if (rules.getOffset(from).getTotalSeconds() % HOUR != 0) {
      return false;
    }
    ZoneOffsetTransition change = rules.nextTransition(from);
    while (change != null && change.getInstant().isBefore(to)) {
      // Some clocks change a minute after midnight.
      if (change.getOffsetAfter().getTotalSeconds() % HOUR != 0
          || change.toEpochSecond() % HOUR != 0) {
        return false;
      }
      change = rules.nextTransition(change.getInstant());
    }
    return true;
  }

  /** Returns the start of the row's bucket. */
  public static ZonedDateTime start(Record row, Field<?> bucket, ZoneId zone) {
    Object start = row.get(bucket);
    return start instanceof LocalDate day ? day.atStartOfDay(zone) : ((Instant) start).atZone(zone);
  }

  /** Returns the local time of an instant in the zone. */
  public static Field<?> local(Field<Instant> instant, ZoneId zone) {
    return DSL.field(
        "{0} at time zone {1}", SQLDataType.LOCALDATETIME, instant, DSL.inline(postgresName(zone)));
  }

  /**
   * Returns a name of the zone that Postgres understands. It takes an offset for a POSIX name, in
   * which east is negative.
   */
  private static String postgresName(ZoneId zone) {
    if (!(zone.normalized() instanceof ZoneOffset offset)) {
      return zone.getId();
    }
    int seconds = Math.abs(offset.getTotalSeconds());
    String west =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return "<fixed>" + (offset.getTotalSeconds() > 0 ? "-" : "+") + west;
  }
}
