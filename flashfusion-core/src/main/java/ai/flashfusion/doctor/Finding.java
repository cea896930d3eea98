package ai.flashfusion.doctor;

/**
 * One problem in a database or a login.
 *
 * @param subject the object in question, such as {@code policy projects_select of public.projects}
 * @param problem the problem in words
 * @param who the role that can fix it; {@code a superuser} if on some servers no other role can;
 *     {@code the application} if the fix is not SQL
 * @param fix the SQL for that role to run, or the setting or call in the application
 */
public record Finding(String subject, String problem, String who, String fix) {}
