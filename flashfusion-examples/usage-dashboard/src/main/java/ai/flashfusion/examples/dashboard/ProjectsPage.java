package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.schema.tables.records.TeamRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.ProjectRole;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jooq.impl.DSL;

/** The page of all projects that somebody sees, with who shares them and what each may do. */
public record ProjectsPage(
    Viewer viewer,
    List<ProjectRecord> projects,
    List<ProjectCollaboratorRecord> collaborators,
    List<TeamRecord> teams,
    List<TeamMemberRecord> members,
    Map<ProfileId, String> names,
    Instant now)
    implements Page {

  // snippet: dashboard-projects-page
  static ProjectsPage of(Session session, Clock clock) {
    try (Pipeline page = session.pipeline()) {
      Viewer.Asked viewer = Viewer.ask(page, session);
      // No condition says whose rows these are: everybody asks for all and gets their own.
      Response<List<ProjectRecord>> projects =
          page.add(s -> s.dsl().selectFrom(PROJECTS).orderBy(PROJECTS.NAME).fetch());
      if (!Viewer.isSignedIn(session)) {
        page.flush();
        return new ProjectsPage(
            Viewer.ANONYMOUS,
            projects.get(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            clock.instant());
      }
      Response<List<ProjectCollaboratorRecord>> collaborators =
          page.add(s -> s.dsl().selectFrom(PROJECT_COLLABORATORS).fetch());
      Response<List<TeamRecord>> teams = page.add(s -> s.dsl().selectFrom(TEAMS).fetch());
      Response<List<TeamMemberRecord>> members =
          page.add(s -> s.dsl().selectFrom(TEAM_MEMBERS).fetch());
      Response<Map<ProfileId, String>> names = page.add(ProjectsPage::names);
      page.flush();
      return new ProjectsPage(
          viewer.get(),
          projects.get(),
          collaborators.get(),
          teams.get(),
          members.get(),
          names.get(),
          clock.instant());
    }
  }

  // end

  /** Returns the names of the people with whom somebody shares a project or a team. */
  private static Map<ProfileId, String> names(Session session) {
    Map<ProfileId, String> names = new HashMap<>();
    session
        .dsl()
        .select(
            DSL.field("card.id", PROJECTS.USER_ID.getDataType()),
            DSL.field("card.full_name", String.class))
        .from(
            DSL.table(
                    "flashfusion.public_cards(array({0}))",
                    DSL.select(PROJECTS.USER_ID)
                        .from(PROJECTS)
                        .union(
                            DSL.select(PROJECT_COLLABORATORS.USER_ID).from(PROJECT_COLLABORATORS))
                        .union(DSL.select(TEAM_MEMBERS.USER_ID).from(TEAM_MEMBERS)))
                .as("card"))
        .forEach(card -> names.put(card.value1(), Words.name(card.value2())));
    return names;
  }

  @Override
  public String title() {
    return "Projects";
  }

  @Override
  public String template() {
    return "projects";
  }

  public boolean empty() {
    return projects.isEmpty();
  }

  public String count() {
    return Words.count(projects.size(), "project");
  }

  /** Somebody in a project, and what they may do there. */
  public record Member(String name, String role) {}

  /** A project in the list. */
  public record Card(
      String address,
      String name,
      String description,
      String visibility,
      boolean isPrivate,
      String role,
      String may,
      List<Member> members,
      String deployed) {
    public boolean shared() {
      return !members.isEmpty();
    }
  }

  public List<Card> cards() {
    return projects.stream()
        .sorted(
            Comparator.comparing((ProjectRecord project) -> role(project))
                .reversed()
                .thenComparing(ProjectRecord::getName))
        .map(this::card)
        .toList();
  }

  private Card card(ProjectRecord project) {
    ProjectRole role = role(project);
    return new Card(
        "/projects/" + project.getId(),
        project.getName(),
        Objects.requireNonNullElse(project.getDescription(), ""),
        visibility(project).getLiteral(),
        visibility(project) == ProjectVisibility.PRIVATE,
        role.name().toLowerCase(Locale.ROOT),
        may(role),
        people(project),
        project.getLastDeployedAt() == null
            ? "not deployed yet"
            : "deployed " + Words.ago(project.getLastDeployedAt(), now));
  }

  private static ProjectVisibility visibility(ProjectRecord project) {
    return Objects.requireNonNullElse(project.getVisibility(), ProjectVisibility.PRIVATE);
  }

  static String may(ProjectRole role) {
    return switch (role) {
      case NONE, READER -> "read what is public";
      case VIEWER -> "read";
      case EDITOR -> "read, write files, deploy";
      case ADMIN -> "read, write, deploy, invite people";
      case OWNER -> "do everything, deleting it included";
    };
  }

  private List<Member> people(ProjectRecord project) {
    List<Member> people = new ArrayList<>();
    if (names.containsKey(project.getUserId()) || viewer.is(project.getUserId())) {
      people.add(new Member(name(project.getUserId()), "owner"));
    }
    for (ProjectCollaboratorRecord row : collaborators) {
      if (row.getProjectId().equals(project.getId())) {
        people.add(new Member(name(row.getUserId()), role(row).name().toLowerCase(Locale.ROOT)));
      }
    }
    teams.stream()
        .filter(team -> team.getId().equals(project.getTeamId()))
        .forEach(team -> people.add(new Member("team " + team.getName(), "by their roles there")));
    return people;
  }

  private String name(ProfileId profile) {
    return viewer.is(profile) ? "you" : Words.name(names.get(profile));
  }

  /** Returns the highest of the viewer's roles, of which each stands in a row that they see. */
  private ProjectRole role(ProjectRecord project) {
    List<ProjectRole> roles = new ArrayList<>();
    roles.add(ProjectRole.READER);
    if (viewer.is(project.getUserId())) {
      roles.add(ProjectRole.OWNER);
    }
    for (ProjectCollaboratorRecord row : collaborators) {
      if (row.getProjectId().equals(project.getId()) && viewer.is(row.getUserId())) {
        roles.add(role(row));
      }
    }
    for (TeamRecord team : teams) {
      if (team.getId().equals(project.getTeamId())
          && visibility(project) != ProjectVisibility.PRIVATE) {
        roles.add(viewer.is(team.getOwnerId()) ? ProjectRole.ADMIN : ProjectRole.NONE);
        roles.addAll(rolesIn(team));
      }
    }
    return Collections.max(roles);
  }

  private List<ProjectRole> rolesIn(TeamRecord team) {
    return members.stream()
        .filter(row -> row.getTeamId().equals(team.getId()) && viewer.is(row.getUserId()))
        .map(row -> row.getRole() == null ? ProjectRole.NONE : ProjectRole.of(row.getRole()))
        .toList();
  }

  private static ProjectRole role(ProjectCollaboratorRecord row) {
    return row.getRole() == null ? ProjectRole.NONE : ProjectRole.of(row.getRole());
  }
}
