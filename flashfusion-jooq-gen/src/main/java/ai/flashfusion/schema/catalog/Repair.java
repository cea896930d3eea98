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
      case "table", "schema" ->
          text == null || found != null
              ? "remove by hand what was added to " + object
              : "Migrations.migrate(owner) brings it; if it was removed by hand, restore it from a backup";
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
      case "row level security" -> "alter table " + object + " enable row level security";
      case "trigger" -> trigger(difference, object, name, text);
      case "grant" -> grant(object, name, text, found);
      case "function" -> text == null ? "drop function " + object : text.strip();
      case "comment" ->
          "set the comment to " + (text == null ? "null" : "'" + text.replace("'", "''") + "'");
      case "rule" -> replace("drop rule " + name + " on " + object, text, found);
      default ->
          text == null ? "remove it by hand" : "bring it by hand to what the migrations create";
    };
  }

  private static String replace(String drop, @Nullable String create, @Nullable Fact found) {
    return create == null ? drop : found == null ? create : drop + "; " + create;
  }

  private static String trigger(
      Difference difference, String table, String name, @Nullable String text) {
    Fact found = difference.found();
    if (text != null && found != null && found.text().startsWith(text + " -- ")) {
      return "alter table " + table + " enable trigger " + name;
    }
    return replace("drop trigger " + name + " on " + table, text, found);
  }

  private static String grant(
      String object, String grantee, @Nullable String text, @Nullable Fact found) {
    String revoke = "revoke all on " + object + " from " + grantee;
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
