package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Checks that the few worlds of one run contain every situation. */
class WorldGeneratorTest {

  private final List<World> worlds =
      LongStream.range(0, 8).mapToObj(seed -> WorldGenerator.generate(seed, 1)).toList();

  @Test
  void aSeedAlwaysMakesTheSameWorld() {
    assertThat(ids(WorldGenerator.generate(1, 1)))
        .isEqualTo(ids(WorldGenerator.generate(1, 1)))
        .isNotEqualTo(ids(WorldGenerator.generate(2, 1)));
  }

  @Test
  void everyTableHasRowsInEveryWorld() {
    for (World world : worlds) {
      for (Relation relation : Relation.values()) {
        assertThat(world.rows(relation)).as(relation.table()).isNotEmpty();
      }
    }
  }

  @Test
  void projectsAreInEveryVisibilityStatusAndKindOfTeam() {
    assertThat(values(Relation.PROJECTS, "visibility"))
        .containsExactlyInAnyOrder("public", "private", "unlisted", "team", "null");
    assertThat(values(Relation.PROJECTS, "status"))
        .containsExactlyInAnyOrder("active", "archived", "deleted", "suspended", "null");
    Set<String> teams =
        worlds.stream()
            .flatMap(
                world ->
                    world.rows(Relation.PROJECTS).stream()
                        .map(project -> kindOfTeam(world, project)))
            .collect(Collectors.toSet());
    assertThat(teams).containsExactlyInAnyOrder("none", "gone", "of the owner", "foreign");
  }

  @Test
  void seatsAreOfEveryRoleAndSomeArePending() {
    assertThat(values(Relation.PROJECT_COLLABORATORS, "role"))
        .containsExactlyInAnyOrder("owner", "admin", "editor", "viewer", "null");
    assertThat(values(Relation.TEAM_MEMBERS, "role"))
        .containsExactlyInAnyOrder("owner", "admin", "member", "guest", "null");
    assertThat(values(Relation.PROJECT_COLLABORATORS, "accepted_at")).hasSize(2).contains("null");
    assertThat(values(Relation.TEAM_MEMBERS, "accepted_at")).hasSize(2).contains("null");
  }

  @Test
  void somebodyHasEachRoleInSomeProject() {
    Set<ProjectRole> roles =
        worlds.stream()
            .flatMap(
                world ->
                    world.callers().stream()
                        .flatMap(
                            caller ->
                                world.rows(Relation.PROJECTS).stream()
                                    .map(
                                        project ->
                                            new Roles(world)
                                                .inProject(caller.profileId(), project))))
            .collect(Collectors.toSet());
    assertThat(roles).containsExactlyInAnyOrder(ProjectRole.values());
  }

  private static String kindOfTeam(World world, Row project) {
    UUID team = project.uuid("team_id");
    if (team == null) {
      return "none";
    } else if (world.find(team) == null) {
      return "gone";
    }
    TeamRole owners = new Roles(world).inTeam(project.uuid("user_id"), team);
    return owners == TeamRole.NONE ? "foreign" : "of the owner";
  }

  private Collection<String> values(Relation relation, String column) {
    return worlds.stream()
        .flatMap(world -> world.rows(relation).stream())
        .map(row -> word(row.text(column)))
        .collect(Collectors.toSet());
  }

  private static String word(@Nullable String value) {
    return value == null ? "null" : value;
  }

  private static List<UUID> ids(World world) {
    return world.rows(Relation.PROJECTS).stream().map(Row::id).toList();
  }
}
