package ai.flashfusion.query;

import java.util.Locale;

/** What can be done to a row. */
public enum Operation {
  SELECT,
  INSERT,
  UPDATE,
  DELETE;

  /** In small letters, as in the columns of the access matrix. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
