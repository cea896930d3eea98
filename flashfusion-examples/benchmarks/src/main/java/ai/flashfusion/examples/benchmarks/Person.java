package ai.flashfusion.examples.benchmarks;

import java.util.List;
import java.util.UUID;

/**
 * Who asks.
 *
 * @param auth the id in {@code auth.users}
 * @param profile the id in {@code profiles}
 * @param projects some of their own projects
 */
record Person(UUID auth, UUID profile, List<UUID> projects) {

  /** What policies read; the same for every contestant. */
  String claims() {
    return "{\"sub\":\"" + auth + "\",\"role\":\"authenticated\"}";
  }
}
