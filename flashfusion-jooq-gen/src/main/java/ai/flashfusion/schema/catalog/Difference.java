package ai.flashfusion.schema.catalog;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A difference between a database and what is expected of it.
 *
 * @param expected the expected fact; null if the found one is superfluous
 * @param found the fact that was found; null if it is missing
 */
public record Difference(@Nullable Fact expected, @Nullable Fact found)
    implements Comparable<Difference> {

  private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");

  /** Returns the fact in question: the expected one, or the superfluous one. */
  public Fact fact() {
    return expected != null ? expected : Objects.requireNonNull(found);
  }

  @Override
  public int compareTo(Difference other) {
    return fact().compareTo(other.fact());
  }

  public boolean isMissing() {
    return found == null;
  }

  public boolean isExtra() {
    return expected == null;
  }

  /** Returns the problem in words, such as {@code missing}. */
  public String problem() {
    if (found == null) {
      return "missing";
    }
    if (expected == null) {
      return "not expected: " + found.text();
    }
    if (fact().kind().equals("constraint") && expected.text().contains("ARRAY[")) {
      return values();
    }
    if (expected.text().contains("\n")) {
      return "not as expected";
    }
    return "expected " + expected.text() + ", found " + found.text();
  }

  /** Returns the SQL that establishes what is expected, or words if no statement can. */
  public String fix() {
    return Repair.of(this);
  }

  /** Returns the problem of a list of allowed values: the missing and the superfluous ones. */
  private String values() {
    Set<String> missing = literals(Objects.requireNonNull(expected));
    Set<String> extra = literals(Objects.requireNonNull(found));
    Set<String> both = new TreeSet<>(missing);
    both.retainAll(extra);
    missing.removeAll(both);
    extra.removeAll(both);
    if (missing.isEmpty() && extra.isEmpty()) {
      return "expected " + expected.text() + ", found " + found.text();
    }
    String lacks = missing.isEmpty() ? "" : "does not allow " + String.join(", ", missing);
    String adds = extra.isEmpty() ? "" : "allows " + String.join(", ", extra) + " in addition";
    return lacks + (lacks.isEmpty() || adds.isEmpty() ? "" : "; ") + adds;
  }

  private static Set<String> literals(Fact fact) {
    Set<String> literals = new TreeSet<>();
    Matcher matcher = LITERAL.matcher(fact.text());
    while (matcher.find()) {
      literals.add(matcher.group(1));
    }
    return literals;
  }

  /** Returns one line with the subject and its problem. */
  @Override
  public String toString() {
    return fact().subject() + ": " + problem();
  }
}
