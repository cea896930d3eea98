package ai.flashfusion.schema.json;

import java.util.Locale;

/** One of the actions that {@link Permissions} may allow. */
public enum Permission {
  READ,
  WRITE,
  DELETE,
  DEPLOY;

  /** Returns the property's name in the JSON document, such as {@code "read"}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
