package ai.flashfusion.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A sequence that broke an invariant, as SQL to be pasted into an empty migrated database. */
final class Script {

  private Script() {}

  /** Returns the shortest sequence of each kind, and writes it with its world to a file. */
  static List<String> summary(Collection<Exploration.Finding> findings) {
    Map<String, Exploration.Finding> first = new LinkedHashMap<>();
    Map<String, Integer> count = new LinkedHashMap<>();
    for (Exploration.Finding finding : findings) {
      String kind = finding.broken().get(0).kind();
      first.merge(
          kind, finding, (one, other) -> one.steps().size() <= other.steps().size() ? one : other);
      count.merge(kind, 1, Integer::sum);
    }
    List<String> summary = new ArrayList<>();
    first.forEach(
        (kind, finding) ->
            summary.add(
                sentence(finding)
                    + "\n"
                    + steps(finding)
                    + "\n-- "
                    + (Objects.requireNonNull(count.get(kind)) - 1)
                    + " more of this kind; with the world: "
                    + write(finding, kind)));
    return summary;
  }

  private static String sentence(Exploration.Finding finding) {
    return finding.broken().stream()
        .map(Difference::sentence)
        .distinct()
        .collect(Collectors.joining("\n-- ", "-- " + finding.scene().sentence() + ":\n-- ", ""));
  }

  private static String steps(Exploration.Finding finding) {
    return finding.steps().stream().map(Step::script).collect(Collectors.joining("\n"));
  }

  private static Path write(Exploration.Finding finding, String kind) {
    Path file = Path.of("target", "sequences", kind.replace(' ', '-') + ".sql");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          "begin;\n"
              + String.join(";\n", Database.statements(finding.scene().world()))
              + ";\nset local session_replication_role = origin;\n\n"
              + sentence(finding)
              + "\n"
              + steps(finding)
              + "\nset local role none;\nrollback;\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toAbsolutePath();
  }
}
