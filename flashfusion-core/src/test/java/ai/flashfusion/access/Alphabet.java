package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The single steps of a scene: everybody deletes every row, writes every column that rights or
 * places depend on and one that they do not, adds rows here and there, and moves rows by each form
 * of statement that can.
 */
final class Alphabet {

  /** Columns that decide nothing by themselves, but that nobody, or not everybody, may write. */
  private static final Map<Relation, Set<String>> CONTENTS =
      Map.ofEntries(
          Map.entry(
              Relation.PROFILES,
              Set.of("role", "subscription_tier", "api_calls_limit", "email", "full_name")),
          Map.entry(Relation.TEAMS, Set.of("subscription_tier", "name")),
          Map.entry(Relation.TEAM_MEMBERS, Set.of("accepted_at", "permissions")),
          Map.entry(Relation.PROJECTS, Set.of("star_count", "name")),
          Map.entry(Relation.PROJECT_COLLABORATORS, Set.of("accepted_at", "permissions")),
          Map.entry(Relation.PROJECT_FILES, Set.of("content")),
          Map.entry(Relation.AI_USAGE_LOGS, Set.of("cost_usd")),
          Map.entry(Relation.AI_CONVERSATIONS, Set.of("messages")),
          Map.entry(Relation.DEPLOYMENTS, Set.of("status")),
          Map.entry(Relation.DEPLOYMENT_LOGS, Set.of("message")),
          Map.entry(Relation.WEBHOOKS, Set.of("secret")),
          Map.entry(Relation.WEBHOOK_LOGS, Set.of("error_message")),
          Map.entry(Relation.BILLING_TRANSACTIONS, Set.of("amount_usd")),
          Map.entry(Relation.SUBSCRIPTION_HISTORY, Set.of("tier")),
          Map.entry(Relation.API_KEYS, Set.of("key_hash", "name")),
          Map.entry(Relation.NOTIFICATIONS, Set.of("title", "read")));

  /** The roles to gain in a team or project; lower ones matter no more than none. */
  private static final List<@Nullable Object> ROLES = List.of("owner", "admin");

  private final Scene scene;
  private final Random random;
  private final List<Step> steps = new ArrayList<>();

  private Alphabet(Scene scene, Random random) {
    this.scene = scene;
    this.random = random;
  }

  static List<Step> of(Scene scene, Random random) {
    Alphabet alphabet = new Alphabet(scene, random);
    for (Caller caller : scene.people()) {
      scene.rows().forEach(row -> alphabet.rewrite(caller, row));
      for (Relation relation : Relation.values()) {
        alphabet.rewriteBlindly(caller, relation);
        alphabet.add(caller, relation);
      }
    }
    return alphabet.steps;
  }

  private void rewrite(Caller caller, Row row) {
    String table = row.relation().sql();
    String where = " where id = '" + row.id() + "'";
    step(caller, "delete from " + table + where);
    for (String column : Columns.of(row.relation())) {
      for (Object value : new LinkedHashSet<>(values(row.relation(), column))) {
        if (!Objects.equals(value, row.values().get(column))) {
          step(caller, "update " + table + " set " + column + " = " + Columns.quote(value) + where);
        }
      }
      if (CONTENTS.getOrDefault(row.relation(), Set.of()).contains(column)) {
        String expression = Columns.fresh(row.relation(), column);
        step(caller, "update " + table + " set " + column + " = " + expression + where);
      }
    }
    mine(caller, row.relation()).forEach((column, value) -> move(caller, row, column, value));
    if (isSeat(row.relation())) {
      move(caller, row, "role", "owner");
    }
  }

  /** Rewrites rows without reading anything, so that policies for reading do not matter. */
  private void rewriteBlindly(Caller caller, Relation relation) {
    step(caller, "delete from " + relation.sql());
    for (String column : Columns.of(relation)) {
      if (References.target(relation, column) != null) {
        for (Object value : new LinkedHashSet<>(values(relation, column))) {
          step(
              caller, "update " + relation.sql() + " set " + column + " = " + Columns.quote(value));
        }
      }
    }
  }

