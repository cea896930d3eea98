package ai.flashfusion.examples.benchmarks.data;

/**
 * The amount of data.
 *
 * @param users the number of people
 * @param projects the number of projects, distributed evenly
 * @param usage the number of usage rows
 * @param heavyEvery the interval at which usage rows belong to one person
 */
public record Scale(int users, int projects, int usage, int heavyEvery) {

  public static final Scale FULL = new Scale(10_000, 1_000_000, 10_000_000, 10);
  public static final Scale QUICK = new Scale(200, 20_000, 100_000, 10);

  /** The scale for the stream: a single person with a million rows. */
  public static final Scale STREAM = new Scale(200, 20_000, 1_000_000, 1);

  public static final Scale TEST = new Scale(5, 125, 2_000, 10);

  public Scale withUsage(int rows) {
    return new Scale(users, projects, rows, heavyEvery);
  }
}
