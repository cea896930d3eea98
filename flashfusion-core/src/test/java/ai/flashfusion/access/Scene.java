package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some people who work together, and a project that they are after.
 *
 * @param people the people; the first has a profile
 * @param project the project that they are after
 * @param victim somebody who is not one of them
 */
record Scene(World world, List<Caller> people, Row project, Row victim) {

  UUID leader() {
    return Objects.requireNonNull(people.get(0).profileId());
  }

  /** A private project that is the first one's own. */
  Row home() {
    return own(Relation.PROJECTS, "user_id");
  }

  /** A team that is the first one's own. */
  Row homeTeam() {
    return own(Relation.TEAMS, "owner_id");
  }

  /** The private project of the next person, of which the first one is admin. */
  Row neighbour() {
    return next(home(), Relation.PROJECTS);
  }

  /** The team of the next person, of which the first one is admin. */
  Row neighbourTeam() {
    return next(homeTeam(), Relation.TEAMS);
  }

  /** The id of a team that is gone, but to which a project would belong. */
  UUID teamThatIsGone() {
    return world.rows(Relation.PROJECTS).stream()
        .filter(row -> "team".equals(row.text("visibility")))
        .map(row -> row.uuid("team_id"))
        .filter(team -> team != null && world.find(team) == null)
        .findFirst()
        .orElseThrow();
  }

  Row homeDeployment() {
    return only(Relation.DEPLOYMENTS, "project_id", home().id());
  }

  Row ownWebhook() {
    return only(Relation.WEBHOOKS, "user_id", leader());
  }

  /** The project's team, null without. */
  @Nullable Row team() {
    return world.find(project.uuid("team_id"));
  }

  Set<Row> projects() {
    return new LinkedHashSet<>(List.of(project, home(), neighbour()));
  }

  Set<Row> teams() {
    Set<Row> teams = new LinkedHashSet<>(List.of(homeTeam(), neighbourTeam()));
    Row team = team();
    if (team != null) {
      teams.add(team);
    }
    return teams;
  }

  /** The ids of their profiles. */
  List<UUID> profiles() {
    return people.stream().map(Caller::profileId).filter(Objects::nonNull).toList();
  }

  /** The rows that there is something to gain from. */
  Set<Row> rows() {
    Set<Row> rows = new LinkedHashSet<>(projects());
    for (Row team : teams()) {
      rows.add(team);
      rows.addAll(some(Relation.TEAM_MEMBERS, refersTo("team_id", team), 4));
    }
    for (Row place : projects()) {
      for (Relation part :
          List.of(Relation.PROJECT_COLLABORATORS, Relation.PROJECT_FILES, Relation.DEPLOYMENTS)) {
        rows.addAll(some(part, refersTo("project_id", place), 3));
      }
    }
    for (Row deployment : List.copyOf(rows)) {
      rows.addAll(some(Relation.DEPLOYMENT_LOGS, refersTo("deployment_id", deployment), 1));
    }
    for (Relation possession :
        List.of(Relation.AI_USAGE_LOGS, Relation.AI_CONVERSATIONS, Relation.WEBHOOKS)) {
      rows.addAll(some(possession, refersTo("project_id", project), 2));
    }
    Stream.concat(profiles().stream(), Stream.of(victim.id()))
        .forEach(person -> rows.addAll(possessions(person)));
    return rows;
  }

  private List<Row> possessions(UUID person) {
    List<Row> rows = new ArrayList<>();
    rows.add(Objects.requireNonNull(world.find(person)));
    for (Relation relation : Relation.values()) {
      if (!List.of(
              Relation.PROJECTS,
              Relation.TEAM_MEMBERS,
              Relation.PROJECT_COLLABORATORS,
              Relation.DEPLOYMENTS)
          .contains(relation)) {
        rows.addAll(some(relation, row -> person.equals(row.uuid("user_id")), 1));
      }
    }
    for (Row webhook : List.copyOf(rows)) {
      rows.addAll(some(Relation.WEBHOOK_LOGS, refersTo("webhook_id", webhook), 1));
    }
    return rows;
  }

  /** "U2 (editor of P3, guest of its team) and U4 (none of P3, none of its team)". */
  String sentence() {
    Roles roles = new Roles(world);
    return people.stream()
        .map(
            person ->
                person.name()
                    + " ("
                    + word(roles.inProject(person.profileId(), project))
                    + " of "
                    + project.name()
                    + ", "
                    + word(roles.inTeam(person.profileId(), project.uuid("team_id")))
                    + " of its team)")
        .collect(Collectors.joining(" and "));
  }

  private static String word(Enum<?> role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private Row own(Relation relation, String column) {
    List<Row> all = world.rows(relation);
    // The last one, as worlds end with everybody's homes.
    for (int i = all.size() - 1; i >= 0; i--) {
      if (leader().equals(all.get(i).uuid(column))) {
        return all.get(i);
      }
    }
    throw new IllegalStateException("no home in " + relation.table());
  }

  private Row next(Row own, Relation relation) {
    List<Row> all = world.rows(relation);
    int people = world.rows(Relation.PROFILES).size();
    int first = all.size() - people;
    return all.get(first + (all.indexOf(own) - first + 1) % people);
  }

  private Row only(Relation relation, String column, UUID value) {
    return some(relation, row -> value.equals(row.uuid(column)), 1).get(0);
  }

  private List<Row> some(Relation relation, Predicate<Row> condition, int limit) {
    return world.rows(relation).stream().filter(condition).limit(limit).toList();
  }

  private static Predicate<Row> refersTo(String column, Row parent) {
    return row -> parent.id().equals(row.uuid(column));
  }
}