  /** The same change in the other forms of statement that can write a row which is there. */
  private void move(Caller caller, Row row, String column, @Nullable Object value) {
    if (Objects.equals(value, row.values().get(column))) {
      return;
    }
    String table = row.relation().sql();
    String set = " set " + column + " = ";
    Map<String, @Nullable Object> values = new LinkedHashMap<>(mine(caller, row.relation()));
    values.putAll(Samples.required(row.relation(), text()));
    values.put("id", row.id());
    step(
        caller,
        insert(row.relation(), values)
            + " on conflict (id) do update"
            + set
            + Columns.quote(value));
    step(
        caller,
        "update %s t%ss.value from (values ('%s'::uuid, %s::%s)) s (id, value) where t.id = s.id"
            .formatted(
                table,
                set,
                row.id(),
                Columns.quote(value),
                Columns.isId(row.relation(), column) ? "uuid" : "text"));
    step(
        caller,
        "merge into %s t using (values ('%s'::uuid)) s (id) on t.id = s.id when matched then update%s%s"
            .formatted(table, row.id(), set, Columns.quote(value)));
  }

  private void add(Caller caller, Relation relation) {
    List<@Nullable UUID> people = new ArrayList<>(scene.profiles());
    people.add(scene.victim().id());
    List<@Nullable UUID> projects = projects();
    List<@Nullable UUID> projectOrNone = Arrays.asList(scene.project().id(), null);
    List<@Nullable UUID> teams = teams();
    List<@Nullable UUID> teamsOrNone = orNone(teams);
    switch (relation) {
      case PROFILES ->
          inserts(
              caller,
              relation,
              Map.of(
                  "user_id",
                  Arrays.asList(caller.authUser(), scene.victim().uuid("user_id")),
                  "email",
                  List.of(World.email(Objects.requireNonNull(caller.authUser())))));
      case TEAMS -> {
        inserts(caller, relation, Map.of("owner_id", people));
        List<UUID> gone = List.of(scene.teamThatIsGone());
        inserts(caller, relation, Map.of("owner_id", people, "id", gone));
      }
      case TEAM_MEMBERS ->
          inserts(caller, relation, Map.of("team_id", teams, "user_id", people, "role", ROLES));
      case PROJECTS -> inserts(caller, relation, Map.of("user_id", people, "team_id", teamsOrNone));
      case PROJECT_COLLABORATORS ->
          inserts(
              caller, relation, Map.of("project_id", projects, "user_id", people, "role", ROLES));
      case PROJECT_FILES -> inserts(caller, relation, Map.of("project_id", projects));
      case DEPLOYMENTS ->
          inserts(caller, relation, Map.of("project_id", projects, "user_id", people));
      case DEPLOYMENT_LOGS ->
          inserts(caller, relation, Map.of("deployment_id", ids(Relation.DEPLOYMENTS)));
      case AI_USAGE_LOGS, AI_CONVERSATIONS, WEBHOOKS ->
          inserts(caller, relation, Map.of("project_id", projectOrNone, "user_id", people));
      case WEBHOOK_LOGS -> inserts(caller, relation, Map.of("webhook_id", ids(Relation.WEBHOOKS)));
      case BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY, API_KEYS, NOTIFICATIONS ->
          inserts(caller, relation, Map.of("user_id", people));
    }
  }

