package ai.flashfusion.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cell in which Postgres and the matrix differ.
 *
 * @param kind a text in common with other differences of the same cause
 * @param sentence a sentence about what happened, to whom, and what should have happened
 */
record Difference(String kind, String sentence) {

  /** One sentence of each kind, and how many more there are. */
  static List<String> summary(Collection<Difference> differences) {
    Map<String, String> first = new LinkedHashMap<>();
    Map<String, Integer> count = new LinkedHashMap<>();
    for (Difference difference : differences) {
      first.putIfAbsent(difference.kind, difference.sentence);
      count.merge(difference.kind, 1, Integer::sum);
    }
    return first.entrySet().stream()
        .map(
            entry -> {
              int others = count.getOrDefault(entry.getKey(), 1) - 1;
              return others == 0
                  ? entry.getValue()
                  : entry.getValue() + " (and " + others + " more like it)";
            })
        .toList();
  }
}
