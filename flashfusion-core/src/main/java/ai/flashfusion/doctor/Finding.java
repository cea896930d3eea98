package ai.flashfusion.doctor;

/**
 * One thing that is wrong.
 *
 * @param subject what it is about, such as {@code policy projects_select of public.projects}
 * @param problem what is wrong with it
 * @param who the role that can mend it; {@code a superuser} where no other role may everywhere;
 *     {@code the application} where the mend is no SQL
 * @param fix the SQL for that role, or the application's setting or call
 */
public record Finding(String subject, String problem, String who, String fix) {}
