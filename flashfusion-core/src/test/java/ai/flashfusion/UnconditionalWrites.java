package ai.flashfusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what Supabase's {@code safeupdate} refuses: an update or a delete without a where, at the
 * top, in a {@code with}, in the body of a function, or in a text that a function runs.
 */
public final class UnconditionalWrites {

  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\n]*|/\\*.*?\\*/|\\$(\\w*)\\$(.*?)\\$\\1\\$|'((?:[^']|'')*)'|\"(?:[^\"]|\"\")*\"|\\w+|\\S",
          Pattern.DOTALL);

  private final List<String> tokens = new ArrayList<>();
  private final List<String> found = new ArrayList<>();

  private UnconditionalWrites() {}

  /** Each such statement in the text, from its first word to its end. */
  public static List<String> in(String sql) {
    UnconditionalWrites writes = new UnconditionalWrites();
    Matcher matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      String token = matcher.group();
      if (matcher.group(2) != null) {
        writes.found.addAll(in(matcher.group(2)));
        writes.tokens.add("''");
      } else if (matcher.group(3) != null) {
        writes.found.addAll(in(matcher.group(3).replace("''", "'")));
        writes.tokens.add("''");
      } else if (!token.startsWith("--") && !token.startsWith("/*")) {
        writes.tokens.add(token.toLowerCase(Locale.ROOT));
      }
    }
    writes.look();
    return writes.found;
  }

  private void look() {
    for (int i = 0; i < tokens.size(); i++) {
      if (isDelete(i) || isUpdate(i)) {
        String rest = restOfStatement(i);
        if (!rest.matches(".*\\bwhere\\b.*")) {
          found.add(rest.strip());
        }
      }
    }
  }

  private boolean isDelete(int i) {
    return tokens.get(i).equals("delete") && word(i + 1).equals("from");
  }

  /**
   * Returns whether this is an update and not {@code for update}, {@code do update}, {@code before
   * update of} or a privilege.
   */
  private boolean isUpdate(int i) {
    if (!tokens.get(i).equals("update")) {
      return false;
    }
    int next = i + 1;
    next += word(next).equals("only") ? 1 : 0;
    next++; // the name
    while (word(next).equals(".")) {
      next += 2;
    }
    next += word(next).equals("*") ? 1 : 0;
    next += word(next).equals("as") ? 1 : 0;
    return !word(i - 1).equals("do") && (word(next).equals("set") || word(next + 1).equals("set"));
  }

  /**
   * Returns the rest of the statement without what is in parentheses, as the where of a sub-select
   * is not that of the write.
   */
  private String restOfStatement(int from) {
    StringBuilder rest = new StringBuilder();
    int depth = 0;
    for (int i = from; i < tokens.size() && depth >= 0; i++) {
      String token = tokens.get(i);
      depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
      if (depth == 0 && token.equals(";")) {
        break;
      }
      if (depth == 0 && !token.equals(")")) {
        rest.append(token).append(' ');
      }
    }
    return rest.toString();
  }

  private String word(int i) {
    return i < 0 || i >= tokens.size() ? "" : tokens.get(i);
  }
}
