package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one database holds: people, their teams and projects, and rows in every table.
 */
final class World {

  private record Seat(UUID place, UUID person) {}

  private final Map<Relation, List<Row>> rows = new EnumMap<>(Relation.class);
  private final Map<UUID, Row> byId = new HashMap<>();
  private final Map<UUID, Row> profiles = new HashMap<>();
  private final Map<Seat, Row> seats = new HashMap<>();
  private final List<UUID> authUsers = new ArrayList<>();
  private final List<Caller> callers = new ArrayList<>();

  World() {
    for (Relation relation : Relation.values()) {
      rows.put(relation, new ArrayList<>());
    }
  }

  void addAuthUser(UUID id) {
    authUsers.add(id);
  }

  void addCaller(Caller caller) {
    callers.add(caller);
  }

  Row add(Relation relation, UUID id, Map<String, @Nullable Object> values) {
    return add(new Row(relation, id, relation.letters() + (rows(relation).size() + 1), values));
  }

  private Row add(Row row) {
    Relation relation = row.relation();
    rows(relation).add(row);
    byId.put(row.id(), row);
    UUID person = row.uuid("user_id");
    if (person != null) {
      UUID place =
          switch (relation) {
            case TEAM_MEMBERS -> row.uuid("team_id");
            case PROJECT_COLLABORATORS -> row.uuid("project_id");
            default -> null;
          };
      if (place != null) {
        seats.put(new Seat(place, person), row);
      }
      if (relation == Relation.PROFILES) {
        profiles.put(person, row);
      }
    }
    return row;
  }

  /**
   * Returns this world after changes.
   *
   * @param changed the changed rows by the ids that they have here; null for those that are gone
   * @param added the rows that are new
   */
  World after(Map<UUID, @Nullable Row> changed, List<Row> added) {
    World after = new World();
    after.authUsers.addAll(authUsers);
    after.callers.addAll(callers);
    for (List<Row> all : rows.values()) {
      for (Row row : all) {
        Row now = changed.containsKey(row.id()) ? changed.get(row.id()) : row;
        if (now != null) {
          after.add(now);
        }
      }
    }
    added.forEach(after::add);
    return after;
  }

  /** The e-mail that an auth user confirmed. */
  static String email(UUID authUser) {
    return authUser + "@auth.example.com";
  }

  List<UUID> authUsers() {
    return authUsers;
  }

  List<Caller> callers() {
    return callers;
  }

  List<Row> rows(Relation relation) {
    List<Row> all = rows.get(relation);
    if (all == null) {
      throw new IllegalStateException(relation.table());
    }
    return all;
  }

  /** The row of an id, null where it points nowhere. */
  @Nullable Row find(@Nullable UUID id) {
    return id == null ? null : byId.get(id);
  }

  @Nullable Row profileOf(UUID authUser) {
    return profiles.get(authUser);
  }

  /** The row that makes a person member of a team, or collaborator of a project. */
  @Nullable Row seat(UUID teamOrProject, UUID person) {
    return seats.get(new Seat(teamOrProject, person));
  }
}
