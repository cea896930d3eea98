package ai.flashfusion.schema.readable;

import ai.flashfusion.schema.catalog.Catalog;
import ai.flashfusion.schema.catalog.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a catalogue as SQL for readers: one file per table or view, one for all functions. */
final class SchemaFiles {

  private static final int WIDTH = 118;

  private static final List<String> PRIVILEGES =
      List.of("select", "insert", "update", "delete", "truncate", "references", "trigger");

  private static final List<String> COMMANDS = List.of("select", "insert", "update", "delete");

  private static final Set<String> KNOWN =
      Set.of(
          "column",
          "column order",
          "comment",
          "constraint",
          "function",
          "grant",
          "index",
          "policy",
          "row level security",
          "schema",
          "sequence",
          "table",
          "trigger",
          "view");

  private static final Pattern POLICY =
      Pattern.compile(
          "(?<head>for (?<command>\\w+) to [^(]*?)(?: using \\((?<using>.*?)\\))?(?: with check \\((?<check>.*)\\))?",
          Pattern.DOTALL);

  private static final Pattern FUNCTION =
      Pattern.compile(
          "CREATE OR REPLACE FUNCTION (?<signature>.*?)\n (?<returns>RETURNS .*?)\n (?<rest>LANGUAGE .*?)\n"
              + "AS (?<quote>\\$\\w*\\$)(?<body>.*)\\k<quote>\n?",
          Pattern.DOTALL);

  private final Catalog catalog;

