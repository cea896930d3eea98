package ai.flashfusion.property;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A property that must hold for random cases. The seed is printed; {@code -Dflashfusion.seed=…}
 * repeats the one case that failed, {@code -Dflashfusion.cases=…} sets how many there are.
 *
 * <p>It uses {@link Random} and no library, as none is suitable for this build: jqwik's releases
 * for JUnit Platform 6 are to need Java 21, and from 1.10 on its author asks that agents do not use
 * it; QuickTheories and junit-quickcheck are no longer maintained.
 */
public final class Property {

  private Property() {}

  /** One case; throws if the property does not hold. */
  @FunctionalInterface
  public interface Case {

    /** Takes all chance from the generator, so that the seed repeats it. */
    void check(RandomGenerator random) throws Exception;
  }

  /** Checks this many cases, each from a seed of its own. */
  public static void holds(String name, int cases, Case property) {
    Long repeated = Long.getLong("flashfusion.seed");
    int count = repeated != null ? 1 : Integer.getInteger("flashfusion.cases", cases);
    long first = repeated != null ? repeated : new Random().nextInt(1_000_000_000);
    System.out.println(name + ": -Dflashfusion.seed=" + first + ", cases: " + count);
    for (long seed = first; seed < first + count; seed++) {
      try {
        property.check(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(name + " does not hold: -Dflashfusion.seed=" + seed, e);
      }
    }
  }

  /** Checks as many cases as fit into the time, at least one. */
  public static void holdsFor(String name, Duration time, Case property) {
    Instant end = Instant.now().plus(time);
    Long repeated = Long.getLong("flashfusion.seed");
    long seed = repeated != null ? repeated : new Random().nextInt(1_000_000_000);
    System.out.println(name + ": -Dflashfusion.seed=" + seed + ", for " + time);
    do {
      try {
        property.check(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(name + " does not hold: -Dflashfusion.seed=" + seed, e);
      }
      seed++;
    } while (repeated == null && Instant.now().isBefore(end));
  }
}
