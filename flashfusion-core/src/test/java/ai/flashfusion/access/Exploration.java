package ai.flashfusion.access;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs sequences of one, two and three steps of a scene, and collects those that break an
 * invariant.
 *
 * <p>Pairs are run in which the first step can make a difference to the second: the first changes
 * what rights or places depend on, and the second did nothing by itself, or changes such a thing
 * too. What else a step does was judged when it ran by itself, and is the same after another. If
 * there are too many pairs, and for three steps, some are drawn at random.
 */
final class Exploration {

  private static final int PAIRS = 2_000;
  private static final int PAIRS_UNTIL_FIRST = 500;
  private static final int TRIPLE_STARTS = 20;
  private static final int TRIPLE_ENDS = 30;

  /** A sequence, and what it breaks that the steps before the last had not broken yet. */
  record Finding(Scene scene, List<Step> steps, List<Difference> broken) {}

  /** Steps that were run, what all of them did, and the kinds of what they broke. */
  private record Path(List<Step> steps, String failure, List<Effect> effects, Set<String> broken) {

    Step last() {
      return steps.get(steps.size() - 1);
    }

    boolean didSomething() {
      return !effects.isEmpty();
    }

    boolean isHopeless() {
      return failure.startsWith("42501 permission denied");
    }

    boolean decides() {
      return effects.stream().anyMatch(Effect::decides);
    }
  }

  private final Scene scene;
  private final boolean untilFirst;
  private final Recorder recorder;
  private final Random random;
  private final Path start = new Path(List.of(), "", List.of(), Set.of());
  private final List<Finding> findings = new ArrayList<>();
  private int sequences;
  private int enabled;

  private Exploration(Database database, Scene scene, long seed, boolean untilFirst) {
    this.scene = scene;
    this.untilFirst = untilFirst;
    this.recorder = new Recorder(database, scene.people());
    this.random = new Random(~seed); // other ids than the world's, which come of the seed
  }

  /** Runs the sequences of a scene, in a world of the seed. */
  static Exploration of(Database database, Scene scene, long seed) throws SQLException {
    Exploration exploration = new Exploration(database, scene, seed, false);
    exploration.run();
    return exploration;
  }

  /**
   * Returns whether a sequence of a scene breaks an invariant, from a smaller number of sequences.
   */
  static boolean finds(Database database, Scene scene, long seed) throws SQLException {
    Exploration exploration = new Exploration(database, scene, seed, true);
    exploration.run();
    return !exploration.findings.isEmpty();
  }

  List<Finding> findings() {
    return findings;
  }

  /** Returns how many sequences were run. */
  int sequences() {
    return sequences;
  }

  /** Returns how many steps did something after another, and nothing by themselves. */
  int enabled() {
    return enabled;
  }

  private void run() throws SQLException {
    List<Path> singles = after(start, Alphabet.of(scene, random));
    for (List<Step> pattern : Patterns.of(scene, new UUID(0x4000L, random.nextLong()))) {
      follow(pattern);
    }
    Set<Step> idle =
        singles.stream()
            .filter(path -> !path.didSomething() && !path.isHopeless())
            .map(Path::last)
            .collect(Collectors.toSet());
    List<Step> last =
        singles.stream()
            .filter(path -> path.decides() || idle.contains(path.last()))
            .map(Path::last)
            .toList();
    List<Path> first = singles.stream().filter(Path::decides).toList();
    int limit = untilFirst ? PAIRS_UNTIL_FIRST : PAIRS;
    List<Path> pairs = new ArrayList<>();
    for (Path single : first) {
      for (Path pair : after(single, some(last, limit / first.size()))) {
        enabled += pair.didSomething() && idle.contains(pair.last()) ? 1 : 0;
        if (pair.decides()) {
          pairs.add(pair);
        }
      }
    }
    for (Path pair : some(pairs, TRIPLE_STARTS)) {
      after(pair, some(last, TRIPLE_ENDS));
    }
  }

  private <T> List<T> some(List<T> all, int limit) {
    if (all.size() <= limit) {
      return all;
    }
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, limit);
  }

  /**
   * Runs a pattern; a step that fails is left out, as the result of the others is still of
   * interest.
   */
  private void follow(List<Step> pattern) throws SQLException {
    Path path = start;
    for (Step step : pattern) {
      for (Path next : after(path, List.of(step))) {
        path = next.didSomething() ? next : path;
      }
    }
  }

  private List<Path> after(Path path, List<Step> next) throws SQLException {
    List<Path> paths = new ArrayList<>();
    if (untilFirst && !findings.isEmpty()) {
      return paths;
    }
    List<Recorder.End> ends = recorder.follow(path.steps(), next);
    for (int i = 0; i < ends.size(); i++) {
      paths.add(judged(path, next.get(i), ends.get(i)));
    }
    sequences += next.size();
    return paths;
  }

  private Path judged(Path before, Step step, Recorder.End end) {
    List<Step> steps = Stream.concat(before.steps().stream(), Stream.of(step)).toList();
    if (end.effects().isEmpty()) {
      return new Path(steps, end.failure(), List.of(), Set.of());
    }
    List<Difference> broken = new ArrayList<>(broken(scene.world(), end.effects(), end));
    if (!before.steps().isEmpty()) { // what the people made meanwhile has its rules, too
      int done = before.effects().size();
      World then = Aftermath.of(scene.world(), end.effects().subList(0, done)).world();
      broken.addAll(broken(then, end.effects().subList(done, end.effects().size()), end));
    }
    Set<String> kinds = broken.stream().map(Difference::kind).collect(Collectors.toSet());
    broken.removeIf(difference -> before.broken().contains(difference.kind()));
    if (!broken.isEmpty()) {
      findings.add(new Finding(scene, steps, broken));
    }
    return new Path(steps, end.failure(), end.effects(), kinds);
  }

  private List<Difference> broken(World from, List<Effect> effects, Recorder.End end) {
    return Invariants.broken(
        from, Aftermath.of(from, effects), scene.people(), end.seen(), end.seenByAnyone());
  }
}
