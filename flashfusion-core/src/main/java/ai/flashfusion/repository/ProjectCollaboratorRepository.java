package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectCollaboratorId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.sharing.Collaboration;
import ai.flashfusion.sharing.Collaborator;
import ai.flashfusion.sharing.ProjectRole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The people who work on a project beside its owner, with their roles. Visible to those who work on
 * it; everybody sees their own row. An invitation gives its role at once; accepting it records the
 * consent.
 */
public final class ProjectCollaboratorRepository
    extends Repository<ProjectCollaboratorRecord, ProjectCollaboratorId> {

  private static final Condition OPEN =
      PROJECTS
          .VISIBILITY
          .eq(ProjectVisibility.PUBLIC)
          .and(PROJECTS.STATUS.ne(ProjectStatus.DELETED));

  private final Memberships<ProjectCollaboratorRecord, ProjectCollaboratorId, ProjectId>
      memberships;

  ProjectCollaboratorRepository(SessionContext context) {
    super(
        context,
        PROJECT_COLLABORATORS,
        PROJECT_COLLABORATORS.ID,
        Keys.PROJECT_COLLABORATORS_PROJECT_ID_USER_ID_KEY);
    this.memberships =
        new Memberships<>(
            context,
            PROJECT_COLLABORATORS.ID,
            PROJECT_COLLABORATORS.PROJECT_ID,
            PROJECT_COLLABORATORS.USER_ID,
            PROJECT_COLLABORATORS.ACCEPTED_AT);
  }

  /**
   * Returns the people who work on the project, with their public cards, in the order in which they
   * were invited. The owner that the project names has no row. A caller who is not at least a
   * viewer sees only their own row, if any. One round trip.
   */
  public List<Collaborator> of(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call(
        "of",
        () -> {
          Condition here = PROJECT_COLLABORATORS.PROJECT_ID.eq(project);
          return dsl()
              .select(PROJECT_COLLABORATORS.fields())
              .select(PublicCards.FIELDS)
              .from(PROJECT_COLLABORATORS)
              .leftJoin(
                  PublicCards.of(
                      context().identity(),
                      DSL.select(PROJECT_COLLABORATORS.USER_ID)
                          .from(PROJECT_COLLABORATORS)
                          .where(here)))
              .on(PublicCards.ID.eq(PROJECT_COLLABORATORS.USER_ID))
              .where(here)
              .orderBy(PROJECT_COLLABORATORS.CREATED_AT, PROJECT_COLLABORATORS.ID)
              .fetch(row -> new Collaborator(row.into(PROJECT_COLLABORATORS), PublicCards.in(row)));
        });
  }

  /**
   * Returns the projects on which somebody works as a collaborator, the latest first: all projects
   * of the caller, and those projects of others on which the caller works as well. One round trip.
   */
  public List<Collaboration> projectsOf(ProfileId profile) {
    Objects.requireNonNull(profile, "profile");
    return call("projectsOf", () -> collaborations(PROJECT_COLLABORATORS.USER_ID.eq(profile)));
  }

  /** Returns the caller's invitations that are not accepted, the latest first. One round trip. */
  public List<Collaboration> pendingInvites() {
    return call(
        "pendingInvites",
        () ->
            collaborations(
                PROJECT_COLLABORATORS
                    .USER_ID
                    .eq(callerProfile())
                    .and(PROJECT_COLLABORATORS.ACCEPTED_AT.isNull())));
  }

  private List<Collaboration> collaborations(Condition condition) {
    return dsl()
        .select(PROJECT_COLLABORATORS.fields())
        .select(PROJECTS.fields())
        .from(PROJECT_COLLABORATORS)
        .join(PROJECTS)
        .on(PROJECTS.ID.eq(PROJECT_COLLABORATORS.PROJECT_ID))
        .where(condition)
        .orderBy(PROJECT_COLLABORATORS.CREATED_AT.desc(), PROJECT_COLLABORATORS.ID.desc())
        .fetch(row -> new Collaboration(row.into(PROJECT_COLLABORATORS), row.into(PROJECTS)));
  }

  /**
   * Returns the caller's role in the project, as its owner, as a collaborator, through its team, or
   * as one of the public. The highest role counts; the database allows the same. One round trip.
   *
   * @return the role; {@link ProjectRole#NONE} if the project does not exist or is hidden
   * @throws ai.flashfusion.error.AccessDeniedException if the caller is the service, which may do
   *     everything but has no role
   */
  public ProjectRole roleOn(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("roleOn", () -> access(project).role());
  }

  /**
   * Returns the actions that the caller may perform on the project: everything that their role as
   * owner, through the team or as one of the public allows, and of what their role as a
   * collaborator allows, those actions that the permissions in their row allow too. The result
   * never exceeds what the database allows to {@link #roleOn}; see {@link ProjectRole#permissions}.
   * One round trip.
   *
   * @return a new, modifiable set; empty if the project does not exist or is hidden
   * @throws ai.flashfusion.error.AccessDeniedException if the caller is the service
   */
  public Set<Permission> permissionsOn(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("permissionsOn", () -> access(project).permissions());
  }

  /** Returns whether {@link #permissionsOn} has this action. One round trip. */
  public boolean can(ProjectId project, Permission action) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(action, "action");
    return call("can", () -> permissionsOn(project).contains(action));
  }

  private ProjectAccess access(ProjectId project) {
    if (context().identity().role().equals(Identity.anonymous().role())) {
      boolean open = dsl().fetchExists(PROJECTS, PROJECTS.ID.eq(project).and(OPEN));
      return new ProjectAccess(open, false, null, null, null);
    }
    Field<ProfileId> caller = callerProfile();
    Field<Boolean> open = DSL.field(OPEN);
    Field<Boolean> owner = DSL.field(PROJECTS.USER_ID.eq(caller));
    Field<TeamMemberRole> team =
        DSL.when(
                TEAMS.OWNER_ID.eq(caller),
                DSL.inline(TeamMemberRole.OWNER, TEAM_MEMBERS.ROLE.getDataType()))
            .otherwise(TEAM_MEMBERS.ROLE);
    return dsl()
        .select(
            open,
            owner,
            PROJECT_COLLABORATORS.ROLE,
            PROJECT_COLLABORATORS.PERMISSIONS,
            DSL.when(PROJECTS.VISIBILITY.ne(ProjectVisibility.PRIVATE), team))
        .from(PROJECTS)
        .leftJoin(PROJECT_COLLABORATORS)
        .on(
            PROJECT_COLLABORATORS
                .PROJECT_ID
                .eq(PROJECTS.ID)
                .and(PROJECT_COLLABORATORS.USER_ID.eq(caller)))
        .leftJoin(TEAMS)
        .on(TEAMS.ID.eq(PROJECTS.TEAM_ID))
        .leftJoin(TEAM_MEMBERS)
        .on(TEAM_MEMBERS.TEAM_ID.eq(PROJECTS.TEAM_ID).and(TEAM_MEMBERS.USER_ID.eq(caller)))
        .where(PROJECTS.ID.eq(project))
        .fetchOptional(
            row ->
                new ProjectAccess(
                    Boolean.TRUE.equals(row.value1()),
                    Boolean.TRUE.equals(row.value2()),
                    row.value3(),
                    row.value4(),
                    row.value5()))
        .orElse(ProjectAccess.NONE);
  }

  /**
   * Invites somebody, who has the role at once, with the permissions that the role allows. One
   * round trip.
   *
   * @return the row as stored; {@code invited_by} is the caller
   * @throws ai.flashfusion.error.UniqueViolationException if they are already invited; change their
   *     role instead
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is at least an admin of
   *     the project, or its owner if the role is owner
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   */
  public ProjectCollaboratorRecord invite(
      ProjectId project, ProfileId profile, ProjectCollaboratorRole role) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(role, "role");
    return call(
        "invite",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(PROJECT_COLLABORATORS.PROJECT_ID, project);
          values.put(PROJECT_COLLABORATORS.USER_ID, profile);
          values.put(PROJECT_COLLABORATORS.ROLE, role);
          values.put(PROJECT_COLLABORATORS.PERMISSIONS, permissionsOf(role));
          values.put(PROJECT_COLLABORATORS.INVITED_BY, callerProfile());
          return insert(values);
        });
  }

  /**
   * Accepts the caller's own invitation. Of several calls at once, one succeeds. One round trip; a
   * second one explains why nothing was accepted.
   *
   * @return the row as stored
   * @throws ai.flashfusion.error.IllegalTransitionException if it was accepted before
   * @throws NotFoundException if the caller is not invited
   */
  public ProjectCollaboratorRecord accept(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("accept", () -> memberships.accept(project, callerProfile()));
  }

  /**
   * Gives a collaborator another role and the permissions that it allows; other entries of their
   * permissions stay. One round trip; more to explain why nothing was changed.
   *
   * @return the row as stored
   * @throws NotFoundException if they do not work on the project
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is at least an admin of
   *     the project, or its owner if the role is owner; nobody can raise their own role
   */
  public ProjectCollaboratorRecord changeRole(
      ProjectId project, ProfileId profile, ProjectCollaboratorRole role) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(role, "role");
    return call(
        "changeRole",
        () -> {
          Condition theirs = memberships.row(project, profile);
          Field<Permissions> permissions = PROJECT_COLLABORATORS.PERMISSIONS;
          ProjectCollaboratorRecord stored =
              dsl()
                  .update(PROJECT_COLLABORATORS)
                  .set(PROJECT_COLLABORATORS.ROLE, role)
                  .set(
                      permissions,
                      DSL.field(
                          "case jsonb_typeof({0}) when 'object' then {0} else '{}' end || {1}",
                          permissions.getDataType(),
                          permissions,
                          DSL.val(permissionsOf(role), permissions)))
                  .where(theirs)
                  .returning()
                  .fetchOne();
          if (stored == null) {
            throw memberships.unreached(context(), project, theirs);
          }
          return stored;
        });
  }

  /**
   * Removes a collaborator or an invitation. One round trip; more to explain why nothing was
   * removed.
   *
   * @throws NotFoundException if they do not work on the project
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is at least an admin of
   *     the project, or is the collaborator
   */
  public void remove(ProjectId project, ProfileId profile) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(profile, "profile");
    run("remove", () -> delete(project, memberships.row(project, profile)));
  }

  /**
   * Ends the caller's own collaboration, or declines the invitation. The owner that the project
   * names has no row and cannot leave. Otherwise like {@link #remove}.
   *
   * @throws NotFoundException if the caller is not a collaborator
   */
  public void leave(ProjectId project) {
    Objects.requireNonNull(project, "project");
    run("leave", () -> delete(project, memberships.row(project, callerProfile())));
  }

  private void delete(ProjectId project, Condition row) {
    if (dsl().deleteFrom(PROJECT_COLLABORATORS).where(row).execute() == 0) {
      throw memberships.unreached(context(), project, row);
    }
  }

  private static Permissions permissionsOf(ProjectCollaboratorRole role) {
    return Permissions.of(ProjectRole.of(role).permissions().toArray(Permission[]::new));
  }
}
