package ai.flashfusion.examples.benchmarks;

import java.util.List;
import java.util.UUID;

/**
 * Who asks.
 *
 * @param auth {@code auth.users.id}
 * @param profile {@code profiles.id}
 * @param projects some of their own projects
 */
record Person(UUID auth, UUID profile, List<UUID> projects) {

  /** What policies read; the same for every contestant. */
  String claims() {
    return "{\"sub\":\"" + auth + "\",\"role\":\"authenticated\"}";
  }
}
