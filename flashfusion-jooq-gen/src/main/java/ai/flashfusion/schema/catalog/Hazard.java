package ai.flashfusion.schema.catalog;

/**
 * Something outside the schema that undoes what the schema guarantees, such as a caller's role that
 * is exempt from row level security.
 *
 * @param who the role that can fix it, {@link #SUPERUSER} or {@link #APPLICATION}
 * @param fix the SQL, or words if {@code who} is the application
 */
public record Hazard(String subject, String problem, String who, String fix) {

  /** Any superuser, as on some servers no other role may do it. */
  public static final String SUPERUSER = "a superuser";

  /** A setting or a call of the application, as no role can do anything. */
  public static final String APPLICATION = "the application";
}
