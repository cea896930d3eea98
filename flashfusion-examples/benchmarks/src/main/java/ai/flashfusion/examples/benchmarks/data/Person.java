package ai.flashfusion.examples.benchmarks.data;

import java.util.List;
import java.util.UUID;

/**
 * A person who sends queries.
 *
 * @param auth the {@code auth.users.id}
 * @param profile the {@code profiles.id}
 * @param projects some of their own projects
 */
public record Person(UUID auth, UUID profile, List<UUID> projects) {

  /** Returns the claims that policies read, the same for every contestant. */
  public String claims() {
    return "{\"sub\":\"" + auth + "\",\"role\":\"authenticated\"}";
  }
}
