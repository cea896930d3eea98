package ai.flashfusion.schema.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parts of the FlashFusion schema that a database has: the sixteen tables, the schemas {@code
 * flashfusion*} and the sign-up triggers, with everything that {@code pg_dump --schema-only} shows
 * of them except owners, publications, default privileges and the migration history. It is the same
 * for the same schema on Postgres 14 and later. Immutable.
 *
 * @param facts the facts, in order
 */
public record Catalog(SortedSet<Fact> facts) {

  public Catalog {
    facts = Collections.unmodifiableSortedSet(new TreeSet<>(facts));
  }

  /** Returns the catalog of a database that has all versions, as the build found it. */
  public static Catalog migrated() {
    return Resources.MIGRATED;
  }

  /**
   * Returns the catalog of a database that has only the first version: the tables as they are in
   * use.
   */
  public static Catalog tablesOnly() {
    return Resources.TABLES_ONLY;
  }

  /** Returns the names of the sixteen tables, without their schema. */
  static List<String> tables() {
    return tablesOnly().facts.stream()
        .filter(fact -> fact.kind().equals("table"))
        .map(fact -> fact.object().substring("public.".length()))
        .toList();
  }

  /** Returns the library's own schemas. */
  public static List<String> schemas() {
    return migrated().facts.stream()
        .filter(fact -> fact.kind().equals("schema"))
        .map(Fact::object)
        .toList();
  }

  /**
   * Reads the catalog of a database. Needs no privilege. Takes one round trip; afterwards the
   * connection has its previous settings, and a transaction that was open stays open.
   */
  public static Catalog read(Connection connection) throws SQLException {
    return read(connection, tables());
  }

  /** Reads the catalog of a database for the given tables of {@code public}. */
  public static Catalog read(Connection connection, Collection<String> tables) throws SQLException {
    return EmptyPath.query(
        connection,
        text("catalog.sql"),
        statement -> statement.setArray(1, connection.createArrayOf("text", tables.toArray())),
        rows -> {
          TreeSet<Fact> facts = new TreeSet<>();
          while (rows.next()) {
            facts.add(
                new Fact(
                    rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
          }
          return new Catalog(facts);
        });
  }

  /** Returns how this catalog differs from the expected one; empty if it does not. */
  public List<Difference> differencesFrom(Catalog expected) {
    SortedMap<String, Fact> wanted = expected.byKey();
    SortedMap<String, Fact> present = byKey();
    SortedSet<String> keys = new TreeSet<>(wanted.keySet());
    keys.addAll(present.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      Fact want = wanted.get(key);
      Fact found = present.get(key);
      if (want == null || !want.equals(found)) {
        differences.add(new Difference(want, found));
      }
    }
    return differences.stream().sorted().toList();
  }

  /** Returns whether there is a fact of this kind, object and name. */
  public boolean has(String kind, String object, String name) {
    return facts.stream()
        .anyMatch(
            fact ->
                fact.kind().equals(kind)
                    && fact.object().equals(object)
                    && fact.name().equals(name));
  }

  /** Returns all facts, one per line. */
  @Override
  public String toString() {
    return facts.stream().map(Fact::line).collect(Collectors.joining("\n", "", "\n"));
  }

  static Catalog parse(String lines) {
    return new Catalog(
        lines.lines().map(Fact::parse).collect(Collectors.toCollection(TreeSet::new)));
  }

  private SortedMap<String, Fact> byKey() {
    SortedMap<String, Fact> map = new TreeMap<>();
    facts.forEach(fact -> map.put(fact.key(), fact));
    return map;
  }

  static String text(String name) {
    try (InputStream in = Catalog.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The catalogs that the build wrote, from databases that it migrated. */
  private static final class Resources {

    static final Catalog MIGRATED = parse(text("migrated.txt"));
    static final Catalog TABLES_ONLY = parse(text("tables-only.txt"));
  }
}
