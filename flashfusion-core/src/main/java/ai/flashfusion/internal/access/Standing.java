package ai.flashfusion.internal.access;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The relation of an identity to a row, in words. It does not decide about access, which the
 * database has already done.
 */
final class Standing {

  private final DSLContext service;
  private final Identity identity;
  private final @Nullable ProfileId me;
  private final List<String> words = new ArrayList<>();

  private Standing(DSLContext service, Identity identity) {
    this.service = service;
    this.identity = identity;
    this.me =
        identity
            .authUserId()
            .map(
                user ->
                    service
                        .select(PROFILES.ID)
                        .from(PROFILES)
                        .where(PROFILES.USER_ID.eq(user))
                        .fetchOne(PROFILES.ID))
            .orElse(null);
  }

  static String of(DSLContext service, Identity identity, Table<?> table, Record row) {
    if (identity.isService()) {
      return "the service is exempt from row level security";
    }
    Standing standing = new Standing(service, identity);
    standing.person();
    standing.row(table, row);
    return String.join(", ", standing.words);
  }

  private void person() {
    if (identity.authUserId().isEmpty()) {
      words.add("nobody is signed in");
    } else if (me == null) {
      words.add("the user has no profile");
    }
  }

  private void row(Table<?> table, Record row) {
    if (table.equals(PROJECTS)) {
      project((ProjectId) row.get("id"));
      return;
    }
    if (table.equals(TEAMS)) {
      team((TeamId) row.get("id"));
      return;
    }
    if (row.field("user_id") != null) {
      belongs(row.get("user_id"));
    }
    if (row.field("deployment_id") != null) {
      project(
          service
              .select(DEPLOYMENTS.PROJECT_ID)
              .from(DEPLOYMENTS)
              .where(DEPLOYMENTS.ID.eq((DeploymentId) row.get("deployment_id")))
              .fetchOne(DEPLOYMENTS.PROJECT_ID));
    } else if (row.field("webhook_id") != null) {
      belongs(
          service
              .select(WEBHOOKS.USER_ID)
              .from(WEBHOOKS)
              .where(WEBHOOKS.ID.eq((WebhookId) row.get("webhook_id")))
              .fetchOne(WEBHOOKS.USER_ID));
    } else if (row.field("project_id") != null) {
      project((ProjectId) row.get("project_id"));
    } else if (row.field("team_id") != null) {
      team((TeamId) row.get("team_id"));
    }
  }

  /** Adds whose row it is: a row names a profile, a profile names an auth user. */
  private void belongs(@Nullable Object person) {
    boolean own =
        person != null
            && (person.equals(me)
                || (person instanceof AuthUserId user
                    && identity.authUserId().filter(user::equals).isPresent()));
    String whose = person instanceof ProfileId ? "profile " + person : "user " + person;
    words.add(
        person == null
            ? "the row belongs to nobody"
            : own ? "the row is their own" : "the row belongs to " + whose);
  }

  private void project(@Nullable ProjectId id) {
    if (id == null) {
      words.add("the row belongs to no project");
      return;
    }
    ProjectRecord project = service.fetchSingle(PROJECTS, PROJECTS.ID.eq(id));
    String role =
        me == null
            ? null
            : service
                .select(PROJECT_COLLABORATORS.ROLE)
                .from(PROJECT_COLLABORATORS)
                .where(PROJECT_COLLABORATORS.PROJECT_ID.eq(id))
                .and(PROJECT_COLLABORATORS.USER_ID.eq(me))
                .fetchOptional(PROJECT_COLLABORATORS.ROLE)
                .map(String::valueOf)
                .orElse(null);
    boolean owner = project.getUserId().equals(me);
    words.add(
        (owner
                ? "is owner"
                : role == null ? "is not a collaborator" : "is a collaborator (" + role + ")")
            + " of project "
            + id
            + ", which is "
            + project.getVisibility()
            + " and "
            + project.getStatus());
    TeamId team = project.getTeamId();
    if (team != null) {
      team(team);
    }
  }

  private void team(TeamId id) {
    ProfileId owner =
        service.select(TEAMS.OWNER_ID).from(TEAMS).where(TEAMS.ID.eq(id)).fetchOne(TEAMS.OWNER_ID);
    String role =
        me == null
            ? null
            : service
                .select(TEAM_MEMBERS.ROLE)
                .from(TEAM_MEMBERS)
                .where(TEAM_MEMBERS.TEAM_ID.eq(id))
                .and(TEAM_MEMBERS.USER_ID.eq(me))
                .fetchOptional(TEAM_MEMBERS.ROLE)
                .map(String::valueOf)
                .orElse(null);
    boolean owns = owner != null && owner.equals(me);
    words.add(
        (owns ? "is owner" : role == null ? "is not" : "is " + role)
            + (owns || role != null ? " of team " : " in team ")
            + id
            + (owner == null ? ", which is gone" : ""));
  }
}