  /** The values of a column that rights or places depend on. */
  private List<@Nullable Object> values(Relation relation, String column) {
    Relation target = References.target(relation, column);
    if (column.equals("id")) {
      return List.of(id());
    } else if (relation == Relation.PROFILES && column.equals("user_id")) {
      return Arrays.asList(scene.victim().uuid("user_id"), null);
    } else if (target != null) {
      return new ArrayList<>(
          switch (target) {
            case PROFILES -> people();
            case PROJECTS -> orNone(projects());
            case TEAMS -> orNone(teams());
            case DEPLOYMENTS -> List.of(scene.homeDeployment().id());
            default -> List.of(scene.ownWebhook().id());
          });
    } else if (isSeat(relation) && column.equals("role")) {
      return ROLES;
    } else if (relation == Relation.PROJECTS && column.equals("visibility")) {
      return new ArrayList<>(Columns.allowedValues(relation, column));
    } else if (relation == Relation.PROJECTS && column.equals("status")) {
      return List.of("active", "deleted");
    }
    return List.of();
  }

  /** Returns the references of a row of the caller's own. */
  private Map<String, @Nullable Object> mine(Caller caller, Relation relation) {
    UUID me = caller.profileId();
    Map<String, @Nullable Object> mine = new LinkedHashMap<>();
    for (String column : Columns.of(relation)) {
      switch (column) {
        case "project_id" -> mine.put(column, scene.home().id());
        case "team_id" -> mine.put(column, scene.homeTeam().id());
        case "deployment_id" -> mine.put(column, scene.homeDeployment().id());
        case "webhook_id" -> mine.put(column, scene.ownWebhook().id());
        case "owner_id" -> mine.put(column, me);
        case "user_id" -> mine.put(column, relation == Relation.PROFILES ? caller.authUser() : me);
        default -> {}
      }
    }
    return mine;
  }

  private void inserts(Caller caller, Relation relation, Map<String, ? extends List<?>> choices) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    rows.add(Map.of());
    for (Map.Entry<String, ? extends List<?>> choice : new TreeMap<>(choices).entrySet()) {
      List<Map<String, @Nullable Object>> longer = new ArrayList<>();
      for (Map<String, @Nullable Object> row : rows) {
        for (Object value : new LinkedHashSet<>(choice.getValue())) {
          Map<String, @Nullable Object> one = new TreeMap<>(row);
          one.put(choice.getKey(), value);
          longer.add(one);
        }
      }
      rows = longer;
    }
    for (Map<String, @Nullable Object> row : rows) {
      Map<String, @Nullable Object> values =
          new LinkedHashMap<>(Samples.required(relation, text()));
      values.putAll(row);
      if (relation != Relation.TEAMS) { // whose ids the database makes
        values.put("id", id());
      }
      step(caller, insert(relation, values));
    }
  }

  private static String insert(Relation relation, Map<String, @Nullable Object> values) {
    return "insert into "
        + relation.sql()
        + " ("
        + String.join(", ", values.keySet())
        + ") values ("
        + values.values().stream().map(Columns::quote).collect(Collectors.joining(", "))
        + ")";
  }

  private void step(Caller caller, String sql) {
    steps.add(new Step(caller, sql));
  }

  private List<@Nullable UUID> people() {
    List<@Nullable UUID> people = new ArrayList<>(scene.profiles());
    people.add(scene.victim().id());
    return people;
  }

  private List<@Nullable UUID> projects() {
    return new ArrayList<>(scene.projects().stream().map(Row::id).toList());
  }

  /** Their teams, and one that none of them need be in. */
  private List<@Nullable UUID> teams() {
    List<@Nullable UUID> teams = new ArrayList<>(scene.teams().stream().map(Row::id).toList());
    teams.add(scene.world().rows(Relation.TEAMS).get(0).id());
    return teams;
  }

  private static List<@Nullable UUID> orNone(List<@Nullable UUID> ids) {
    List<@Nullable UUID> orNone = new ArrayList<>(ids);
    orNone.add(null);
    return orNone;
  }

  private List<UUID> ids(Relation relation) {
    return scene.rows().stream().filter(row -> row.relation() == relation).map(Row::id).toList();
  }

  private static boolean isSeat(Relation relation) {
    return relation == Relation.TEAM_MEMBERS || relation == Relation.PROJECT_COLLABORATORS;
  }

  private String text() {
    return id().toString();
  }

  private UUID id() {
    return new UUID(
        (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
  }
}
