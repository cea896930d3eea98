package ai.flashfusion.sharing;

import java.util.Locale;

/** The operations on a row. */
public enum Operation {
  SELECT,
  INSERT,
  UPDATE,
  DELETE;

  /** Returns the name in lower case, as in the columns of the access matrix. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
