package ai.flashfusion.examples.quickstart;

import java.math.BigDecimal;
import java.util.Locale;

/** Formats numbers for people, the same way in every locale. */
public final class Numbers {

  private Numbers() {}

  /** Returns the number with thousands separators. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns the amount with four decimals, as a request often costs less than a cent. */
  static String dollars(BigDecimal amount) {
    return String.format(Locale.ROOT, "$%,.4f", amount);
  }
}
