package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Builds random worlds. Each holds people with and without profile, and every role; the combination
 * of visibility, status and team in a project is random.
 */
final class WorldGenerator {

  private static final int PEOPLE = 7;
  private static final List<@Nullable String> VISIBILITIES =
      Arrays.asList("public", "private", "unlisted", "team", "team", "public", null);
  private static final List<@Nullable String> STATUSES =
      Arrays.asList("active", "active", "archived", "deleted", "suspended", null);
  private static final List<@Nullable String> COLLABORATORS =
      Arrays.asList("owner", "admin", "editor", "viewer", null);
  private static final List<@Nullable String> MEMBERS =
      Arrays.asList("owner", "admin", "member", "guest", null);

  private final World world = new World();
  private final Random random;
  private final int size;

  private WorldGenerator(long seed, int size) {
    this.random = new Random(seed);
    this.size = size;
  }

  /**
   * Builds the world of a seed.
   *
   * @param size 0 for a small one; each step adds a team and three projects
   */
  static World generate(long seed, int size) {
    WorldGenerator generator = new WorldGenerator(seed, size);
    generator.people();
    generator.teams();
    generator.projects();
    generator.partsOfProjects();
    generator.possessions();
    return generator.world;
  }

  /**
   * A small world in which each person also has a team and a private project of their own, of which
   * the person before is admin and the one before that an editor or member. One more project names
   * a team that is gone.
   */
  static World withHomes(long seed) {
    WorldGenerator generator = new WorldGenerator(seed, 0);
    generator.people();
    generator.teams();
    generator.projects();
    generator.homes();
    generator.partsOfProjects();
    generator.possessions();
    return generator.world;
  }

  private void homes() {
    List<Row> people = world.rows(Relation.PROFILES);
    UUID first = people.get(0).id();
    add(Relation.PROJECTS, "user_id", first, "team_id", uuid(), "visibility", "team");
    for (int i = 0; i < people.size(); i++) {
      UUID owner = people.get(i).id();
      UUID admin = people.get((i + people.size() - 1) % people.size()).id();
      UUID editor = people.get((i + people.size() - 2) % people.size()).id();
      UUID team = add(Relation.TEAMS, "owner_id", owner).id();
      UUID project =
          add(Relation.PROJECTS, "user_id", owner, "visibility", "private", "status", "active")
              .id();
      add(Relation.TEAM_MEMBERS, "team_id", team, "user_id", admin, "role", "admin");
      add(Relation.TEAM_MEMBERS, "team_id", team, "user_id", editor, "role", "member");
      seat(project, admin, "admin");
      seat(project, editor, "editor");
    }
  }

  private void seat(UUID project, UUID person, String role) {
    add(Relation.PROJECT_COLLABORATORS, "project_id", project, "user_id", person, "role", role);
  }

  private void people() {
    world.addCaller(new Caller("a stranger", "anon", null, null));
    world.addCaller(new Caller("the service", "service_role", null, null));
    world.addCaller(
        random.nextBoolean()
            ? new Caller("an authenticated nobody", "authenticated", null, null)
            : new Caller("someone unknown", "authenticated", uuid(), null));
    UUID newcomer = uuid();
    world.addAuthUser(newcomer);
    world.addCaller(new Caller("a user without profile", "authenticated", newcomer, null));
    for (int i = 0; i < PEOPLE; i++) {
      UUID authUser = uuid();
      world.addAuthUser(authUser);
      Row profile = person(authUser);
      world.addCaller(new Caller(profile.name(), "authenticated", authUser, profile));
    }
    person(null);
  }

  /**
   * Admins of the platform are people like others. Cards show the name that follows from the id.
   */
  private Row person(@Nullable UUID authUser) {
    UUID id = uuid();
    Map<String, @Nullable Object> values = new HashMap<>(Samples.required(Relation.PROFILES));
    values.put("user_id", authUser);
    values.put("role", random.nextBoolean() ? "admin" : "user");
    values.put("username", "user-" + id);
    values.put("full_name", "User " + id);
    values.put("avatar_url", "https://example.com/" + id);
    return world.add(Relation.PROFILES, id, values);
  }

