package ai.flashfusion.access;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limit of what people reach who do everything for one another that the matrix allows, from
 * their rights at the start. Whoever passes on a role has one at least as high: an admin can only
 * appoint admins, an owner owners, and only an admin of a project can put it into a team or make it
 * public. So nothing that they do raises the best role among them, which is the limit for
 * sequences.
 */
final class Coalition {

  /**
   * The columns that say where a row belongs and whose it is, which are fixed when it is created.
   */
  private static final Set<String> PLACES =
      Set.of(
          "id",
          "user_id",
          "owner_id",
          "project_id",
          "team_id",
          "deployment_id",
          "webhook_id",
          "invited_by",
          "created_by");

  private final World start;
  private final World end;
  private final List<Caller> people;
  private final Matrix matrix;
  private final Roles roles;

  /**
   * Creates a coalition in a world at its start.
   *
   * @param end the world at the end, in which what the people created is theirs
   */
  Coalition(World start, World end, List<Caller> people) {
    this.start = start;
    this.end = end;
    this.people = people;
    this.matrix = new Matrix(start);
    this.roles = new Roles(start);
  }

  /** Returns the best role that a person can obtain. */
  ProjectRole attainable(@Nullable UUID person, @Nullable UUID projectId) {
    ProjectRole best = best(projectId);
    ProjectRole own = roles.inProject(person, projectId);
    return best.atLeast(ProjectRole.ADMIN) ? best.or(own) : own;
  }

  TeamRole attainableInTeam(@Nullable UUID person, @Nullable UUID teamId) {
    TeamRole best = bestInTeam(teamId);
    TeamRole own = roles.inTeam(person, teamId);
    return best.atLeast(TeamRole.ADMIN) && best.atLeast(own) ? best : own;
  }

  boolean maySee(Row row) {
    return people.stream().anyMatch(person -> matrix.sees(person, row));
  }

  /** Whether they may let everybody see a row, or everybody does. */
  boolean mayPublish(Row row) {
    boolean isPublic = matrix.sees(new Caller("", "anon", null, null), row);
    return switch (row.relation()) {
      case PROJECTS -> isPublic || best(row.id()).atLeast(ProjectRole.ADMIN);
      case PROJECT_FILES -> isPublic || best(row.uuid("project_id")).atLeast(ProjectRole.ADMIN);
      default -> false;
    };
  }

  /** Whether a row may go: by itself, or with what it belongs to. */
  boolean mayVanish(Row row) {
    return people.stream().anyMatch(person -> matrix.deletes(person, row))
        || switch (row.relation()) {
          case TEAM_MEMBERS -> parentMayVanish(row, "team_id");
          case PROJECT_COLLABORATORS, PROJECT_FILES, DEPLOYMENTS, WEBHOOKS ->
              parentMayVanish(row, "project_id");
          case DEPLOYMENT_LOGS -> parentMayVanish(row, "deployment_id");
          case WEBHOOK_LOGS -> parentMayVanish(row, "webhook_id");
          default -> false;
        };
  }

  boolean mayChange(Row row, String column, Aftermath.Change change) {
    if (row.relation() == Relation.PROJECTS && column.equals("team_id")) {
      UUID team = (UUID) change.to();
      return (team == null && mayBeEmptied(row, column))
          || people.stream().anyMatch(person -> mayMove(person, row, team));
    } else if (PLACES.contains(column)) {
      return change.to() == null && mayBeEmptied(row, column);
    } else if (!ColumnRules.updatable(row.relation(), column)) {
      return false;
    }
    return switch (row.relation()) {
      case PROJECTS -> best(row.id()).atLeast(ProjectRole.ADMIN);
      case PROJECT_FILES, DEPLOYMENTS -> best(row.uuid("project_id")).atLeast(ProjectRole.EDITOR);
      case PROJECT_COLLABORATORS ->
          best(row.uuid("project_id"))
                  .atLeast(givesOwner(column, change) ? ProjectRole.OWNER : ProjectRole.ADMIN)
              || mayAccept(row, column);
      case TEAMS -> bestInTeam(row.id()).atLeast(TeamRole.ADMIN);
      case TEAM_MEMBERS ->
          bestInTeam(row.uuid("team_id"))
                  .atLeast(givesOwner(column, change) ? TeamRole.OWNER : TeamRole.ADMIN)
              || mayAccept(row, column);
      default ->
          people.stream()
              .anyMatch(person -> matrix.updates(person, row, Map.of()) == Verdict.ALLOWED);
    };
  }

