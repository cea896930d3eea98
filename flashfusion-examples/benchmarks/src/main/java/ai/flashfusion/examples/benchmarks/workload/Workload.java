package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.data.World;

/** A kind of call that is timed repeatedly. */
public enum Workload {
  POINT_READ(
      "point read",
      (contestant, world, n) ->
          contestant.pointRead(world.caller(), world.projectOf(world.caller(), n))),
  PAGE("page of 20", (contestant, world, n) -> contestant.page(world.caller())),
  SUMMARY(
      "usage summary",
      (contestant, world, n) -> contestant.summary(world.caller(), world.from(), world.to())),
  INSERT(
      "insert one", (contestant, world, n) -> contestant.insert(world.writer(), world.newUsage(n))),
  TRANSACTION(
      "transaction of five",
      (contestant, world, n) ->
          contestant.transactionOfFive(
              world.writer(),
              world.projectOf(world.writer(), n),
              world.newUsage(n),
              "change " + n)),
  FIVE_READS(
      "page of five reads",
      (contestant, world, n) ->
          contestant.fiveReads(
              world.caller(), world.projectOf(world.caller(), n), world.from(), world.to())),
  FIVE_WRITES(
      "five writes",
      (contestant, world, n) ->
          contestant.fiveWrites(
              world.writer(),
              world.projectOf(world.writer(), n),
              world.projectOf(world.writer(), n + 1),
              world.newUsage(n),
              "change " + n));

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
  private final Call call;

  Workload(String title, Call call) {
    this.title = title;
    this.call = call;
  }

  public String title() {
    return title;
  }

  /**
   * Runs one call.
   *
   * @param n the number of the call, so that not all calls read the same row
   */
  public Object run(Contestant contestant, World world, int n) {
    return call.run(contestant, world, n);
  }

  private interface Call {
    Object run(Contestant contestant, World world, int n);
  }
}
