package ai.flashfusion.examples.dashboard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as pages write them: in English, times in UTC. */
final class Words {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Words() {}

  static String dollars(BigDecimal usd) {
    BigDecimal cents = usd.abs().setScale(2, RoundingMode.HALF_UP);
    return (usd.signum() < 0 && cents.signum() > 0 ? "−$" : "$")
        + String.format(Locale.ROOT, "%,.2f", cents);
  }

  /** Returns a number in at most four characters and a unit, such as 12.3k. */
  static String rounded(double number) {
    if (number >= 999_500) {
      return digits(number / 1e6) + "M";
    }
    return number >= 1_000 ? digits(number / 1e3) + "k" : digits(number);
  }

  static String rounded(long number) {
    return rounded((double) number);
  }

  private static String digits(double number) {
    return number >= 100 || number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : String.format(Locale.ROOT, "%.1f", number);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(long number, String one) {
    return count(number) + " " + one + (number == 1 ? "" : "s");
  }

  static String bytes(long bytes) {
    return bytes < 1_000 ? bytes + " B" : rounded(bytes / 1e3).replaceAll("k$", "M") + " kB";
  }

  static String day(Instant instant) {
    return DAY.format(instant);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String ago(@Nullable Instant then, Instant now) {
    if (then == null) {
      return "never";
    }
    Duration age = Duration.between(then, now);
    if (age.toMinutes() < 1) {
      return "just now";
    }
    if (age.toHours() < 1) {
      return count(age.toMinutes(), "minute") + " ago";
    }
    return age.toDays() < 1
        ? count(age.toHours(), "hour") + " ago"
        : age.toDays() < 30 ? count(age.toDays(), "day") + " ago" : "on " + day(then);
  }

  static String name(@Nullable String name) {
    return name == null || name.isBlank() ? "somebody" : name;
  }

  /** Returns the text for the content or an attribute of an element. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
