package ai.flashfusion.examples.jshell;

/** The number of terminal cells that a text takes. */
final class DisplayWidth {

  private DisplayWidth() {}

  /** Returns the number of cells. */
  static int of(String text) {
    return text.codePoints().map(DisplayWidth::of).sum();
  }

  /** Returns the longest beginning of the text that fits. */
  static String first(String text, int cells) {
    int end = 0;
    int used = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      used += of(point);
      if (used > cells) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }

  /** Returns the text, cut with an ellipsis if it does not fit. */
  static String shortened(String text, int cells) {
    return of(text) <= cells ? text : first(text, cells - 1) + "…";
  }

  /** Returns the text with blanks up to the width, at its left or right. */
  static String padded(String text, int cells, boolean right) {
    String blanks = " ".repeat(Math.max(0, cells - of(text)));
    return right ? blanks + text : text + blanks;
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  /** Returns whether terminals draw the character twice as wide: East Asian scripts and emoji. */
  private static boolean isWide(int point) {
    return point >= 0x1100
        && (point <= 0x115F
            || (point >= 0x2E80 && point <= 0xA4CF && point != 0x303F)
            || (point >= 0xAC00 && point <= 0xD7A3)
            || (point >= 0xF900 && point <= 0xFAFF)
            || (point >= 0xFE30 && point <= 0xFE6F)
            || (point >= 0xFF00 && point <= 0xFF60)
            || (point >= 0xFFE0 && point <= 0xFFE6)
            || (point >= 0x1F300 && point <= 0x1F64F)
            || (point >= 0x1F680 && point <= 0x1F6FF)
            || (point >= 0x1F900 && point <= 0x1FAFF)
            || (point >= 0x20000 && point <= 0x3FFFD));
  }
}
