package ai.flashfusion.examples.benchmarks;

/**
 * How much data.
 *
 * @param users people
 * @param projects of them, evenly
 * @param usage rows of usage
 * @param heavyEvery every so manieth row of usage belongs to one person
 */
record Scale(int users, int projects, int usage, int heavyEvery) {

  static final Scale FULL = new Scale(10_000, 1_000_000, 10_000_000, 10);
  static final Scale QUICK = new Scale(200, 20_000, 100_000, 10);

  /** A single person with a million rows, for the stream alone. */
  static final Scale STREAM = new Scale(200, 20_000, 1_000_000, 1);

  static final Scale TEST = new Scale(5, 125, 2_000, 10);

  Scale withUsage(int rows) {
    return new Scale(users, projects, rows, heavyEvery);
  }
}
