package ai.flashfusion.internal.error;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Thrown instead of sending text that Postgres cannot store as it is: half of a surrogate pair,
 * which the driver would replace by a question mark, or the character NUL.
 */
public final class UnstorableTextException extends SQLException {

  @Serial private static final long serialVersionUID = 1L;

  private static final String NO_CHARACTER = "22021";

  private final @Nullable String column;

  private UnstorableTextException(String message, @Nullable String column) {
    super(message, NO_CHARACTER);
    this.column = column;
  }

  /** Returns the index of the first character that cannot be stored, from 0, or -1. */
  public static int find(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return i;
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /**
   * Returns the exception about text that has such a character.
   *
   * @param c the character
   * @param at its index
   * @param what the value that the text is, such as {@code "bind 2"}
   * @param column the column that the text is for, or null if it is not known
   */
  public static UnstorableTextException of(char c, int at, String what, @Nullable String column) {
    return new UnstorableTextException(
        String.format(
            Locale.ROOT,
            "%s cannot be stored: its character %d, counted from 1, is %s; remove or replace it",
            what,
            at + 1,
            c == 0
                ? "NUL"
                : "half of a surrogate pair (U+"
                    + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                    + ")"),
        column);
  }

  /** Returns the column that the text is for, or null if it is not known. */
  public @Nullable String column() {
    return column;
  }
}
