package ai.flashfusion.schema.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SQL that removes a difference. */
final class Repair {

  private static final Pattern COLUMN =
      Pattern.compile("(?<type>.*?)(?: default (?<default>.*?))?(?<required> not null)?");

  private Repair() {}

  static String of(Difference difference) {
    Fact fact = difference.fact();
    String object = fact.object();
    String name = fact.name();
    Fact found = difference.found();
    String text = difference.expected() == null ? null : difference.expected().text();
    return switch (fact.kind()) {
      case "schema", "table", "view", "materialized view", "sequence", "foreign table" ->
          relation(fact.kind(), object, text, found);
      case "column" -> column(difference, object, name);
      case "constraint" -> {
        String drop = "drop constraint " + name;
        String add = "add constraint " + name + " " + text;
        yield "alter table "
            + object
            + " "
            + (text == null ? drop : found == null ? add : drop + ", " + add);
      }
      case "index" ->
          replace("drop index " + object.substring(0, object.indexOf('.') + 1) + name, text, found);
      case "policy" ->
          replace(
              "drop policy " + name + " on " + object,
              text == null ? null : "create policy " + name + " on " + object + " " + text,
              found);
      case "row level security" -> "alter table " + object + switched(text) + "row level security";
      case "forced row level security" ->
          "alter table " + object + (text == null ? " no" : "") + " force row level security";
      case "replica identity" ->
          "alter table " + object + " replica identity " + (text == null ? "default" : text);
      case "option" ->
          "alter table "
              + object
              + (text == null ? " reset (" + name + ")" : " set (" + name + " = " + text + ")");
      case "parent" ->
          "alter table " + object + (text == null ? " no inherit " : " inherit ") + name;
      case "trigger" -> trigger(object, name, text, found);
      case "grant" -> grant(object, name, text, found);
      case "function" -> {
        if (text == null) {
          yield "drop routine " + object;
        }
        // Everybody may execute a new function until that is revoked.
        yield text.strip()
            + (found == null ? ";\nrevoke all on function " + object + " from public" : "");
      }
      case "type" -> text == null ? "drop type " + object : "Migrations.migrate(owner)";
      case "comment" ->
          "set the comment to " + (text == null ? "null" : "'" + text.replace("'", "''") + "'");
      case "rule" -> replace("drop rule " + name + " on " + object, text, found);
      default ->
          text == null ? "remove it by hand" : "change it by hand to what the migrations create";
    };
  }

  private static String switched(@Nullable String text) {
    return text == null ? " disable " : " enable ";
  }

  private static String relation(
      String kind, String object, @Nullable String text, @Nullable Fact found) {
    if (text == null) {
      boolean rows = kind.equals("table") || kind.equals("schema");
      return "drop " + kind + " " + object + (rows ? " -- keep what it holds elsewhere first" : "");
    }
    if (kind.equals("view")) {
      return "create or replace view " + object + " as " + text;
    }
    if (found != null && found.text().equals("unlogged")) {
      return "alter table " + object + " set logged";
    }
    return "Migrations.migrate(owner) creates it; if it was removed or changed by hand, restore it"
        + " from a backup";
  }

  private static String replace(String drop, @Nullable String create, @Nullable Fact found) {
    return create == null ? drop : found == null ? create : drop + "; " + create;
  }

  /**
   * Replaces a trigger instead of dropping it, as only the owner of a table may drop a trigger,
   * while whoever may create one may also replace it.
   */
  private static String trigger(
      String table, String name, @Nullable String text, @Nullable Fact found) {
    if (text == null) {
      return "drop trigger " + name + " on " + table;
    }
    int mark = text.indexOf(" -- ");
    String create = mark < 0 ? text : text.substring(0, mark);
    String sql =
        found == null
            ? create
            : create.replaceFirst("^CREATE TRIGGER", "CREATE OR REPLACE TRIGGER");
    return mark < 0
        ? sql
        : sql
            + "; alter table "
            + table
            + " enable "
            + text.substring(mark + 4)
            + " trigger "
            + name;
  }

  private static String grant(
      String object, String grantee, @Nullable String text, @Nullable Fact found) {
    String revoke = "revoke all on " + object + " from " + grantee + " cascade";
    String grant = "grant " + text + " on " + object + " to " + grantee;
    return replace(revoke, text == null ? null : grant, found);
  }

  private static String column(Difference difference, String table, String name) {
    Fact expected = difference.expected();
    Fact found = difference.found();
    String alter = "alter table " + table + " ";
    if (expected == null) {
      return alter + "drop column " + name + " -- keep its values elsewhere first";
    }
    if (found == null) {
      return alter + "add column " + name + " " + expected.text();
    }
    Matcher want = matched(expected);
    Matcher have = matched(found);
    List<String> actions = new ArrayList<>();
    boolean otherType = !want.group("type").equals(have.group("type"));
    boolean otherDefault = !Objects.equals(want.group("default"), have.group("default"));
    if (have.group("default") != null && (otherType || want.group("default") == null)) {
      actions.add("drop default");
    }
    if (otherType) {
      String type = want.group("type");
      actions.add("type " + type + " using " + name + "::" + type);
    }
    if (want.group("default") != null && (otherType || otherDefault)) {
      actions.add("set default " + want.group("default"));
    }
    if (!Objects.equals(want.group("required"), have.group("required"))) {
      actions.add(want.group("required") == null ? "drop not null" : "set not null");
    }
    return alter
        + String.join(
            ", ", actions.stream().map(action -> "alter column " + name + " " + action).toList());
  }

  private static Matcher matched(Fact column) {
    Matcher matcher = COLUMN.matcher(column.text());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a column: " + column);
    }
    return matcher;
  }
}
