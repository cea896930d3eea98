package ai.flashfusion.examples.quickstart;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them, the same in every country. */
public final class Numbers {

  private Numbers() {}

  /** With thousands separators. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** With four decimals, as a request often costs less than a cent. */
  static String dollars(BigDecimal amount) {
    return String.format(Locale.ROOT, "$%,.4f", amount);
  }
}
