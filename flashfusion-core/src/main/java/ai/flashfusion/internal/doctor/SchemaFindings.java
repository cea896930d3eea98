package ai.flashfusion.internal.doctor;

import static ai.flashfusion.schema.catalog.Hazard.APPLICATION;

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

/** The parts of the schema that a database lacks, or that it should not have. */
final class SchemaFindings {

  /** Kinds of facts on which nothing in the library depends. */
  private static final Set<String> HARMLESS =
      Set.of("comment", "column order", "column storage", "statistics");

  /**
   * Kinds of objects of which a database may have more than expected, outside the library's own
   * schemas.
   */
  private static final Set<String> WELCOME = Set.of("function", "type", "schema");

  /** Options of a table or view that affect access rather than speed. */
  private static final Set<String> OPTIONS =
      Set.of("security_barrier", "security_invoker", "check_option", "user_catalog_table");

  /**
   * The roles for which policies and grants are made; what other roles may do is up to their owner.
   */
  private static final Set<String> CALLERS =
      Set.of("public", "anon", "authenticated", "service_role");

  /**
   * Kinds of objects whose facts are not reported if the object itself is reported as superfluous.
   */
  private static final Set<String> RELATIONS =
      Set.of("table", "view", "materialized view", "sequence", "foreign table", "function", "type");

  private SchemaFindings() {}

  static List<Finding> in(Catalog found, String owner) {
    Catalog expected = Catalog.migrated();
    if (found.facts().stream()
        .noneMatch(
            fact -> fact.kind().equals("table") && !fact.object().startsWith(Migrations.SCHEMA))) {
      return List.of(
          new Finding(
              "database", "has none of the tables", APPLICATION, "Migrations.migrate(owner)"));
    }
    List<Difference> all = found.differencesFrom(expected);
    Set<String> extra =
        all.stream()
            .filter(Difference::isExtra)
            .map(Difference::fact)
            .filter(fact -> fact.name().isEmpty() && RELATIONS.contains(fact.kind()))
            .map(Fact::object)
            .collect(Collectors.toSet());
    List<Difference> differences =
        all.stream()
            .filter(SchemaFindings::matters)
            .filter(
                difference ->
                    RELATIONS.contains(difference.fact().kind())
                        || !extra.contains(unprefixed(difference.fact())))
            .toList();
    if (found.has("schema", Migrations.SCHEMA, "")) {
      return differences.stream().map(difference -> finding(difference, owner)).toList();
    }
    List<Difference> drift = Migrations.drift(found);
    List<Finding> findings =
        new ArrayList<>(drift.stream().map(difference -> finding(difference, owner)).toList());
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
        (object, of) ->
            findings.add(new Finding(object, summary(of), APPLICATION, "Migrations.adopt(owner)")));
    return findings;
  }

  private static Finding finding(Difference difference, String owner) {
    String fix = difference.fix();
    return new Finding(
        difference.fact().subject(),
        difference.problem(),
        fix.startsWith("Migrations.") ? APPLICATION : owner,
        fix);
  }

  private static boolean matters(Difference difference) {
    Fact fact = difference.fact();
    if (HARMLESS.contains(fact.kind())
        || (fact.kind().equals("option") && !OPTIONS.contains(fact.name()))) {
      return false;
    }
    if (difference.isExtra()) {
      String object = unprefixed(fact);
      boolean library =
          Catalog.schemas().stream().anyMatch(s -> (object + ".").startsWith(s + "."));
      if (fact.kind().equals("index") || (object.startsWith(Migrations.SCHEMA) && !library)) {
        return false;
      }
      boolean grant = fact.kind().equals("grant");
      return (library || !WELCOME.contains(fact.kind()))
          && (!grant || CALLERS.contains(fact.name()));
    }
    Fact found = difference.found();
    // Not a difference if somebody validated a constraint that the migrations leave unvalidated.
    return found == null || !fact.text().equals(found.text() + " NOT VALID");
  }

  /**
   * Returns the name of the object, from which a prefix for its kind, which grants have, is
   * removed.
   */
  private static String unprefixed(Fact fact) {
    return fact.object().replaceFirst("^(function|schema) ", "");
  }

  /**
   * Returns the object for a finding: everything in the library's own schema is one object if the
   * schema is missing.
   */
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
