package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogStatus;
import java.util.List;

/**
 * Values for the columns that a usage file does not have. They are derived only from the row's
 * source and number, so that a row gets the same values in every run, wherever it is in the file.
 */
final class FillIn {

  private final List<Person> people;
  private final List<Price> models;

  /** Creates values for rows of these people and, if the file names no model, of these models. */
  FillIn(List<Person> people, List<Price> models) {
    this.people = people;
    this.models = models;
  }

  Person person(UsageRow row) {
    return people.get(draw(row, "person", people.size()));
  }

  Price model(UsageRow row) {
    return models.get(draw(row, "model", models.size()));
  }

  /** Returns a status: one in fifty rows fails, one in a hundred takes too long. */
  AiUsageLogStatus status(UsageRow row) {
    int percent = draw(row, "status", 100);
    if (percent < 2) {
      return AiUsageLogStatus.ERROR;
    }
    return percent == 2 ? AiUsageLogStatus.TIMEOUT : AiUsageLogStatus.SUCCESS;
  }

  /** Returns a latency from 200 to 4,999 milliseconds. */
  int latencyMs(UsageRow row) {
    return 200 + draw(row, "latency", 4_800);
  }

  private static int draw(UsageRow row, String what, int bound) {
    long seed = mix(row.source().hashCode()) + row.sourceRow();
    return (int) Long.remainderUnsigned(mix(mix(seed) + what.hashCode()), bound);
  }

  /**
   * Mixes the bits like the finalizer of MurmurHash3, so that neighbouring rows get unrelated
   * values.
   */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
