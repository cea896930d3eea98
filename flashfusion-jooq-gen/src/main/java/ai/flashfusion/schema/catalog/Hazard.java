package ai.flashfusion.schema.catalog;

/**
 * Something outside the schema that undoes what the schema promises, such as a caller's role that
 * row level security does not bind.
 *
 * @param who the role that can mend it, {@link #SUPERUSER} or {@link #APPLICATION}
 * @param fix SQL, or words where {@code who} is the application
 */
public record Hazard(String subject, String problem, String who, String fix) {

  /** Any superuser: no other role may, or not everywhere. */
  public static final String SUPERUSER = "a superuser";

  /** Nothing that a role could do: a setting or a call of the application. */
  public static final String APPLICATION = "the application";
}
