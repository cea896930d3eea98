package ai.flashfusion.internal.doctor;

import ai.flashfusion.doctor.Finding;
import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Difference;
import ai.flashfusion.schema.catalog.Fact;
import ai.flashfusion.schema.migration.Migrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a database lacks, or has too much, for this library. */
final class SchemaFindings {

  /** Nothing that the library does depends on them. */
  private static final Set<String> HARMLESS =
      Set.of("comment", "column order", "column storage", "statistics");

  /** Of these, more than expected may be there. */
  private static final Set<String> WELCOME = Set.of("index", "function", "type", "schema");

  /** Whom policies and grants are made for; what others may do is their owner's business. */
  private static final Set<String> CALLERS =
      Set.of("public", "anon", "authenticated", "service_role");

  private SchemaFindings() {}

  static List<Finding> in(Catalog found) {
    Catalog expected = Catalog.migrated();
    if (found.facts().stream().noneMatch(fact -> fact.kind().equals("table"))) {
      return List.of(
          new Finding("database", "has none of the tables", "Migrations.migrate(owner)"));
    }
    List<Difference> differences =
        found.differencesFrom(expected).stream().filter(SchemaFindings::matters).toList();
    if (found.has("schema", Migrations.SCHEMA, "")) {
      return differences.stream().map(SchemaFindings::finding).toList();
    }
    List<Difference> drift = Migrations.drift(found);
    List<Finding> findings = new ArrayList<>(drift.stream().map(SchemaFindings::finding).toList());
    Set<Fact> told = drift.stream().map(Difference::fact).collect(Collectors.toSet());
    Map<String, List<Difference>> byObject = new TreeMap<>();
    differences.stream()
        .filter(difference -> !told.contains(difference.fact()))
        .forEach(
            difference ->
                byObject
                    .computeIfAbsent(object(difference.fact()), name -> new ArrayList<>())
                    .add(difference));
    byObject.forEach(
        (object, of) -> findings.add(new Finding(object, summary(of), "Migrations.adopt(owner)")));
    return findings;
  }

  private static Finding finding(Difference difference) {
    return new Finding(difference.fact().subject(), difference.problem(), difference.fix());
  }

  private static boolean matters(Difference difference) {
    Fact fact = difference.fact();
    if (HARMLESS.contains(fact.kind())) {
      return false;
    }
    if (difference.isExtra()) {
      boolean grant = fact.kind().equals("grant");
      return !WELCOME.contains(fact.kind())
          && !fact.object().startsWith(Migrations.SCHEMA)
          && (!grant || CALLERS.contains(fact.name()));
    }
    Fact found = difference.found();
    // Somebody validated what the migrations leave unvalidated.
    return found == null || !fact.text().equals(found.text() + " NOT VALID");
  }

  /** What lives in the library's own schema is one thing to whoever has none of it. */
  private static String object(Fact fact) {
    return fact.object().contains(Migrations.SCHEMA)
        ? "schema " + Migrations.SCHEMA
        : fact.object();
  }

  private static String summary(List<Difference> differences) {
    return List.of(
            counts("missing", differences, Difference::isMissing),
            counts("to be removed", differences, Difference::isExtra),
            counts("different", differences, d -> !d.isMissing() && !d.isExtra()))
        .stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String counts(
      String how, List<Difference> differences, Predicate<Difference> which) {
    Map<String, Long> counts =
        differences.stream()
            .filter(which)
            .collect(
                Collectors.groupingBy(
                    difference -> difference.fact().kind(), TreeMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + plural(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", ", how + ": ", ""));
  }

  private static String plural(String kind, long count) {
    if (count == 1) {
      return kind;
    }
    return switch (kind) {
      case "policy" -> "policies";
      case "index" -> "indexes";
      default -> kind + "s";
    };
  }
}
