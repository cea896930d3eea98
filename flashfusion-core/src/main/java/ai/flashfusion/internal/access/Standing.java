package ai.flashfusion.internal.access;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.values;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * The relation of an identity to a row, in words. It does not decide about access, which the
 * database has already done.
 */
final class Standing {

  private final Identity identity;
  private final Table<?> table;
  private final Record row;
  private final Field<ProfileId> me;
  private final Field<ProjectId> project;
  private final Field<TeamId> team;
  private final Field<ProfileId> webhookOwner;
  private final Field<ProjectCollaboratorRole> collaborator;
  private final Field<TeamMemberRole> member;
  private final List<String> words = new ArrayList<>();

  private Standing(Identity identity, Table<?> table, Record row) {
    this.identity = identity;
    this.table = table;
    this.row = row;
    this.me =
        field(
            select(PROFILES.ID)
                .from(PROFILES)
                .where(PROFILES.USER_ID.eq(identity.authUserId().orElse(null))));
    this.project =
        has("deployment_id")
            ? field(
                select(DEPLOYMENTS.PROJECT_ID)
                    .from(DEPLOYMENTS)
                    .where(DEPLOYMENTS.ID.eq((DeploymentId) row.get("deployment_id"))))
            : val((ProjectId) value(PROJECTS, "project_id"), PROJECTS.ID);
    this.team = coalesce(val((TeamId) value(TEAMS, "team_id"), TEAMS.ID), PROJECTS.TEAM_ID);
    this.webhookOwner =
        field(
            select(WEBHOOKS.USER_ID)
                .from(WEBHOOKS)
                .where(
                    WEBHOOKS.ID.eq(has("webhook_id") ? (WebhookId) row.get("webhook_id") : null)));
    this.collaborator =
        field(
            select(PROJECT_COLLABORATORS.ROLE)
                .from(PROJECT_COLLABORATORS)
                .where(PROJECT_COLLABORATORS.PROJECT_ID.eq(PROJECTS.ID))
                .and(PROJECT_COLLABORATORS.USER_ID.eq(me)));
    this.member =
        field(
            select(TEAM_MEMBERS.ROLE)
                .from(TEAM_MEMBERS)
                .where(TEAM_MEMBERS.TEAM_ID.eq(team))
                .and(TEAM_MEMBERS.USER_ID.eq(me)));
  }

  /** Returns the words, for which the database is asked once. */
  static String of(DSLContext service, Identity identity, Table<?> table, Record row) {
    if (identity.isService()) {
      return "the service is exempt from row level security";
    }
    Standing standing = new Standing(identity, table, row);
    standing.say(standing.ask(service));
    return String.join(", ", standing.words);
  }

  private boolean has(String column) {
    return row.field(column) != null;
  }

  /** Returns the id of the row itself in a table, or that in a column, or null. */
  private @Nullable Object value(Table<?> itself, String column) {
    return table.equals(itself) ? row.get("id") : has(column) ? row.get(column) : null;
  }

  private Record ask(DSLContext service) {
    return service
        .select(me, webhookOwner, collaborator, member, team)
        .select(PROJECTS.ID, PROJECTS.USER_ID, PROJECTS.VISIBILITY, PROJECTS.STATUS, TEAMS.OWNER_ID)
        .from(values(row(1)).as("one"))
        .leftJoin(PROJECTS)
        .on(PROJECTS.ID.eq(project))
        .leftJoin(TEAMS)
        .on(TEAMS.ID.eq(team))
        .fetchSingle();
  }

  private void say(Record found) {
    if (identity.authUserId().isEmpty()) {
      words.add("nobody is signed in");
    } else if (found.get(me) == null) {
      words.add("the user has no profile");
    }
    if (table.equals(PROJECTS)) {
      project(found);
    } else if (table.equals(TEAMS)) {
      team(found);
    } else {
      belongings(found);
    }
  }

  private void belongings(Record found) {
    if (has("user_id")) {
      belongs(found, row.get("user_id"));
    }
    if (has("deployment_id")) {
      project(found);
    } else if (has("webhook_id")) {
      belongs(found, found.get(webhookOwner));
    } else if (has("project_id")) {
      project(found);
    } else if (has("team_id")) {
      team(found);
    }
  }

  /** Adds whose row it is: a row names a profile, a profile names an auth user. */
  private void belongs(Record found, @Nullable Object person) {
    boolean own =
        person != null
            && (person.equals(found.get(me))
                || (person instanceof AuthUserId user
                    && identity.authUserId().filter(user::equals).isPresent()));
    String whose = person instanceof ProfileId ? "profile " + person : "user " + person;
    words.add(
        person == null
            ? "the row belongs to nobody"
            : own ? "the row is their own" : "the row belongs to " + whose);
  }

  private void project(Record found) {
    ProjectId id = found.get(PROJECTS.ID);
    if (id == null) {
      words.add("the row belongs to no project");
      return;
    }
    ProjectCollaboratorRole role = found.get(collaborator);
    boolean owner = found.get(PROJECTS.USER_ID).equals(found.get(me));
    words.add(
        (owner
                ? "is owner"
                : role == null ? "is not a collaborator" : "is a collaborator (" + role + ")")
            + " of project "
            + id
            + ", which is "
            + found.get(PROJECTS.VISIBILITY)
            + " and "
            + found.get(PROJECTS.STATUS));
    if (found.get(team) != null) {
      team(found);
    }
  }

  private void team(Record found) {
    ProfileId owner = found.get(TEAMS.OWNER_ID);
    TeamMemberRole role = found.get(member);
    boolean owns = owner != null && owner.equals(found.get(me));
    words.add(
        (owns ? "is owner" : role == null ? "is not" : "is " + role)
            + (owns || role != null ? " of team " : " in team ")
            + found.get(team)
            + (owner == null ? ", which is gone" : ""));
  }
}
