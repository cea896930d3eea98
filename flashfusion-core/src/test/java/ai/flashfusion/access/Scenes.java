package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The scenes of a world: one to three people, and a project in which each is something else. */
final class Scenes {

  private final World world;
  private final Random random;
  private final Roles roles;

  private Scenes(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
    this.roles = new Roles(world);
  }

  /** Scenes that differ in who is what, in an order in which the best roles among them change. */
  static List<Scene> of(World world, long seed) {
    return new Scenes(world, seed).inTurns();
  }

  private List<Scene> inTurns() {
    Map<String, List<Scene>> byRoles = new LinkedHashMap<>();
    Set<String> situations = new LinkedHashSet<>();
    for (Scene scene : all()) {
      if (situations.add(situation(scene))) {
        byRoles.computeIfAbsent(bestRoles(scene), roles -> new ArrayList<>()).add(scene);
      }
    }
    List<Scene> turns = new ArrayList<>();
    for (int i = 0; i < situations.size(); i++) {
      for (List<Scene> scenes : byRoles.values()) {
        if (i < scenes.size()) {
          turns.add(scenes.get(i));
        }
      }
    }
    return turns;
  }

  private List<Scene> all() {
    List<Caller> known =
        new ArrayList<>(
            world.callers().stream().filter(caller -> caller.profile() != null).toList());
    List<Caller> helpers =
        world.callers().stream()
            .filter(caller -> caller.isSignedIn() && caller.authUser() != null)
            .toList();
    List<Scene> scenes = new ArrayList<>();
    for (Row project : world.rows(Relation.PROJECTS)) {
      for (Caller leader : known) {
        for (int size = 1; size <= 3; size++) {
          Set<Caller> people = new LinkedHashSet<>(List.of(leader));
          while (people.size() < size) {
            people.add(helpers.get(random.nextInt(helpers.size())));
          }
          Row victim = victim(people);
          Scene scene = new Scene(world, List.copyOf(people), project, victim);
          if (!scene.home().equals(project)) {
            scenes.add(scene);
          }
        }
      }
    }
    Collections.shuffle(scenes, random);
    return scenes;
  }

  private Row victim(Set<Caller> people) {
    List<Row> others =
        world.rows(Relation.PROFILES).stream()
            .filter(
                profile -> people.stream().noneMatch(caller -> profile.equals(caller.profile())))
            .toList();
    return others.get(random.nextInt(others.size()));
  }

  private String bestRoles(Scene scene) {
    ProjectRole inProject = ProjectRole.NONE;
    TeamRole inTeam = TeamRole.NONE;
    for (Caller caller : scene.people()) {
      inProject = inProject.or(roles.inProject(caller.profileId(), scene.project()));
      TeamRole role = roles.inTeam(caller.profileId(), scene.project().uuid("team_id"));
      inTeam = role.atLeast(inTeam) ? role : inTeam;
    }
    boolean gone = scene.project().uuid("team_id") != null && scene.team() == null;
    return inProject + " " + (gone ? "gone" : inTeam);
  }

  private String situation(Scene scene) {
    List<String> places =
        scene.people().stream()
            .map(
                caller ->
                    roles.inProject(caller.profileId(), scene.project())
                        + " "
                        + roles.inTeam(caller.profileId(), scene.project().uuid("team_id")))
            .sorted()
            .toList();
    return places + " " + scene.project().text("visibility");
  }
}
