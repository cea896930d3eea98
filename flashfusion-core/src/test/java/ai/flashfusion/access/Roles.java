package ai.flashfusion.access;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The page's section on effective roles. */
final class Roles {

  private final World world;

  Roles(World world) {
    this.world = world;
  }

  ProjectRole inProject(@Nullable UUID person, @Nullable UUID projectId) {
    Row project = world.find(projectId);
    return project == null ? ProjectRole.NONE : inProject(person, project);
  }

  /** Highest wins. The project may be one that is not written yet. */
  ProjectRole inProject(@Nullable UUID person, Row project) {
    ProjectRole role = isPublic(project) ? ProjectRole.READER : ProjectRole.NONE;
    if (person == null) {
      return role;
    }
    if (person.equals(project.uuid("user_id"))) {
      role = ProjectRole.OWNER;
    }
    Row seat = world.seat(project.id(), person);
    if (seat != null) {
      role = role.or(ProjectRole.ofCollaborator(seat.text("role")));
    }
    if (sharesWithTeam(project)) {
      role = role.or(ProjectRole.ofTeam(inTeam(person, project.uuid("team_id"))));
    }
    return role;
  }

  TeamRole inTeam(@Nullable UUID person, @Nullable UUID teamId) {
    Row team = world.find(teamId);
    return team == null ? TeamRole.NONE : inTeam(person, team);
  }

  /** The team may be one that is not written yet. */
  TeamRole inTeam(@Nullable UUID person, Row team) {
    if (person == null) {
      return TeamRole.NONE;
    }
    if (person.equals(team.uuid("owner_id"))) {
      return TeamRole.OWNER;
    }
    Row seat = world.seat(team.id(), person);
    return seat == null ? TeamRole.NONE : TeamRole.ofMember(seat.text("role"));
  }

  /** Whether two people are both at least viewers of some project, or both in some team. */
  boolean meet(UUID one, UUID other) {
    return world.rows(Relation.PROJECTS).stream()
            .anyMatch(
                project ->
                    inProject(one, project).atLeast(ProjectRole.VIEWER)
                        && inProject(other, project).atLeast(ProjectRole.VIEWER))
        || world.rows(Relation.TEAMS).stream()
            .anyMatch(
                team -> inTeam(one, team) != TeamRole.NONE && inTeam(other, team) != TeamRole.NONE);
  }

  private static boolean isPublic(Row project) {
    String status = project.text("status");
    return Objects.equals(project.text("visibility"), "public")
        && status != null
        && !status.equals("deleted");
  }

  /**
   * Returns whether the project is shared with its team. It compares like SQL: an unknown
   * visibility is not known to differ from private.
   */
  private static boolean sharesWithTeam(Row project) {
    String visibility = project.text("visibility");
    return visibility != null && !visibility.equals("private");
  }
}
