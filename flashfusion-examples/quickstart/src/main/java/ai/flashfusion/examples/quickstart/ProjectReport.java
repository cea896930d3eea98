package ai.flashfusion.examples.quickstart;

import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A report on which identity sees which project. */
final class ProjectReport {

  private ProjectReport() {}

  /**
   * Returns a table with a line for each project and a column for each identity, filled by querying
   * all projects as that identity.
   *
   * @param service a session that sees every project
   * @param owners the names of the owners
   * @param identities the sessions of the other identities by name
   */
  static String whoSeesWhat(
      Session service, Map<ProfileId, String> owners, Map<String, Session> identities) {
    TextTable table = new TextTable().left("Project").left("Owner").left("Visibility");
    Map<String, Set<ProjectId>> visible = new LinkedHashMap<>();
    identities.forEach(
        (name, session) -> {
          table.left(name);
          visible.put(name, session.dsl().selectFrom(PROJECTS).fetchSet(PROJECTS.ID));
        });
    for (ProjectRecord project :
        service.dsl().selectFrom(PROJECTS).orderBy(PROJECTS.VISIBILITY, PROJECTS.NAME).fetch()) {
      List<String> cells = new ArrayList<>();
      cells.add(project.getName());
      cells.add(owners.getOrDefault(project.getUserId(), ""));
      cells.add(String.valueOf(project.getVisibility()));
      visible.values().forEach(ids -> cells.add(ids.contains(project.getId()) ? "sees it" : "-"));
      table.row(cells.toArray(String[]::new));
    }
    return table.toString();
  }
}
