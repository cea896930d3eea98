package ai.flashfusion.doctor;

/**
 * One thing that is wrong.
 *
 * @param subject what it is about, such as {@code policy projects_select of public.projects}
 * @param problem what is wrong with it
 * @param fix the SQL for the owner of the tables, the Java call, or the words that mend it
 */
public record Finding(String subject, String problem, String fix) {}