  private void teams() {
    for (int i = 0; i < 2 + size; i++) {
      Row team = add(Relation.TEAMS, "owner_id", anybody().id());
      int role = random.nextInt(MEMBERS.size());
      for (Row person : world.rows(Relation.PROFILES)) {
        if (random.nextInt(10) < 4) {
          add(
              Relation.TEAM_MEMBERS,
              "team_id",
              team.id(),
              "user_id",
              person.id(),
              "role",
              MEMBERS.get(role++ % MEMBERS.size()),
              "accepted_at",
              accepted());
        }
      }
    }
  }

  private void projects() {
    int visibility = random.nextInt(VISIBILITIES.size());
    for (int i = 0; i < 5 + 3 * size; i++) {
      Row project =
          add(
              Relation.PROJECTS,
              "user_id",
              anybody().id(),
              "team_id",
              anyTeam(),
              "visibility",
              VISIBILITIES.get(visibility++ % VISIBILITIES.size()),
              "status",
              any(STATUSES));
      int role = random.nextInt(COLLABORATORS.size());
      for (Row person : world.rows(Relation.PROFILES)) {
        if (random.nextInt(10) < 2) {
          add(
              Relation.PROJECT_COLLABORATORS,
              "project_id",
              project.id(),
              "user_id",
              person.id(),
              "role",
              COLLABORATORS.get(role++ % COLLABORATORS.size()),
              "accepted_at",
              accepted());
        }
      }
    }
  }

  private void partsOfProjects() {
    for (Row project : world.rows(Relation.PROJECTS)) {
      add(Relation.PROJECT_FILES, "project_id", project.id());
      Row deployment =
          add(Relation.DEPLOYMENTS, "project_id", project.id(), "user_id", anybody().id());
      add(Relation.DEPLOYMENT_LOGS, "deployment_id", deployment.id());
    }
  }

  private void possessions() {
    for (Row person : world.rows(Relation.PROFILES)) {
      for (Relation relation :
          List.of(Relation.AI_USAGE_LOGS, Relation.AI_CONVERSATIONS, Relation.WEBHOOKS)) {
        for (int i = 0; i < 2; i++) {
          add(relation, "user_id", person.id(), "project_id", i == 0 ? null : anyProject().id());
        }
      }
      for (Relation relation :
          List.of(
              Relation.BILLING_TRANSACTIONS,
              Relation.SUBSCRIPTION_HISTORY,
              Relation.API_KEYS,
              Relation.NOTIFICATIONS)) {
        add(relation, "user_id", person.id());
      }
    }
    for (Row webhook : world.rows(Relation.WEBHOOKS)) {
      add(Relation.WEBHOOK_LOGS, "webhook_id", webhook.id());
    }
  }

  private Row add(Relation relation, @Nullable Object... columnsAndValues) {
    Map<String, @Nullable Object> values = new HashMap<>(Samples.required(relation));
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      values.put(String.valueOf(columnsAndValues[i]), columnsAndValues[i + 1]);
    }
    return world.add(relation, uuid(), values);
  }

  private @Nullable String accepted() {
    return random.nextInt(3) == 0 ? null : "2026-01-01";
  }

  /** No team, some team, or one that is gone: no foreign key holds on to it. */
  private @Nullable UUID anyTeam() {
    List<Row> teams = world.rows(Relation.TEAMS);
    int choice = random.nextInt(teams.size() + 2);
    return choice < teams.size() ? teams.get(choice).id() : choice == teams.size() ? null : uuid();
  }

  private Row anyProject() {
    return any(new ArrayList<>(world.rows(Relation.PROJECTS)));
  }

  private Row anybody() {
    return any(world.rows(Relation.PROFILES));
  }

  private <T extends @Nullable Object> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /**
   * Returns an id that depends on the seed, unlike {@code randomUUID}, as a statement's plan could
   * depend on it.
   */
  private UUID uuid() {
    return new UUID(
        (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }
}
