package ai.flashfusion.schema.readable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * SQL as Postgres writes it out, made readable: lower case, without the casts and parentheses that
 * change nothing, in lines. {@code SchemaFilesTest} proves that it means the same.
 */
final class SqlText {

  private static final int WIDTH = 118;

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s*)(?<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|::|[A-Za-z_][\\w$]*(?:\\.[A-Za-z_][\\w$]*)*"
              + "|[0-9.]+|[-+*/<>=~!@#%^&|?]+|.)",
          Pattern.DOTALL);

  /** What begins a line of a query, and of any other expression. */
  private static final Set<String> CLAUSES = Set.of("where", "order");

  private static final Set<String> OPERANDS = Set.of("and", "or", "when", "else");

  /** What may stand before parentheses that only group. */
  private static final Set<String> BEFORE_GROUP = Set.of("", "and", "or", "where", "when");

  /** What may stand after them. */
  private static final Set<String> AFTER_GROUP = Set.of("", "and", "or", "order", "limit", "then");

  /**
   * A token, or what stands between parentheses, brackets, or case and end.
   *
   * @param text the token, or what opens the group
   * @param inner empty for a token
   * @param close what closes the group, empty for a token
   */
  private record Node(boolean space, String text, List<Node> inner, String close) {

    boolean isGroup() {
      return !close.isEmpty();
    }

    boolean is(String token) {
      return !isGroup() && text.equals(token);
    }

    Node spaced(boolean before) {
      return new Node(before, text, inner, close);
    }
  }

  private final List<Node> nodes;

  private SqlText(List<Node> nodes) {
    this.nodes = nodes;
  }

  /** Takes an expression, or any other part of a statement. */
  static SqlText of(String text) {
    Matcher tokens = TOKEN.matcher(text.strip());
    return new SqlText(simplified(parse(tokens, "")));
  }

  /** Returns it in one line. */
  String line() {
    return flat(nodes);
  }

  /** Returns {@code before(expression)}, in lines of the given indent where one is too long. */
  String within(String before, int indent) {
    return block(before, "(", nodes, ")", indent);
  }

  /** Returns {@code before check (…) not valid} in the same way. */
  String after(String before, int indent) {
    return operand(
        Stream.concat(Stream.of(new Node(false, before, List.of(), "")), nodes.stream())
            .map(node -> node.is("check") ? node.spaced(true) : node)
            .toList(),
        indent);
  }

  private static List<Node> parse(Matcher tokens, String close) {
    List<Node> nodes = new ArrayList<>();
    while (tokens.find()) {
      boolean space = !tokens.group("space").isEmpty();
      String token = tokens.group("text");
      if (token.matches("[A-Z]{2,}")) {
        token = token.toLowerCase(Locale.ROOT);
      }
      if (token.equals(close)) {
        return nodes;
      }
      String closing =
          switch (token) {
            case "(" -> ")";
            case "[" -> "]";
            case "case" -> "end";
            default -> "";
          };
      nodes.add(
          new Node(space, token, closing.isEmpty() ? List.of() : parse(tokens, closing), closing));
    }
    if (!close.isEmpty()) {
      throw new IllegalArgumentException("nothing closes the group that ends with " + close);
    }
    return nodes;
  }

  private static List<Node> simplified(List<Node> nodes) {
    List<Node> simple = new ArrayList<>();
    for (Node node : nodes) {
      simple.add(
          node.isGroup()
              ? new Node(node.space, node.text, simplified(node.inner), node.close)
              : node);
    }
    literals(simple);
    numbers(simple);
    listsOfValues(simple);
    columnNames(simple);
    if (simple.stream().noneMatch(node -> node.is("between"))) {
      parentheses(simple);
    }
    return simple;
  }

  /** {@code 'a'::text}: what is quoted is text anyway. */
  private static void literals(List<Node> nodes) {
    for (int i = nodes.size() - 3; i >= 0; i--) {
      boolean array = i + 3 < nodes.size() && nodes.get(i + 3).text.equals("[");
      if (nodes.get(i).text.startsWith("'") && hasCast(nodes, i, "text") && !array) {
        nodes.subList(i + 1, i + 3).clear();
      }
    }
  }

  /** {@code ('-1'::bigint)::double precision}, which is how Postgres writes a large number. */
  private static void numbers(List<Node> nodes) {
    for (int i = nodes.size() - 3; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.text.equals("(")
          && node.inner.size() == 3
          && hasCast(node.inner, 0, "bigint")
          && node.inner.get(0).text.matches("'-?[0-9]+'")
          && hasCast(nodes, i, "double")) {
        nodes.subList(i + 1, i + 4).clear();
        String number = node.inner.get(0).text.replace("'", "");
        nodes.set(i, new Node(node.space, number, List.of(), ""));
      }
    }
  }

  /** {@code = any (array['a', 'b'])}, which is how Postgres writes {@code in ('a', 'b')}. */
  private static void listsOfValues(List<Node> nodes) {
    for (int i = nodes.size() - 3; i >= 0; i--) {
      List<Node> argument = nodes.get(i + 2).inner;
      if (nodes.get(i).is("=")
          && nodes.get(i + 1).is("any")
          && argument.size() == 2
          && argument.get(0).is("array")
          && argument.get(1).text.equals("[")) {
        Node list = new Node(true, "(", argument.get(1).inner, ")");
        nodes.subList(i, i + 3).clear();
        nodes.addAll(i, List.of(new Node(true, "in", List.of(), ""), list));
      }
    }
  }

  /** {@code select f() as f}: the column has that name anyway. */
  private static void columnNames(List<Node> nodes) {
    int last = nodes.size() - 1;
    if (last > 3
        && nodes.get(0).is("select")
        && nodes.get(last - 1).is("as")
        && nodes.get(last - 3).text.endsWith("." + nodes.get(last).text)) {
      nodes.subList(last - 1, last + 1).clear();
    }
  }

  private static void parentheses(List<Node> nodes) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      String before = i == 0 ? "" : nodes.get(i - 1).text;
      String after = i == nodes.size() - 1 ? "" : nodes.get(i + 1).text;
      if (!node.text.equals("(") || node.inner.isEmpty() || isList(node.inner)) {
        continue;
      }
      boolean alone = before.isEmpty() && after.isEmpty();
      boolean afterWhere = before.equals("where") && !Set.of("and", "or").contains(after);
      boolean chain = node.inner.stream().anyMatch(inner -> inner.is("and") || inner.is("or"));
      boolean groups = BEFORE_GROUP.contains(before) && AFTER_GROUP.contains(after);
      boolean number = node.inner.size() == 1 && node.inner.get(0).text.matches("[0-9]+");
      if ((groups && (!chain || alone || afterWhere)) || (number && after.equals("::"))) {
        List<Node> inner = new ArrayList<>(node.inner);
        inner.set(0, inner.get(0).spaced(node.space));
        nodes.remove(i);
        nodes.addAll(i, inner);
      }
    }
  }

  private static boolean isList(List<Node> nodes) {
    return nodes.get(0).is("select") || nodes.stream().anyMatch(node -> node.is(","));
  }

  private static boolean hasCast(List<Node> nodes, int i, String type) {
    return i + 2 < nodes.size() && nodes.get(i + 1).is("::") && nodes.get(i + 2).is(type);
  }

  private static String flat(List<Node> nodes) {
    StringBuilder line = new StringBuilder();
    for (Node node : nodes) {
      if (node.space && !line.isEmpty()) {
        line.append(' ');
      }
      line.append(node.text);
      if (node.isGroup()) {
        String edge = node.text.equals("case") ? " " : "";
        line.append(edge).append(flat(node.inner)).append(edge).append(node.close);
      }
    }
    return line.toString();
  }

  private static String block(
      String before, String open, List<Node> inner, String close, int indent) {
    String line = before + open + flat(inner) + close;
    if (indent + line.length() <= WIDTH && !open.equals("case")) {
      return line;
    }
    String margin = "\n" + " ".repeat(indent);
    String first = open.equals("case") ? " " : margin + "  ";
    return before + open + first + lines(inner, indent + 2) + margin + close;
  }

  private static String lines(List<Node> nodes, int indent) {
    if (fits(nodes, indent)) {
      return flat(nodes);
    }
    Set<String> breaks = nodes.get(0).is("select") ? CLAUSES : OPERANDS;
    StringBuilder lines = new StringBuilder();
    List<Node> operand = new ArrayList<>();
    for (Node node : nodes) {
      if (breaks.contains(node.text) && !operand.isEmpty()) {
        lines.append(operand(operand, indent)).append('\n').append(" ".repeat(indent));
        operand.clear();
      }
      operand.add(node);
    }
    return lines.append(operand(operand, indent)).toString();
  }

  private static String operand(List<Node> nodes, int indent) {
    if (fits(nodes, indent)) {
      return flat(nodes);
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.isGroup()) {
        String before = flat(nodes.subList(0, i)) + (node.space && i > 0 ? " " : "");
        String after = flat(nodes.subList(i + 1, nodes.size()));
        boolean spaced = i + 1 < nodes.size() && nodes.get(i + 1).space;
        return block(before, node.text, node.inner, node.close, indent)
            + (spaced ? " " : "")
            + after;
      }
    }
    return flat(nodes);
  }

  private static boolean fits(List<Node> nodes, int indent) {
    return nodes.stream().noneMatch(node -> node.text.equals("case"))
        && indent + flat(nodes).length() <= WIDTH;
  }
}
