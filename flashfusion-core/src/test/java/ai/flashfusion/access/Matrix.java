package ai.flashfusion.access;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The access matrix, written only from the page: if it were derived from the policies, it would
 * repeat their mistakes.
 */
final class Matrix {

  private final World world;
  private final Roles roles;

  Matrix(World world) {
    this.world = world;
    this.roles = new Roles(world);
  }

  boolean sees(Caller caller, Row row) {
    if (caller.isService()) {
      return true;
    }
    UUID me = caller.profileId();
    return switch (row.relation()) {
      case PROFILES -> isSelf(caller, row);
      case PROJECTS -> roles.inProject(me, row).atLeast(ProjectRole.READER);
      case PROJECT_FILES -> project(me, row).atLeast(ProjectRole.READER);
      case PROJECT_COLLABORATORS -> project(me, row).atLeast(ProjectRole.VIEWER) || owns(me, row);
      case DEPLOYMENTS -> project(me, row).atLeast(ProjectRole.VIEWER);
      case DEPLOYMENT_LOGS -> project(me, deployment(row)).atLeast(ProjectRole.VIEWER);
      case WEBHOOK_LOGS -> owns(me, webhook(row));
      case TEAMS -> roles.inTeam(me, row) != TeamRole.NONE;
      case TEAM_MEMBERS -> team(me, row) != TeamRole.NONE;
      case AI_USAGE_LOGS,
          AI_CONVERSATIONS,
          WEBHOOKS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY,
          API_KEYS,
          NOTIFICATIONS ->
          owns(me, row);
    };
  }

  /** Whether the row may be added, as far as rows decide; columns are a matter of their own. */
  boolean inserts(Caller caller, Row row) {
    if (caller.isService()) {
      return true;
    }
    if (!caller.isSignedIn()) {
      return false;
    }
    UUID me = caller.profileId();
    return switch (row.relation()) {
      case PROFILES -> isSelf(caller, row) && hasConfirmed(caller, row.text("email"));
      case PROJECTS -> owns(me, row) && mayJoin(me, row.uuid("team_id"));
      case PROJECT_COLLABORATORS ->
          mayAppoint(project(me, row), row) && isNobodyElse(me, row, "invited_by");
      case PROJECT_FILES ->
          project(me, row).atLeast(ProjectRole.EDITOR)
              && isNobodyElse(me, row, "created_by")
              && isNobodyElse(me, row, "updated_by");
      case AI_USAGE_LOGS, AI_CONVERSATIONS ->
          owns(me, row) && mayAttach(me, row, ProjectRole.VIEWER);
      case DEPLOYMENTS -> project(me, row).atLeast(ProjectRole.EDITOR) && owns(me, row);
      case DEPLOYMENT_LOGS -> project(me, deployment(row)).atLeast(ProjectRole.EDITOR);
      case WEBHOOKS -> owns(me, row) && mayAttach(me, row, ProjectRole.ADMIN);
      case TEAMS -> me != null && me.equals(row.uuid("owner_id"));
      case TEAM_MEMBERS -> mayAppoint(team(me, row), row) && isNobodyElse(me, row, "invited_by");
      case API_KEYS -> owns(me, row);
      case WEBHOOK_LOGS, BILLING_TRANSACTIONS, SUBSCRIPTION_HISTORY, NOTIFICATIONS -> false;
    };
  }

  boolean deletes(Caller caller, Row row) {
    if (caller.isService()) {
      return true;
    }
    if (!caller.isSignedIn()) {
      return false;
    }
    UUID me = caller.profileId();
    return switch (row.relation()) {
      case PROJECTS -> roles.inProject(me, row).atLeast(ProjectRole.OWNER);
      case PROJECT_COLLABORATORS -> project(me, row).atLeast(ProjectRole.ADMIN) || owns(me, row);
      case PROJECT_FILES -> project(me, row).atLeast(ProjectRole.EDITOR);
      case DEPLOYMENTS -> project(me, row).atLeast(ProjectRole.ADMIN);
      case TEAMS -> roles.inTeam(me, row).atLeast(TeamRole.OWNER);
      case TEAM_MEMBERS -> team(me, row).atLeast(TeamRole.ADMIN) || owns(me, row);
      case AI_CONVERSATIONS, WEBHOOKS, API_KEYS, NOTIFICATIONS -> owns(me, row);
      case PROFILES,
          AI_USAGE_LOGS,
          DEPLOYMENT_LOGS,
          WEBHOOK_LOGS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY ->
          false;
    };
  }

  /**
   * Returns the verdict on an update of these columns to new values, for a row that the caller need
   * not see.
   */
  Verdict updates(Caller caller, Row old, Map<String, @Nullable Object> changes) {
    if (caller.isService()) {
      return Verdict.ALLOWED;
    }
    boolean columns =
        changes.keySet().stream().allMatch(column -> ColumnRules.updatable(old.relation(), column));
    if (!caller.isSignedIn() || !mayTouch(caller, old)) {
      return columns && caller.isSignedIn() ? Verdict.NOTHING : Verdict.REFUSED;
    }
    return columns && mayBecome(caller, old, changes) ? Verdict.ALLOWED : Verdict.DENIED;
  }

  /** Whether one person may see the card of another. */
  boolean seesCard(Caller caller, Row profile) {
    UUID me = caller.profileId();
    return me != null
        && caller.isSignedIn()
        && (me.equals(profile.id()) || roles.meet(me, profile.id()));
  }

