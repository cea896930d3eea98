package ai.flashfusion.internal.repository;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a file or directory within its project: segments separated by slashes. Two paths are
 * equal if their bytes are; nothing is normalised.
 *
 * @param value the text, such as {@code "src/app/Main.java"}
 */
public record FilePath(String value) {

  /**
   * The maximum length, which is well below the 2,704 bytes that an index entry of Postgres can
   * hold.
   */
  public static final int MAX_BYTES = 1_024;

  private static final int MAX_SEGMENT_BYTES = 255;

  /**
   * Checks that the path cannot be taken for another place.
   *
   * @throws IllegalArgumentException if it is not a valid path
   */
  public FilePath {
    if (value.isEmpty()) {
      throw refused(value, "is empty");
    }
    if (value.startsWith("/") || (value.length() > 1 && value.charAt(1) == ':' && letter(value))) {
      throw refused(value, "is absolute");
    }
    if (value.endsWith("/")) {
      throw refused(value, "ends with a slash");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' || Character.isISOControl(c)) {
        throw refused(value, "holds a backslash or a control character");
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw refused(value, "holds half of a surrogate pair");
    }
    if (bytes(value) > MAX_BYTES) {
      throw refused(value, "is longer than " + MAX_BYTES + " bytes");
    }
    for (String segment : value.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(value, "has the segment '" + segment + "'");
      }
      if (bytes(segment) > MAX_SEGMENT_BYTES) {
        throw refused(value, "has a segment longer than " + MAX_SEGMENT_BYTES + " bytes");
      }
    }
  }

  /** Returns the last segment. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Returns the directories that contain it, from the top down. */
  public List<FilePath> parents() {
    List<FilePath> parents = new ArrayList<>();
    for (int at = value.indexOf('/'); at >= 0; at = value.indexOf('/', at + 1)) {
      parents.add(new FilePath(value.substring(0, at)));
    }
    return parents;
  }

  /** Returns the number of segments. */
  public int depth() {
    return 1 + (int) value.chars().filter(c -> c == '/').count();
  }

  /** Returns whether the other path is equal to this one or beneath it. */
  public boolean contains(FilePath other) {
    return other.value.equals(value) || other.value.startsWith(value + "/");
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean letter(String value) {
    char c = value.charAt(0);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static IllegalArgumentException refused(String value, String why) {
    String shown = value.length() <= 100 ? value : value.substring(0, 100) + "…";
    return new IllegalArgumentException(
        "the path '"
            + shown.replaceAll("\\p{Cntrl}", "?")
            + "' "
            + why
            + ": use a path relative to the project, such as src/Main.java");
  }
}
