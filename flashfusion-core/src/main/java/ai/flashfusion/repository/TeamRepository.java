package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.Both;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.TeamRecord;
import ai.flashfusion.sharing.TeamMember;
import ai.flashfusion.sharing.TeamWithMembers;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Groups of people who work together. Visible to members, guests and the owner. */
public final class TeamRepository extends Repository<TeamRecord, TeamId> {

  TeamRepository(SessionContext context) {
    super(context, TEAMS, TEAMS.ID, Keys.TEAMS_SLUG_KEY);
  }

  /**
   * Creates a team that the caller owns, and their membership as owner: both or neither. Two
   * round trips.
   *
   * @param slug the slug, unique among all teams
   * @return the team as stored
   * @throws ai.flashfusion.error.UniqueViolationException if the slug is taken
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user with a profile
   * @throws IllegalArgumentException if the name or slug is blank
   */
  public TeamRecord create(String name, String slug) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(slug, "slug");
    return call(
        "create",
        () -> {
          if (name.isBlank() || slug.isBlank()) {
            throw new IllegalArgumentException(
                "the name of a team is '"
                    + name
                    + "' and its slug '"
                    + slug
                    + "': neither may be blank");
          }
          Field<ProfileId> caller = callerProfile();
          // Two statements: the policy of team_members does not see a team of the same statement.
          return context()
              .inTransaction(
                  transaction -> {
                    DSLContext dsl = transaction.dsl();
                    Both<TeamRecord, Integer> both =
                        transaction.together(
                            () ->
                                dsl.insertInto(TEAMS)
                                    .set(TEAMS.NAME, name)
                                    .set(TEAMS.SLUG, slug)
                                    .set(TEAMS.OWNER_ID, caller)
                                    .returning()
                                    .fetchSingle(),
                            () -> seatOwner(dsl, TEAMS.SLUG.eq(slug)));
                    TeamRecord team = both.first();
                    if (both.last() == 0) {
                      // A trigger changed the slug.
                      seatOwner(dsl, TEAMS.ID.eq(team.getId()));
                    }
                    return team;
                  });
        });
  }

  /** Makes the owner of a team a member, and returns the number of rows. */
  private static int seatOwner(DSLContext dsl, Condition team) {
    return dsl.insertInto(
            TEAM_MEMBERS,
            TEAM_MEMBERS.TEAM_ID,
            TEAM_MEMBERS.USER_ID,
            TEAM_MEMBERS.ROLE,
            TEAM_MEMBERS.ACCEPTED_AT)
        .select(
            DSL.select(
                    TEAMS.ID,
                    TEAMS.OWNER_ID,
                    DSL.val(TeamMemberRole.OWNER, TEAM_MEMBERS.ROLE),
                    Now.OF_TRANSACTION)
                .from(TEAMS)
                .where(team))
        .execute();
  }

  /** Returns the team with the slug; empty if none is visible. One round trip. */
  public Optional<TeamRecord> findBySlug(String slug) {
    Objects.requireNonNull(slug, "slug");
    return call("findBySlug", () -> fetch(TEAMS.SLUG.eq(slug)).stream().findFirst());
  }

  /**
   * Returns the teams that the caller owns, belongs to or is invited to, the newest first. One
   * round trip.
   *
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user
   */
  public List<TeamRecord> mine() {
    return call(
        "mine",
        () ->
            fetch(
                TEAMS
                    .OWNER_ID
                    .eq(callerProfile())
                    .or(
                        TEAMS.ID.in(
                            DSL.select(TEAM_MEMBERS.TEAM_ID)
                                .from(TEAM_MEMBERS)
                                .where(TEAM_MEMBERS.USER_ID.eq(callerProfile())))),
                TEAMS.CREATED_AT.desc(),
                TEAMS.ID.desc()));
  }

  /**
   * Returns the team's projects that the caller may see, the newest first. Private projects are
   * visible only to their owners and collaborators. One round trip.
   */
  public List<ProjectRecord> projects(TeamId team) {
    Objects.requireNonNull(team, "team");
    return call(
        "projects",
        () ->
            dsl()
                .selectFrom(PROJECTS)
                .where(PROJECTS.TEAM_ID.eq(team))
                .orderBy(PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc())
                .fetch());
  }

  /**
   * Returns the team and its members with public cards. One round trip.
   *
   * @throws ai.flashfusion.error.NotFoundException if there is no such team that this identity may
   *     see
   */
  public TeamWithMembers withMembers(TeamId team) {
    Objects.requireNonNull(team, "team");
    return call(
        "withMembers",
        () -> {
          Result<Record> rows =
              dsl()
                  .select(TEAMS.fields())
                  .select(TEAM_MEMBERS.fields())
                  .select(PublicCards.FIELDS)
                  .from(TEAMS)
                  .leftJoin(TEAM_MEMBERS)
                  .on(TEAM_MEMBERS.TEAM_ID.eq(TEAMS.ID))
                  .leftJoin(TeamMemberRepository.cards(context().identity(), team))
                  .on(PublicCards.ID.eq(TEAM_MEMBERS.USER_ID))
                  .where(TEAMS.ID.eq(team))
                  .orderBy(TEAM_MEMBERS.CREATED_AT, TEAM_MEMBERS.ID)
                  .fetch();
          if (rows.isEmpty()) {
            throw notFound(team);
          }
          List<TeamMember> members =
              rows.stream()
                  .filter(row -> row.get(TEAM_MEMBERS.ID) != null)
                  .map(TeamMemberRepository::member)
                  .toList();
          return new TeamWithMembers(rows.get(0).into(TEAMS), members);
        });
  }

  /**
   * Makes somebody the only owner of the team, whether or not they are a member; all other owners
   * become admins. Of several calls at once the last one counts. Service only, as users never write
   * {@code owner_id}. Three round trips.
   *
   * @return the team as stored
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   * @throws ai.flashfusion.error.NotFoundException if there is no such team
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   */
  public TeamRecord transferOwnership(TeamId team, ProfileId to) {
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(to, "to");
    return call(
        "transferOwnership",
        () ->
            context()
                .inTransaction(
                    transaction -> {
                      // The row as it was when the lock was obtained.
                      Table<?> before =
                          DSL.select(TEAMS.ID.as("team"), TEAMS.OWNER_ID.as("owner"))
                              .from(TEAMS)
                              .where(TEAMS.ID.eq(team))
                              .forUpdate()
                              .asTable("before");
                      Field<ProfileId> owner =
                          DSL.field(DSL.name("before", "owner"), TEAMS.OWNER_ID.getDataType());
                      Record changed =
                          transaction
                              .dsl()
                              .update(TEAMS)
                              .set(TEAMS.OWNER_ID, to)
                              .from(before)
                              .where(
                                  TEAMS.ID.eq(
                                      DSL.field(
                                          DSL.name("before", "team"), TEAMS.ID.getDataType())))
                              .returningResult(
                                  Stream.concat(Stream.of(TEAMS.fields()), Stream.of(owner))
                                      .toList())
                              .fetchOne();
                      if (changed == null) {
                        throw notFound(team);
                      }
                      seat(transaction, team, to, changed.get(owner));
                      return changed.into(TEAMS);
                    }));
  }

  /**
   * Makes all other owners admins, whether or not they had a row, and the new owner a member with
   * the role owner.
   */
  private static void seat(
      SessionContext transaction, TeamId team, ProfileId owner, ProfileId before) {
    transaction
        .dsl()
        .with("demoted")
        .as(
            DSL.update(TEAM_MEMBERS)
                .set(TEAM_MEMBERS.ROLE, TeamMemberRole.ADMIN)
                .where(TEAM_MEMBERS.TEAM_ID.eq(team))
                .and(TEAM_MEMBERS.ROLE.eq(TeamMemberRole.OWNER))
                .and(TEAM_MEMBERS.USER_ID.notIn(owner, before))
                .returning(TEAM_MEMBERS.ID))
        .insertInto(
            TEAM_MEMBERS,
            TEAM_MEMBERS.TEAM_ID,
            TEAM_MEMBERS.USER_ID,
            TEAM_MEMBERS.ROLE,
            TEAM_MEMBERS.ACCEPTED_AT)
        .select(
            DSL.select(
                    DSL.val(team, TEAM_MEMBERS.TEAM_ID),
                    DSL.val(before, TEAM_MEMBERS.USER_ID),
                    DSL.val(TeamMemberRole.ADMIN, TEAM_MEMBERS.ROLE),
                    Now.OF_TRANSACTION)
                .where(DSL.val(before, TEAM_MEMBERS.USER_ID).ne(owner))
                .unionAll(
                    DSL.select(
                        DSL.val(team, TEAM_MEMBERS.TEAM_ID),
                        DSL.val(owner, TEAM_MEMBERS.USER_ID),
                        DSL.val(TeamMemberRole.OWNER, TEAM_MEMBERS.ROLE),
                        Now.OF_TRANSACTION)))
        .onConflict(TEAM_MEMBERS.TEAM_ID, TEAM_MEMBERS.USER_ID)
        .doUpdate()
        .set(TEAM_MEMBERS.ROLE, DSL.excluded(TEAM_MEMBERS.ROLE))
        .execute();
  }
}