  /** Whether a row may be added, as far as it says whose it is and where it belongs. */
  boolean mayAppear(Row row) {
    UUID owner = row.uuid("user_id");
    UUID project = row.uuid("project_id");
    return switch (row.relation()) {
      case PROFILES -> people.stream().anyMatch(person -> matrix.inserts(person, row));
      case TEAMS -> isOurs(row.uuid("owner_id"));
      case TEAM_MEMBERS ->
          bestInTeam(row.uuid("team_id"))
              .atLeast(isOwner(row.text("role")) ? TeamRole.OWNER : TeamRole.ADMIN);
      case PROJECTS ->
          isOurs(owner)
              && (row.uuid("team_id") == null
                  || attainableInTeam(owner, row.uuid("team_id")).atLeast(TeamRole.MEMBER));
      case PROJECT_COLLABORATORS ->
          best(project).atLeast(isOwner(row.text("role")) ? ProjectRole.OWNER : ProjectRole.ADMIN);
      case PROJECT_FILES -> best(project).atLeast(ProjectRole.EDITOR);
      case DEPLOYMENTS -> isOurs(owner) && attainable(owner, project).atLeast(ProjectRole.EDITOR);
      case DEPLOYMENT_LOGS -> best(projectOfDeployment(row)).atLeast(ProjectRole.EDITOR);
      case AI_USAGE_LOGS, AI_CONVERSATIONS ->
          isOurs(owner)
              && (project == null || attainable(owner, project).atLeast(ProjectRole.VIEWER));
      case WEBHOOKS ->
          isOurs(owner)
              && (project == null || attainable(owner, project).atLeast(ProjectRole.ADMIN));
      case API_KEYS -> isOurs(owner);
      case WEBHOOK_LOGS, BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY, NOTIFICATIONS -> false;
    };
  }

  private ProjectRole best(@Nullable UUID projectId) {
    if (start.find(projectId) == null) {
      Row made = end.find(projectId);
      return made != null && isOurs(made.uuid("user_id")) ? ProjectRole.OWNER : ProjectRole.NONE;
    }
    return people.stream()
        .map(person -> roles.inProject(person.profileId(), projectId))
        .reduce(ProjectRole.NONE, ProjectRole::or);
  }

  private TeamRole bestInTeam(@Nullable UUID teamId) {
    if (start.find(teamId) == null) {
      Row made = end.find(teamId);
      return made != null && isOurs(made.uuid("owner_id")) ? TeamRole.OWNER : TeamRole.NONE;
    }
    return people.stream()
        .map(person -> roles.inTeam(person.profileId(), teamId))
        .reduce(TeamRole.NONE, (one, other) -> one.atLeast(other) ? one : other);
  }

  private boolean mayMove(Caller person, Row project, @Nullable UUID team) {
    UUID me = person.profileId();
    return attainable(me, project.id()).atLeast(ProjectRole.ADMIN)
        && (team == null || attainableInTeam(me, team).atLeast(TeamRole.MEMBER));
  }

  /** Whether what a column points to may be deleted, where the row stays and the column is null. */
  private boolean mayBeEmptied(Row row, String column) {
    return switch (row.relation()) {
      case PROJECTS, AI_USAGE_LOGS, AI_CONVERSATIONS -> parentMayVanish(row, column);
      default -> false;
    };
  }

  private boolean parentMayVanish(Row row, String column) {
    Row parent = start.find(row.uuid(column));
    return parent != null && mayVanish(parent);
  }

  private boolean mayAccept(Row seat, String column) {
    return isOurs(seat.uuid("user_id")) && Set.of("accepted_at", "updated_at").contains(column);
  }

  private @Nullable UUID projectOfDeployment(Row log) {
    UUID deployment = log.uuid("deployment_id");
    return Stream.of(start, end)
        .map(world -> world.find(deployment))
        .filter(Objects::nonNull)
        .findFirst()
        .map(row -> row.uuid("project_id"))
        .orElse(null);
  }

  /** Whether a profile is one of theirs, one that they made just now too. */
  private boolean isOurs(@Nullable UUID profile) {
    Row row = end.find(profile);
    return row != null
        && people.stream()
            .anyMatch(
                person ->
                    person.authUser() != null && person.authUser().equals(row.uuid("user_id")));
  }

  private static boolean givesOwner(String column, Aftermath.Change change) {
    return column.equals("role") && isOwner((String) change.to());
  }

  private static boolean isOwner(@Nullable String role) {
    return Objects.equals(role, "owner");
  }
}
