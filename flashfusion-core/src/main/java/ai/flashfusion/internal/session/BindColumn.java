package ai.flashfusion.internal.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.NativeQuery;

/** The column that a bind is for, read from the statement's text so that an error can name it. */
final class BindColumn {

  private static final Pattern COMPARED =
      Pattern.compile("\"?(\\w+)\"?\\s*=\\s*(?:cast\\s*\\(\\s*)?$");

  private static final Pattern INSERTED =
      Pattern.compile("^\\s*insert\\s+into\\s+[^(]*\\(([^()]*)\\)", Pattern.CASE_INSENSITIVE);

  private static final Pattern ROW =
      Pattern.compile("(?:values|unnest|\\)\\s*,)\\s*$", Pattern.CASE_INSENSITIVE);

  private BindColumn() {}

  /**
   * Returns the column that the bind is compared with, assigned to or inserted into, or null if the
   * text does not show it.
   *
   * @param index the index of the bind, from 1
   */
  static @Nullable String of(NativeQuery parsed, int index) {
    int[] positions = parsed.bindPositions;
    if (positions == null || index < 1 || index > positions.length) {
      return null;
    }
    String before = parsed.nativeSql.substring(0, positions[index - 1]);
    Matcher compared = COMPARED.matcher(before);
    if (compared.find()) {
      return compared.group(1);
    }
    Matcher inserted = INSERTED.matcher(before);
    return inserted.find() ? inserted(inserted.group(1).split(",", -1), before) : null;
  }

  /** Counts the commas from the beginning of the row to its end, which is the bind. */
  private static @Nullable String inserted(String[] columns, String row) {
    int commas = 0;
    int depth = 0;
    for (int i = row.length() - 1; i >= 0; i--) {
      char c = row.charAt(i);
      if (c == '\'') {
        i = row.lastIndexOf('\'', i - 1);
      } else if (c == ')') {
        depth++;
      } else if (c == '(' && depth > 0) {
        depth--;
      } else if (c == '(') {
        if (ROW.matcher(row.substring(0, i)).find()) {
          return commas < columns.length ? columns[commas].strip().replace("\"", "") : null;
        }
        commas = 0;
      } else if (c == ',' && depth == 0) {
        commas++;
      }
    }
    return null;
  }
}
