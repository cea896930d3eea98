package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The page that says who sees a project and who does not, and for which reason. For admins only, as
 * it tells of hidden rows.
 */
public record WhyPage(Viewer viewer, String name, String reason, String rule, List<Line> lines)
    implements Page {

  private static final int PEOPLE = 8;

  /** The answer for one person. */
  public record Line(String person, boolean sees, String reason) {}

  // snippet: dashboard-why-page
  static WhyPage of(Session session, FlashFusion flashfusion, ProjectId project) {
    Viewer viewer = PlatformPage.admin(session);
    String reason = "dashboard: " + viewer.name() + " asks who sees project " + project;
    Session service = flashfusion.asService(reason);
    String name = service.projects().get(project).getName();
    List<Line> lines = new ArrayList<>();
    String rule = "";
    for (ProfileRecord person : people(service)) {
      AuthUserId user = Objects.requireNonNull(person.getUserId());
      AccessExplanation why =
          service.explainAccess(Identity.user(user), PROJECTS.ID, project, Operation.SELECT);
      lines.add(new Line(Words.name(person.getFullName()), why.visible(), why.reason()));
      rule = why.rule();
    }
    return new WhyPage(viewer, name, reason, rule, lines);
  }

  // end

  private static List<ProfileRecord> people(Session service) {
    return service
        .dsl()
        .selectFrom(PROFILES)
        .where(PROFILES.USER_ID.isNotNull())
        .orderBy(PROFILES.FULL_NAME)
        .limit(PEOPLE)
        .fetch();
  }

  @Override
  public String title() {
    return "Who sees " + name + "?";
  }

  @Override
  public String template() {
    return "why";
  }
}
