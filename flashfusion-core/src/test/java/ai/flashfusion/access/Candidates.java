package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values and rows that somebody may try to write. */
final class Candidates {

  private final World world;
  private final Random random;
  private final int samples;

  /** Creates candidates with this many samples of other people's things. */
  Candidates(World world, Random random, int samples) {
    this.world = world;
    this.random = random;
    this.samples = samples;
  }

  /** Every column of the table, with each value that could make a difference. */
  List<Change> changes(Caller caller, Relation relation) {
    return Columns.of(relation).stream()
        .flatMap(column -> changes(caller, relation, column).stream())
        .toList();
  }

  List<Change> changes(Caller caller, Relation relation, String column) {
    Relation target = References.target(relation, column);
    if (column.equals("id")) {
      return List.of(Change.to(relation, column, UUID.randomUUID()));
    } else if (relation == Relation.PROFILES && column.equals("user_id")) {
      return List.of(Change.to(relation, column, some(world.authUsers())));
    } else if (!References.decides(relation, column)) {
      return List.of(
          target == null
              ? Change.fresh(relation, column)
              : Change.to(relation, column, some(world.rows(target)).id()));
    }
    List<@Nullable Object> values = new ArrayList<>();
    if (target == null) {
      values.addAll(Columns.allowedValues(relation, column));
      values.add(null);
    } else {
      values.addAll(sample(target));
      if (target == Relation.PROFILES && caller.profile() != null) {
        values.add(caller.profileId());
      }
      if (Columns.isNullable(relation, column)) {
        values.add(null);
      }
      if (target == Relation.TEAMS) {
        values.add(UUID.randomUUID());
      }
    }
    return values.stream().map(value -> Change.to(relation, column, value)).toList();
  }

  /** Rows that somebody may try to add: in their own name and in others', here and elsewhere. */
  List<Row> rows(Caller caller, Relation relation) {
    List<@Nullable UUID> people = new ArrayList<>();
    people.add(some(world.rows(Relation.PROFILES)).id());
    if (caller.profile() != null) {
      people.add(caller.profileId());
    }
    List<@Nullable UUID> projects = ids(Relation.PROJECTS);
    List<@Nullable UUID> projectsOrNone = new ArrayList<>(projects);
    projectsOrNone.add(null);
    List<@Nullable UUID> teams = new ArrayList<>(ids(Relation.TEAMS));
    List<@Nullable UUID> teamsOrNone = new ArrayList<>(teams);
    teamsOrNone.add(null);
    teamsOrNone.add(UUID.randomUUID());
    return switch (relation) {
      case PROFILES ->
          each(
              relation,
              "user_id",
              Arrays.asList(null, some(world.authUsers()), caller.authUser()),
              "email",
              List.of(email(caller.authUser()), email(some(world.authUsers()))));
      case TEAMS -> each(relation, "owner_id", people);
      case PROJECTS -> each(relation, "user_id", people, "team_id", teamsOrNone);
      case TEAM_MEMBERS ->
          each(relation, "user_id", people, "team_id", teams, "role", roles(relation));
      case PROJECT_COLLABORATORS ->
          each(relation, "user_id", people, "project_id", projects, "role", roles(relation));
      case PROJECT_FILES -> each(relation, "project_id", projects);
      case DEPLOYMENTS -> each(relation, "user_id", people, "project_id", projects);
      case AI_USAGE_LOGS, AI_CONVERSATIONS, WEBHOOKS ->
          each(relation, "user_id", people, "project_id", projectsOrNone);
      case DEPLOYMENT_LOGS -> each(relation, "deployment_id", ids(Relation.DEPLOYMENTS));
      case WEBHOOK_LOGS -> each(relation, "webhook_id", sample(Relation.WEBHOOKS));
      case BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY, API_KEYS, NOTIFICATIONS ->
          each(relation, "user_id", people);
    };
  }

  private static String email(@Nullable UUID authUser) {
    return World.email(authUser == null ? UUID.randomUUID() : authUser);
  }

  <T extends @Nullable Object> T some(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private List<Row> each(Relation relation, Object... columnsAndValues) {
    List<Map<String, @Nullable Object>> combinations = new ArrayList<>();
    combinations.add(Map.of());
    for (int i = 0; i < columnsAndValues.length; i += 2) {
      List<Map<String, @Nullable Object>> longer = new ArrayList<>();
      for (Map<String, @Nullable Object> combination : combinations) {
        for (Object value : (List<?>) columnsAndValues[i + 1]) {
          Map<String, @Nullable Object> one = new HashMap<>(combination);
          one.put((String) columnsAndValues[i], value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations.stream().map(values -> row(relation, values)).toList();
  }

  private Row row(Relation relation, Map<String, @Nullable Object> references) {
    Map<String, @Nullable Object> values = new HashMap<>(Samples.required(relation));
    values.putAll(references);
    if (relation == Relation.PROJECTS) {
      values.put("visibility", some(Columns.allowedValues(relation, "visibility")));
      values.put("status", some(Columns.allowedValues(relation, "status")));
    }
    return new Row(relation, UUID.randomUUID(), "a new row", values);
  }

  private static List<@Nullable String> roles(Relation relation) {
    List<@Nullable String> roles = new ArrayList<>(Columns.allowedValues(relation, "role"));
    roles.add(null);
    return roles;
  }

  private List<@Nullable UUID> sample(Relation relation) {
    List<@Nullable UUID> all = new ArrayList<>(ids(relation));
    Collections.shuffle(all, random);
    return all.subList(0, Math.min(all.size(), samples));
  }

  private List<@Nullable UUID> ids(Relation relation) {
    List<@Nullable UUID> ids = new ArrayList<>();
    world.rows(relation).forEach(row -> ids.add(row.id()));
    return ids;
  }
}