  private SchemaFiles(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Returns the text of each file by its name. */
  static SortedMap<String, String> of(Catalog catalog) {
    catalog
        .facts()
        .forEach(
            fact -> {
              if (!KNOWN.contains(fact.kind())) {
                throw new IllegalStateException(
                    "SchemaFiles does not write yet what the schema has: " + fact.subject());
              }
            });
    SchemaFiles files = new SchemaFiles(catalog);
    SortedMap<String, String> texts = new TreeMap<>();
    texts.put("schemas.sql", text("The schemas beside public.", files.schemas()));
    texts.put("functions.sql", text("The functions, by schema and name.", files.functions()));
    for (String table : files.objects("table")) {
      texts.put(
          table.replaceFirst("^public\\.", "") + ".sql",
          text(
              "The table "
                  + table
                  + ", and who may do what with it; functions are in functions.sql.",
              files.table(table)));
    }
    for (String view : files.objects("view")) {
      texts.put(view + ".sql", text("The view " + view + ".", files.view(view)));
    }
    texts.put(
        "auth.users.sql",
        text("What the library adds to auth.users.", files.triggers("auth.users")));
    return texts;
  }

  private Stream<Fact> facts(String kind, String object) {
    return catalog.facts().stream()
        .filter(fact -> fact.kind().equals(kind) && fact.object().equals(object));
  }

  private Set<String> objects(String kind) {
    return catalog.facts().stream()
        .filter(fact -> fact.kind().equals(kind))
        .map(Fact::object)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(String title, List<String> statements) {
    return "-- %s\n-- Written from the migrations; SchemaFilesTest tells how to renew it.\n\n%s\n"
        .formatted(title, String.join("\n\n", statements));
  }

  private List<String> schemas() {
    List<String> statements = new ArrayList<>();
    for (String schema : objects("schema")) {
      statements.add(
          lines(
              Stream.of(
                  Stream.of("create schema " + schema + ";"),
                  grants("schema " + schema, List.of()),
                  comments(schema, "", "schema " + schema))));
    }
    return statements;
  }

  private List<String> functions() {
    List<String> statements = new ArrayList<>();
    for (String function : objects("function")) {
      String text = facts("function", function).findFirst().orElseThrow().text();
      Matcher parts = FUNCTION.matcher(text);
      if (!parts.matches()) {
        throw new IllegalStateException("not a function as Postgres writes it: " + text);
      }
      String body = parts.group("body");
      String quote = body.contains("$$") ? parts.group("quote") : "$$";
      String head = "create function " + parts.group("signature");
      String returns = SqlText.of(parts.group("returns")).line();
      statements.add(
          lines(
              Stream.of(
                  Stream.of(
                      head + (head.length() + returns.length() < WIDTH ? " " : "\n  ") + returns,
                      "  "
                          + SqlText.of(parts.group("rest"))
                              .line()
                              .replace(
                                  "search_path to 'pg_catalog', 'pg_temp'",
                                  "search_path = pg_catalog, pg_temp"),
                      "  as " + quote + body + quote + ";"),
                  Stream.of("revoke all on function " + function + " from public;")
                      .filter(
                          revoke ->
                              facts("grant", "function " + function)
                                  .noneMatch(fact -> fact.name().equals("public"))),
                  grants("function " + function, List.of()),
                  comments(function, "", "function " + function))));
    }
    return statements;
  }

  private List<String> view(String view) {
    String query = facts("view", view).findFirst().orElseThrow().text();
    return Stream.of(
            Stream.of(
                "create view "
                    + view
                    + " as\n  "
                    + SqlText.of(query.replaceFirst(";\\s*$", "")).line()
                    + ";"),
            grants(view, columns(view)),
            comments(view, "", "view " + view))
        .flatMap(all -> all)
        .toList();
  }

  private List<String> columns(String table) {
    return facts("column order", table)
        .flatMap(fact -> Arrays.stream(fact.text().split(", ")))
        .toList();
  }

  private List<String> table(String table) {
    List<String> columns = columns(table);
    List<String> statements = new ArrayList<>();
    statements.add(
        lines(Stream.of(Stream.of(create(table)), comments(table, "", "table " + table))));
    addIfAny(
        statements,
        columns.stream()
            .flatMap(column -> comments(table, column, "column " + table + "." + column)));
    String notValid =
        facts("constraint", table)
            .filter(SchemaFiles::isNotValid)
            .map(fact -> "  add " + constraint(fact))
            .collect(Collectors.joining(",\n"));
    if (!notValid.isEmpty()) {
      statements.add("alter table " + table + "\n" + notValid + ";");
    }
    addIfAny(
        statements,
        facts("constraint", table)
            .flatMap(
                fact ->
                    comments(table, fact.name(), "constraint " + fact.name() + " on " + table)));
    addIfAny(
        statements,
        facts("index", table)
            .flatMap(
                fact ->
                    Stream.concat(
                        Stream.of(SqlText.of(fact.text()).line().replace(" using btree", "") + ";"),
                        comments(table, fact.name(), "index " + schema(table) + fact.name()))));
    addIfAny(
        statements,
        Stream.concat(
            facts("row level security", table)
                .map(fact -> "alter table " + table + " enable row level security;"),
            grants(table, columns)));
    facts("policy", table)
        .sorted(Comparator.comparingInt(fact -> COMMANDS.indexOf(policy(fact).group("command"))))
        .forEach(
            fact ->
                statements.add(
                    lines(
                        Stream.of(
                            Stream.of(policy(table, fact)),
                            comments(
                                table, fact.name(), "policy " + fact.name() + " on " + table)))));
    statements.addAll(triggers(table));
    return statements;
  }

  private static String schema(String table) {
    return table.substring(0, table.indexOf('.') + 1);
  }

  private String create(String table) {
    Map<String, String> types =
        facts("column", table).collect(Collectors.toMap(Fact::name, Fact::text));
    int width = types.keySet().stream().mapToInt(String::length).max().orElse(0);
    return Stream.concat(
            columns(table).stream()
                .map(
                    column ->
                        ("  %-" + width + "s ").formatted(column)
                            + type(Objects.requireNonNull(types.get(column)))),
            facts("constraint", table)
                .filter(fact -> !isNotValid(fact))
                .sorted(Comparator.comparingInt(SchemaFiles::constraintRank))
                .map(fact -> "  " + constraint(fact)))
        .collect(Collectors.joining(",\n", "create table " + table + " (\n", "\n);"));
  }

  private static String type(String text) {
    return SqlText.of(text).line().replace("timestamp with time zone", "timestamptz");
  }

  private static boolean isNotValid(Fact constraint) {
    return constraint.text().endsWith(" NOT VALID");
  }

  private static int constraintRank(Fact constraint) {
    return List.of("PRIMARY", "UNIQUE", "FOREIGN")
            .indexOf(constraint.text().substring(0, constraint.text().indexOf(' ')))
        & 0x7;
  }

  private static String constraint(Fact fact) {
    SqlText text = SqlText.of(fact.text());
    String name = "constraint " + fact.name();
    return fact.text().startsWith("CHECK")
        ? text.after(name, 2)
        : name + " " + text.line().replaceFirst("(references \\S+)\\(", "$1 (");
  }

  private static Matcher policy(Fact fact) {
    Matcher parts = POLICY.matcher(fact.text());
    if (!parts.matches()) {
      throw new IllegalStateException("not a policy as Catalog writes it: " + fact.text());
    }
    return parts;
  }

  private static String policy(String table, Fact fact) {
    Matcher parts = policy(fact);
    StringBuilder statement = new StringBuilder();
    statement.append("create policy ").append(fact.name()).append(" on ").append(table);
    statement.append(' ').append(parts.group("head"));
    if (parts.group("using") != null) {
      statement.append('\n').append(expression("  using ", parts.group("using")));
    }
    if (parts.group("check") != null) {
      statement.append('\n').append(expression("  with check ", parts.group("check")));
    }
    return statement.append(';').toString();
  }

  private static String expression(String before, String expression) {
    return SqlText.of(expression).within(before, 2);
  }

  private List<String> triggers(String table) {
    return facts("trigger", table)
        .map(
            fact -> {
              String[] parts = fact.text().split(" -- ", 2);
              String create =
                  SqlText.of(parts[0]).line().replaceFirst(" (referencing|for each)", "\n  $1")
                      + ";";
              return lines(
                  Stream.of(
                      Stream.of(create),
                      Arrays.stream(parts)
                          .skip(1)
                          .map(
                              fires ->
                                  "alter table %s enable %s trigger %s;"
                                      .formatted(table, fires, fact.name())),
                      comments(table, fact.name(), "trigger " + fact.name() + " on " + table)));
            })
        .toList();
  }

  private Stream<String> comments(String object, String name, String target) {
    return facts("comment", object)
        .filter(fact -> fact.name().equals(name))
        .map(
            fact -> {
              String words = "'" + fact.text().replace("'", "''") + "';";
              String line = "comment on " + target + " is";
              return line + (line.length() + words.length() < WIDTH ? " " : "\n  ") + words;
            });
  }

  /** One statement for what some roles have of the whole, and one per privilege on some columns. */
  private Stream<String> grants(String object, List<String> columns) {
    Map<String, List<String>> roles = new LinkedHashMap<>();
    facts("grant", object)
        .forEach(
            fact ->
                privileges(fact.text(), columns)
                    .forEach(
                        privileges ->
                            roles
                                .computeIfAbsent(privileges, any -> new ArrayList<>())
                                .add(fact.name())));
    return roles.entrySet().stream()
        .map(
            granted ->
                wrapped(
                    "grant %s on %s to %s;"
                        .formatted(
                            granted.getKey(), object, String.join(", ", granted.getValue()))));
  }

  private static Stream<String> privileges(String granted, List<String> columns) {
    if (granted.contains("with grant option")) {
      throw new IllegalStateException("SchemaFiles does not write grant options yet");
    }
    List<String> all =
        Arrays.stream(granted.split(", (?![^(]*\\))"))
            .sorted(Comparator.comparingInt(text -> PRIVILEGES.indexOf(text.split(" ", 2)[0])))
            .toList();
    List<String> whole = all.stream().filter(text -> !text.contains("(")).toList();
    return Stream.concat(
        Stream.of(whole.equals(PRIVILEGES) ? "all" : String.join(", ", whole))
            .filter(text -> !text.isEmpty()),
        all.stream().filter(text -> text.contains("(")).map(text -> inOrder(text, columns)));
  }

  private static String inOrder(String privilege, List<String> columns) {
    int open = privilege.indexOf('(');
    Set<String> granted = Set.of(privilege.substring(open + 1, privilege.indexOf(')')).split(", "));
    return columns.stream()
        .filter(granted::contains)
        .collect(Collectors.joining(", ", privilege.substring(0, open) + "(", ")"));
  }

  private static String wrapped(String statement) {
    StringBuilder lines = new StringBuilder();
    int length = 0;
    for (String word : statement.split(" ", -1)) {
      if (length + word.length() >= WIDTH) {
        lines.append("\n  ");
        length = 2;
      } else if (!lines.isEmpty()) {
        lines.append(' ');
        length++;
      }
      lines.append(word);
      length += word.length();
    }
    return lines.toString();
  }

  private static String lines(Stream<Stream<String>> parts) {
    return parts.flatMap(part -> part).collect(Collectors.joining("\n"));
  }

  private static void addIfAny(List<String> statements, Stream<String> lines) {
    String block = lines.collect(Collectors.joining("\n"));
    if (!block.isEmpty()) {
      statements.add(block);
    }
  }
}
