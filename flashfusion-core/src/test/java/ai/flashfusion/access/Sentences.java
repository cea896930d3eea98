package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes what is wrong with a cell, so that it can be understood without a debugger. */
final class Sentences {

  private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final World world;
  private final Roles roles;

  Sentences(World world) {
    this.world = world;
    this.roles = new Roles(world);
  }

  /** "user U2 (editor of P3 through team T1) could update deployments D7.status but …". */
  Difference about(Attempt attempt, Row row, String happened, String said) {
    String sentence =
        subject(attempt.caller(), row)
            + " "
            + happened
            + " "
            + attempt.operation().verb()
            + " "
            + attempt.relation().table()
            + " "
            + row.name()
            + attempt.detail()
            + " but the matrix says "
            + said
            + ": "
            + attempt.operation().name().charAt(0)
            + ": "
            + Page.rule(attempt.relation(), attempt.operation());
    return new Difference(kind(attempt, happened), sentence);
  }

  /** A sentence about a statement that is not about one row. */
  Difference about(Attempt attempt, String happened) {
    return new Difference(
        kind(attempt, "statement"),
        attempt.caller().name() + ": " + happened + ": " + attempt.sql());
  }

  private static String kind(Attempt attempt, String happened) {
    return String.join(
        " ",
        attempt.caller().role(),
        happened,
        attempt.operation().verb(),
        attempt.relation().table(),
        UUIDS.matcher(attempt.detail()).replaceAll("…"));
  }

  private String subject(Caller caller, Row row) {
    String name = caller.profile() == null ? caller.name() : "user " + caller.name();
    UUID me = caller.profileId();
    List<String> relations = new ArrayList<>();
    if (me != null && me.equals(row.uuid("user_id"))) {
      relations.add("whose row it is");
    }
    Row team = row.relation() == Relation.TEAMS ? row : teamOf(row);
    if (team != null) {
      relations.add(word(roles.inTeam(me, team)) + " of " + team.name());
    }
    Row project = projectOf(row);
    if (project != null) {
      relations.add(inProject(me, project));
    }
    return relations.isEmpty() ? name : name + " (" + String.join(", ", relations) + ")";
  }

  private String inProject(@Nullable UUID me, Row project) {
    ProjectRole role = roles.inProject(me, project);
    String through = "";
    Row team = world.find(project.uuid("team_id"));
    if (me != null && team != null && ProjectRole.ofTeam(roles.inTeam(me, team)) == role) {
      through = " through team " + team.name();
    }
    return word(role)
        + " of "
        + project.name()
        + through
        + ", which is "
        + project.text("visibility")
        + " and "
        + project.text("status");
  }

  private @Nullable Row teamOf(Row row) {
    return row.relation() == Relation.TEAM_MEMBERS ? world.find(row.uuid("team_id")) : null;
  }

  private @Nullable Row projectOf(Row row) {
    return switch (row.relation()) {
      case PROJECTS -> row;
      case DEPLOYMENT_LOGS -> {
        Row deployment = world.find(row.uuid("deployment_id"));
        yield deployment == null ? null : projectOf(deployment);
      }
      default -> world.find(row.uuid("project_id"));
    };
  }

  private static String word(Enum<?> role) {
    String word = role.name().toLowerCase(Locale.ROOT);
    return word.equals("none") ? "nobody" : word;
  }
}
