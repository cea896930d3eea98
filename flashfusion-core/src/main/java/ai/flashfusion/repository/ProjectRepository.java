package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.error.Advice;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.repository.ProjectSearch;
import ai.flashfusion.internal.repository.StatsQuery;
import ai.flashfusion.internal.session.Both;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.project.ProjectStats;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.Projects;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The projects that people build. A project is visible to its owner, its collaborators, its team
 * unless it is private, and to everybody while it is public and not deleted.
 */
public final class ProjectRepository extends Repository<ProjectRecord, ProjectId> {

  private static final Condition NOT_DELETED =
      PROJECTS.STATUS.isDistinctFrom(ProjectStatus.DELETED);
  private static final OrderField<?>[] NEWEST_FIRST = {
    PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc()
  };

  ProjectRepository(SessionContext context) {
    super(context, PROJECTS, PROJECTS.ID, Keys.PROJECTS_SLUG_KEY);
  }

  /**
   * Creates a project of the caller. One round trip.
   *
   * @param slug the slug, unique among all projects
   * @return the project as stored
   * @throws ai.flashfusion.error.UniqueViolationException if the slug is taken
   * @throws AccessDeniedException if the identity is not a user with a profile
   */
  public ProjectRecord create(
      String name, String slug, ProjectFramework framework, ProjectVisibility visibility) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(slug, "slug");
    Objects.requireNonNull(framework, "framework");
    Objects.requireNonNull(visibility, "visibility");
    return call(
        "create",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(PROJECTS.USER_ID, callerProfile());
          values.put(PROJECTS.NAME, name);
          values.put(PROJECTS.SLUG, slug);
          values.put(PROJECTS.FRAMEWORK, framework);
          values.put(PROJECTS.VISIBILITY, visibility);
          return insert(values);
        });
  }

  /** Returns the project with the slug; empty if none is visible. One round trip. */
  public Optional<ProjectRecord> findBySlug(String slug) {
    Objects.requireNonNull(slug, "slug");
    return call("findBySlug", () -> fetch(PROJECTS.SLUG.eq(slug)).stream().findFirst());
  }

  /**
   * Returns the caller's own projects, newest first, including those marked as deleted. One round
   * trip.
   */
  public List<ProjectRecord> owned() {
    return call("owned", () -> fetch(PROJECTS.USER_ID.eq(callerProfile()), NEWEST_FIRST));
  }

  /**
   * Returns the projects of others on which the caller works, as a collaborator or through a team,
   * newest first, including those marked as deleted. One round trip.
   *
   * @throws AccessDeniedException if the identity is not a user
   */
  public List<ProjectRecord> sharedWithMe() {
    return call(
        "sharedWithMe",
        () -> {
          Field<ProfileId> me = callerProfile();
          // Arrays, so that both sides of the "or" can use an index.
          Condition collaborates =
              PROJECTS.ID.eq(
                  DSL.any(
                      DSL.array(
                          DSL.select(PROJECT_COLLABORATORS.PROJECT_ID)
                              .from(PROJECT_COLLABORATORS)
                              .where(PROJECT_COLLABORATORS.USER_ID.eq(me)))));
          Condition inTeam =
              PROJECTS.TEAM_ID.eq(
                  DSL.any(
                      DSL.array(
                          DSL.select(TEAM_MEMBERS.TEAM_ID)
                              .from(TEAM_MEMBERS)
                              .where(TEAM_MEMBERS.USER_ID.eq(me))
                              .unionAll(
                                  DSL.select(TEAMS.ID).from(TEAMS).where(TEAMS.OWNER_ID.eq(me))))));
          return fetch(
              collaborates
                  .or(inTeam.and(PROJECTS.VISIBILITY.ne(ProjectVisibility.PRIVATE)))
                  .and(PROJECTS.USER_ID.ne(me)),
              NEWEST_FIRST);
        });
  }

  /** Returns the projects that everybody may see, newest first. One round trip. */
  public List<ProjectRecord> publicProjects() {
    return call(
        "publicProjects",
        () ->
            fetch(
                PROJECTS
                    .VISIBILITY
                    .eq(ProjectVisibility.PUBLIC)
                    .and(PROJECTS.STATUS.ne(ProjectStatus.DELETED)),
                NEWEST_FIRST));
  }

  /**
   * Returns all projects that the identity may see, newest first, including those marked as
   * deleted: its own, shared and public ones, or everybody's in a service session. One round trip.
   * If there are many, use {@link #page}.
   */
  public List<ProjectRecord> visible() {
    return call("visible", () -> fetch(DSL.noCondition(), NEWEST_FIRST));
  }

  /**
   * Searches the projects that the identity may see and that are not marked as deleted. A match in
   * the name weighs more than one in the tags, and that more than one in the description; the best
   * match comes first, among equals the newer one. Words are compared as written, ignoring case,
   * without grammar of a language; the last word may be incomplete. Reads every project that the
   * identity may see. One round trip.
   *
   * @param text the words, all of which must occur; {@code "a phrase"}, {@code or} and {@code -not}
   *     are understood; not blank, at most 1,000 characters
   * @param limit the maximum number of projects, at least 1
   */
  public List<ProjectRecord> search(String text, int limit) {
    Objects.requireNonNull(text, "text");
    return call(
        "search",
        () -> {
          ProjectSearch search = new ProjectSearch(text);
          if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + ": ask for at least 1");
          }
          return dsl()
              .selectFrom(PROJECTS)
              .where(search.matches())
              .and(NOT_DELETED)
              .orderBy(search.rank().desc(), PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc())
              .limit(limit)
              .fetch();
        });
  }

  /**
   * Returns the projects with the framework that the identity may see and that are not marked as
   * deleted, newest first. One round trip.
   */
  public List<ProjectRecord> byFramework(ProjectFramework framework) {
    Objects.requireNonNull(framework, "framework");
    return call(
        "byFramework",
        () -> fetch(PROJECTS.FRAMEWORK.eq(framework).and(NOT_DELETED), NEWEST_FIRST));
  }

  /**
   * Archives an active project. One round trip; four if refused.
   *
   * @return the project as stored
   * @throws IllegalTransitionException if it is not active
   * @throws NotFoundException if there is no such project that this identity may see
   * @throws AccessDeniedException if the caller is not an admin of the project
   */
  public ProjectRecord archive(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("archive", () -> change(project, ProjectStatus.ACTIVE, ProjectStatus.ARCHIVED));
  }

  /**
   * Makes an archived project active again. Otherwise like {@link #archive}.
   *
   * @throws IllegalTransitionException if it is not archived
   */
  public ProjectRecord restore(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("restore", () -> change(project, ProjectStatus.ARCHIVED, ProjectStatus.ACTIVE));
  }

  private ProjectRecord change(ProjectId project, ProjectStatus from, ProjectStatus to) {
    ProjectRecord changed = change(dsl(), project, from, to);
    return changed != null
        ? changed
        : context()
            .<ProjectRecord, RuntimeException>inTransaction(
                locked -> changeLocked(locked, project, from, to));
  }

  /** Changes the status after locking the row, so that a refusal names the actual status. */
  private ProjectRecord changeLocked(
      SessionContext locked, ProjectId project, ProjectStatus from, ProjectStatus to) {
    DSLContext dsl = locked.dsl();
    Both<Optional<ProjectRecord>, @Nullable ProjectRecord> both =
        locked.together(
            () ->
                dsl.selectFrom(PROJECTS)
                    .where(PROJECTS.ID.eq(project))
                    .forUpdate()
                    .fetchOptional(),
            () -> change(dsl, project, from, to));
    ProjectStatus now = both.first().orElseThrow(() -> notChanged(project)).getStatus();
    ProjectRecord changed = both.last();
    if (changed == null) {
      throw new IllegalTransitionException(
          "project " + project + " is " + now + ": only an " + from + " project can become " + to);
    }
    return changed;
  }

  private static @Nullable ProjectRecord change(
      DSLContext dsl, ProjectId project, ProjectStatus from, ProjectStatus to) {
    return dsl.update(PROJECTS)
        .set(PROJECTS.STATUS, to)
        .where(PROJECTS.ID.eq(project))
        .and(PROJECTS.STATUS.eq(from))
        .returning()
        .fetchOne();
  }

  /**
   * Shares the project with a team, instead of any other team: a private project becomes visible to
   * the team, while a project that others may already see stays so. One round trip; two if refused.
   *
   * @return the project as stored
   * @throws NotFoundException if there is no such project that this identity may see
   * @throws AccessDeniedException if the caller is not an admin of the project, or not at least a
   *     member of the team
   */
  public ProjectRecord shareWithTeam(ProjectId project, TeamId team) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(team, "team");
    return call(
        "shareWithTeam",
        () ->
            withTeam(
                project,
                DSL.val(team, PROJECTS.TEAM_ID),
                ProjectVisibility.PRIVATE,
                ProjectVisibility.TEAM));
  }

  /**
   * Ends the sharing with a team: a project that only the team could see becomes private. One round
   * trip; two if refused.
   *
   * @return the project as stored
   * @throws NotFoundException if there is no such project that this identity may see
   * @throws AccessDeniedException if the caller is not an admin of the project, or only through the
   *     team
   */
  public ProjectRecord unshare(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call(
        "unshare",
        () ->
            withTeam(
                project,
                DSL.castNull(PROJECTS.TEAM_ID),
                ProjectVisibility.TEAM,
                ProjectVisibility.PRIVATE));
  }

  private ProjectRecord withTeam(
      ProjectId project, Field<TeamId> team, ProjectVisibility from, ProjectVisibility to) {
    return dsl()
        .update(PROJECTS)
        .set(PROJECTS.TEAM_ID, team)
        .set(
            PROJECTS.VISIBILITY,
            DSL.when(PROJECTS.VISIBILITY.eq(from), DSL.val(to, PROJECTS.VISIBILITY))
                .otherwise(PROJECTS.VISIBILITY))
        .where(PROJECTS.ID.eq(project))
        .returning()
        .fetchOptional()
        .orElseThrow(() -> notChanged(project));
  }

  /**
   * Transfers the project to another owner; the previous owner stays as a collaborator with the
   * role admin. Service only, as users never change an owner. A transaction of three round trips;
   * two if the profile already is the owner.
   *
   * @return the project as stored
   * @throws NotFoundException if there is no such project
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   * @throws AccessDeniedException if the identity is not the service
   */
  public ProjectRecord transferTo(ProjectId project, ProfileId owner) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(owner, "owner");
    return call(
        "transferTo",
        () ->
            context()
                .<ProjectRecord, RuntimeException>inTransaction(
                    transaction -> {
                      DSLContext dsl = transaction.dsl();
                      // Locked before it is read, so that of two transfers the second takes over
                      // from
                      // the
                      // first.
                      Projects before = PROJECTS.as("before");
                      Record row =
                          dsl.update(PROJECTS)
                              .set(PROJECTS.USER_ID, owner)
                              .from(
                                  DSL.select(PROJECTS.ID, PROJECTS.USER_ID)
                                      .from(PROJECTS)
                                      .where(PROJECTS.ID.eq(project))
                                      .forUpdate()
                                      .asTable(before))
                              .where(PROJECTS.ID.eq(before.ID))
                              .returningResult(
                                  Stream.concat(
                                          Stream.of(PROJECTS.fields()), Stream.of(before.USER_ID))
                                      .toList())
                              .fetchOptional()
                              .orElseThrow(() -> notFound(project));
                      ProfileId previous = row.get(before.USER_ID);
                      if (!previous.equals(owner)) {
                        keep(dsl, project, previous, owner);
                      }
                      return row.into(PROJECTS);
                    }));
  }

  /** Makes the previous owner a collaborator, and removes the new owner from the collaborators. */
  private static void keep(DSLContext dsl, ProjectId project, ProfileId previous, ProfileId owner) {
    Permissions all = Permissions.of(Permission.values());
    dsl.with("removed")
        .as(
            dsl.deleteFrom(PROJECT_COLLABORATORS)
                .where(PROJECT_COLLABORATORS.PROJECT_ID.eq(project))
                .and(PROJECT_COLLABORATORS.USER_ID.eq(owner))
                .returning(PROJECT_COLLABORATORS.ID))
        .insertInto(PROJECT_COLLABORATORS)
        .set(PROJECT_COLLABORATORS.PROJECT_ID, project)
        .set(PROJECT_COLLABORATORS.USER_ID, previous)
        .set(PROJECT_COLLABORATORS.ROLE, ProjectCollaboratorRole.ADMIN)
        .set(PROJECT_COLLABORATORS.PERMISSIONS, all)
        .set(PROJECT_COLLABORATORS.ACCEPTED_AT, Now.OF_TRANSACTION)
        .onConflict(PROJECT_COLLABORATORS.PROJECT_ID, PROJECT_COLLABORATORS.USER_ID)
        .doUpdate()
        .set(PROJECT_COLLABORATORS.ROLE, ProjectCollaboratorRole.ADMIN)
        .set(PROJECT_COLLABORATORS.PERMISSIONS, all)
        .execute();
  }

  /**
   * Returns those of these projects that the identity may see, newest first, each with totals and
   * its last deployment. A mere reader sees neither collaborators nor deployments. One round trip;
   * none without ids.
   */
  public List<ProjectStats> withStats(Collection<ProjectId> projects) {
    Objects.requireNonNull(projects, "projects");
    return call("withStats", () -> projects.isEmpty() ? List.of() : StatsQuery.of(dsl(), projects));
  }

  /**
   * Counts one more view of the project. Service only, as users do not write counters. Sets {@code
   * updated_at}, like any change. One round trip.
   *
   * @return the number of views so far
   * @throws NotFoundException if there is no such project
   * @throws AccessDeniedException if the identity is not the service
   */
  public int incrementViews(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call(
        "incrementViews",
        () ->
            dsl()
                .update(PROJECTS)
                .set(PROJECTS.VIEW_COUNT, DSL.coalesce(PROJECTS.VIEW_COUNT, 0).plus(1))
                .where(PROJECTS.ID.eq(project))
                .returningResult(PROJECTS.VIEW_COUNT)
                .fetchOptional(0, Integer.class)
                .orElseThrow(() -> notFound(project)));
  }

  /** Returns the exception that explains why a change reached no row. */
  private RuntimeException notChanged(ProjectId project) {
    return exists(project)
        ? Advice.mayNotChange(context().identity(), "project " + project)
        : notFound(project);
  }
}
