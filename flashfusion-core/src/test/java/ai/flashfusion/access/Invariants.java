package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The invariants of any sequence, whatever the steps were: nothing that was there at the start is
 * gone, changed or seen, nobody has a higher role than before, and nothing is added, unless the
 * matrix lets the people obtain the right from one another.
 */
final class Invariants {

  private final World start;
  private final Aftermath end;
  private final Coalition coalition;
  private final List<Difference> broken = new ArrayList<>();

  private Invariants(World start, Aftermath end, List<Caller> people) {
    this.start = start;
    this.end = end;
    this.coalition = new Coalition(start, end.world(), people);
  }

  /** Returns the invariants that are broken, given what the people, and what anyone, saw. */
  static List<Difference> broken(
      World start, Aftermath end, List<Caller> people, Set<UUID> seen, Set<UUID> seenByAnyone) {
    Invariants invariants = new Invariants(start, end, people);
    end.fates().forEach(invariants::fate);
    end.added().forEach(invariants::added);
    invariants.seen(seen, seenByAnyone);
    if (invariants.rolesMayDiffer()) {
      invariants.roles();
    }
    return invariants.broken;
  }

  private void fate(Aftermath.Fate fate) {
    Row row = fate.row();
    Map<String, Aftermath.Change> changes = fate.changes();
    if (changes == null) {
      if (!coalition.mayVanish(row)) {
        breaks(row, "is gone", "which none of them may delete, nor what it belongs to");
      }
      return;
    }
    changes.forEach(
        (column, change) -> {
          boolean followsAnother = column.equals("updated_at") && changes.size() > 1;
          if (!followsAnother && !coalition.mayChange(row, column, change)) {
            breaks(
                row,
                "has another " + column,
                "which none of them may set from " + change.from() + " to " + change.to());
          }
        });
  }

  private void added(Row row) {
    if (!coalition.mayAppear(row)) {
      breaks(row, "is added", "which none of them may add: " + row.values());
    }
  }

  private void seen(Set<UUID> seen, Set<UUID> seenByAnyone) {
    Set<UUID> gone =
        end.fates().stream()
            .filter(fate -> fate.changes() == null)
            .map(fate -> fate.row().id())
            .collect(Collectors.toSet());
    for (UUID id : seen) {
      Row row = start.find(id);
      if (row != null && !gone.contains(id) && !coalition.maySee(row)) {
        breaks(row, "is seen by them", "which none of them may see");
      }
    }
    for (UUID id : seenByAnyone) {
      Row row = start.find(id);
      if (row != null && !gone.contains(id) && !coalition.mayPublish(row)) {
        breaks(row, "is seen by anyone", "which none of them may make public");
      }
    }
  }

  private boolean rolesMayDiffer() {
    return end.fates().stream().anyMatch(fate -> decides(fate.row()))
        || end.added().stream().anyMatch(Invariants::decides);
  }

  private static boolean decides(Row row) {
    return switch (row.relation()) {
      case PROFILES, TEAMS, TEAM_MEMBERS, PROJECTS, PROJECT_COLLABORATORS -> true;
      default -> false;
    };
  }

  private void roles() {
    Roles now = new Roles(end.world());
    for (Row person : start.rows(Relation.PROFILES)) {
      for (Row project : start.rows(Relation.PROJECTS)) {
        ProjectRole role = now.inProject(person.id(), project.id());
        boolean published = role == ProjectRole.READER && coalition.mayPublish(project);
        if (!published && !coalition.attainable(person.id(), project.id()).atLeast(role)) {
          breaks(
              project,
              "has one more " + word(role),
              "which none of them may make " + person.name());
        }
      }
      for (Row team : start.rows(Relation.TEAMS)) {
        TeamRole role = now.inTeam(person.id(), team.id());
        if (!coalition.attainableInTeam(person.id(), team.id()).atLeast(role)) {
          breaks(
              team, "has one more " + word(role), "which none of them may make " + person.name());
        }
      }
    }
  }

  private void breaks(Row row, String what, String why) {
    broken.add(
        new Difference(
            row.relation().table() + " " + what,
            row.relation().table() + " " + row.name() + " " + what + ", " + why));
  }

  private static String word(Enum<?> role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