  /** Whether there is anything about the row that the caller may change. */
  private boolean mayTouch(Caller caller, Row row) {
    UUID me = caller.profileId();
    return switch (row.relation()) {
      case PROFILES -> isSelf(caller, row);
      case PROJECTS -> roles.inProject(me, row).atLeast(ProjectRole.ADMIN);
      case PROJECT_COLLABORATORS -> project(me, row).atLeast(ProjectRole.ADMIN) || owns(me, row);
      case PROJECT_FILES, DEPLOYMENTS -> project(me, row).atLeast(ProjectRole.EDITOR);
      case TEAMS -> roles.inTeam(me, row).atLeast(TeamRole.ADMIN);
      case TEAM_MEMBERS -> team(me, row).atLeast(TeamRole.ADMIN) || owns(me, row);
      case AI_CONVERSATIONS, WEBHOOKS, API_KEYS, NOTIFICATIONS -> owns(me, row);
      case AI_USAGE_LOGS,
          DEPLOYMENT_LOGS,
          WEBHOOK_LOGS,
          BILLING_TRANSACTIONS,
          SUBSCRIPTION_HISTORY ->
          false;
    };
  }

  private boolean mayBecome(Caller caller, Row old, Map<String, @Nullable Object> changes) {
    UUID me = caller.profileId();
    Row changed = old.with(changes);
    return switch (old.relation()) {
      case PROJECTS ->
          roles.inProject(me, changed).atLeast(ProjectRole.ADMIN)
              && (isSame(old, changed, "team_id") || mayJoin(me, changed.uuid("team_id")));
      case PROJECT_FILES ->
          isSame(old, changed, "updated_by") || isNobodyElse(me, changed, "updated_by");
      case PROJECT_COLLABORATORS ->
          project(me, old).atLeast(ProjectRole.ADMIN)
              ? mayAppoint(project(me, changed), changed) && !raisesOwn(me, old, changed)
              : onlyAccepts(old, changes);
      case TEAM_MEMBERS ->
          team(me, old).atLeast(TeamRole.ADMIN)
              ? mayAppoint(team(me, changed), changed) && !raisesOwn(me, old, changed)
              : onlyAccepts(old, changes);
      default -> true; // the row cannot leave its owner, as no column says so that may be written
    };
  }

  /**
   * Returns whether the change only accepts an invitation. A column set to its present value does
   * not count, and neither does {@code updated_at}, which is now whatever a statement says.
   */
  private static boolean onlyAccepts(Row old, Map<String, @Nullable Object> changes) {
    return changes.entrySet().stream()
        .filter(change -> !Objects.equals(change.getValue(), old.values().get(change.getKey())))
        .map(Map.Entry::getKey)
        .allMatch(Set.of("accepted_at", "updated_at")::contains);
  }

  private static boolean mayAppoint(ProjectRole mine, Row collaborator) {
    return mine.atLeast(
        Objects.equals(collaborator.text("role"), "owner") ? ProjectRole.OWNER : ProjectRole.ADMIN);
  }

  private static boolean mayAppoint(TeamRole mine, Row member) {
    return mine.atLeast(
        Objects.equals(member.text("role"), "owner") ? TeamRole.OWNER : TeamRole.ADMIN);
  }

  private static boolean raisesOwn(@Nullable UUID me, Row old, Row changed) {
    String before = old.text("role");
    String after = changed.text("role");
    return owns(me, old)
        && (old.relation() == Relation.TEAM_MEMBERS
            ? TeamRole.ofMember(after).compareTo(TeamRole.ofMember(before)) > 0
            : ProjectRole.ofCollaborator(after).compareTo(ProjectRole.ofCollaborator(before)) > 0);
  }

  private boolean mayJoin(@Nullable UUID me, @Nullable UUID teamId) {
    return teamId == null || roles.inTeam(me, teamId).atLeast(TeamRole.MEMBER);
  }

  private boolean mayAttach(@Nullable UUID me, Row row, ProjectRole wanted) {
    return row.uuid("project_id") == null || project(me, row).atLeast(wanted);
  }

  private ProjectRole project(@Nullable UUID me, @Nullable Row part) {
    return part == null ? ProjectRole.NONE : roles.inProject(me, part.uuid("project_id"));
  }

  private TeamRole team(@Nullable UUID me, Row member) {
    return roles.inTeam(me, member.uuid("team_id"));
  }

  private @Nullable Row deployment(Row log) {
    return world.find(log.uuid("deployment_id"));
  }

  private @Nullable Row webhook(Row log) {
    return world.find(log.uuid("webhook_id"));
  }

  private static boolean owns(@Nullable UUID me, @Nullable Row row) {
    return me != null && row != null && me.equals(row.uuid("user_id"));
  }

  /** Whether the column names the caller, or nobody: whoever is named has done it. */
  private static boolean isNobodyElse(@Nullable UUID me, Row row, String column) {
    UUID named = row.uuid(column);
    return named == null || named.equals(me);
  }

  private static boolean isSelf(Caller caller, Row profile) {
    UUID authUser = caller.authUser();
    return authUser != null && authUser.equals(profile.uuid("user_id"));
  }

  private boolean hasConfirmed(Caller caller, @Nullable String email) {
    UUID authUser = caller.authUser();
    return authUser != null
        && world.authUsers().contains(authUser)
        && World.email(authUser).equals(email);
  }

  private static boolean isSame(Row old, Row changed, String column) {
    return Objects.equals(old.uuid(column), changed.uuid(column));
  }
}
