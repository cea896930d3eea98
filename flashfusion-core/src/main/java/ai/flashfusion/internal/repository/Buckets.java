package ai.flashfusion.internal.repository;

import ai.flashfusion.query.TimeBucket;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Time buckets in SQL. Values are inlined, so that the expressions in select, group by and order by
 * are the same to Postgres.
 */
public final class Buckets {

  private static final int HOUR = 3_600;

  private Buckets() {}

  /**
   * Returns the bucket of an instant. An hour is named by the instant at which it begins: the hour
   * that a clock change repeats has one name on the clock. Longer ones are named by their first
   * day, as Postgres and Java disagree about a midnight that comes twice.
   */
  public static Field<?> of(Field<Instant> instant, TimeBucket bucket, ZoneId zone) {
    Field<String> unit = DSL.inline(bucket.name().toLowerCase(Locale.ROOT));
    Field<String> name = DSL.inline(postgresName(zone));
    return switch (bucket) {
      case HOUR -> DSL.field("date_trunc({0}, {1}, {2})", SQLDataType.INSTANT, unit, instant, name);
      case DAY -> day(instant, zone);
      case WEEK, MONTH ->
          DSL.field(
              "date_trunc({0}, {1})::date", SQLDataType.LOCALDATE, unit, local(instant, zone));
    };
  }

  /** Returns the calendar day of an instant. */
  public static Field<LocalDate> day(Field<Instant> instant, ZoneId zone) {
    return DSL.field("({0})::date", SQLDataType.LOCALDATE, local(instant, zone));
  }

  /** Returns whether every hour of UTC in the range is on one day there. */
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

  /** Where the bucket in the row begins. */
  public static ZonedDateTime start(Record row, Field<?> bucket, ZoneId zone) {
    Object start = row.get(bucket);
    return start instanceof LocalDate day ? day.atStartOfDay(zone) : ((Instant) start).atZone(zone);
  }

  /** What a clock there shows at an instant. */
  public static Field<?> local(Field<Instant> instant, ZoneId zone) {
    return DSL.field(
        "{0} at time zone {1}", SQLDataType.LOCALDATETIME, instant, DSL.inline(postgresName(zone)));
  }

  /** In a POSIX name, which Postgres takes an offset for, east is negative. */
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
