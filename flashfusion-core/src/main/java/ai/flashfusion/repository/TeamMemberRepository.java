package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.LastOwnerException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.internal.repository.Subquery;
import ai.flashfusion.internal.session.Both;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.TeamMemberId;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.sharing.TeamMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The members of teams, with their roles. Visible to the members of the same team. An invitation
 * gives its role at once; accepting it records the consent. The owner that the team names stays
 * owner with or without a row, so that there always is one; there may be more.
 */
public final class TeamMemberRepository extends Repository<TeamMemberRecord, TeamMemberId> {

  /** A condition that is true if the row's person is the owner that the team names. */
  private static final Condition NAMED =
      Subquery.exists(
          DSL.selectOne()
              .from(TEAMS)
              .where(TEAMS.ID.eq(TEAM_MEMBERS.TEAM_ID))
              .and(TEAMS.OWNER_ID.eq(TEAM_MEMBERS.USER_ID)));

  private final Memberships<TeamMemberRecord, TeamMemberId, TeamId> memberships;

  TeamMemberRepository(SessionContext context) {
    super(context, TEAM_MEMBERS, TEAM_MEMBERS.ID, Keys.TEAM_MEMBERS_TEAM_ID_USER_ID_KEY);
    this.memberships =
        new Memberships<>(
            context,
            TEAM_MEMBERS.ID,
            TEAM_MEMBERS.TEAM_ID,
            TEAM_MEMBERS.USER_ID,
            TEAM_MEMBERS.ACCEPTED_AT);
  }

  /**
   * Returns the members of the team with their public cards, in the order in which they joined;
   * empty if the team is hidden. One round trip.
   */
  public List<TeamMember> of(TeamId team) {
    Objects.requireNonNull(team, "team");
    return call(
        "of",
        () ->
            dsl()
                .select(TEAM_MEMBERS.fields())
                .select(PublicCards.FIELDS)
                .from(TEAM_MEMBERS)
                .leftJoin(cards(context().identity(), team))
                .on(PublicCards.ID.eq(TEAM_MEMBERS.USER_ID))
                .where(TEAM_MEMBERS.TEAM_ID.eq(team))
                .orderBy(TEAM_MEMBERS.CREATED_AT, TEAM_MEMBERS.ID)
                .fetch(TeamMemberRepository::member));
  }

  static Table<?> cards(Identity identity, TeamId team) {
    return PublicCards.of(
        identity,
        DSL.select(TEAM_MEMBERS.USER_ID).from(TEAM_MEMBERS).where(TEAM_MEMBERS.TEAM_ID.eq(team)));
  }

  static TeamMember member(Record row) {
    return new TeamMember(row.into(TEAM_MEMBERS), PublicCards.in(row));
  }

  /**
   * Returns the caller's role in the team; owner if the team names them as such, whatever their row
   * says. One round trip.
   *
   * @return the role; empty if the caller has none, or if there is no such team
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not a user
   */
  public Optional<TeamMemberRole> roleIn(TeamId team) {
    Objects.requireNonNull(team, "team");
    return call(
        "roleIn",
        () -> {
          Field<ProfileId> caller = callerProfile();
          return dsl()
              .select(
                  DSL.when(
                          TEAMS.OWNER_ID.eq(caller),
                          DSL.inline(TeamMemberRole.OWNER, TEAM_MEMBERS.ROLE.getDataType()))
                      .otherwise(TEAM_MEMBERS.ROLE))
              .from(TEAMS)
              .leftJoin(TEAM_MEMBERS)
              .on(TEAM_MEMBERS.TEAM_ID.eq(TEAMS.ID).and(TEAM_MEMBERS.USER_ID.eq(caller)))
              .where(TEAMS.ID.eq(team))
              .fetchOptional(row -> row.value1());
        });
  }

  /**
   * Invites somebody, who has the role at once. One round trip.
   *
   * @return the row as stored; {@code invited_by} is the caller
   * @throws ai.flashfusion.error.UniqueViolationException if they are already invited; change their
   *     role instead
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is an admin or owner of
   *     the team, or an owner if the role is owner
   * @throws ai.flashfusion.error.ForeignKeyViolationException if there is no such profile
   */
  public TeamMemberRecord invite(TeamId team, ProfileId profile, TeamMemberRole role) {
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(role, "role");
    return call(
        "invite",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(TEAM_MEMBERS.TEAM_ID, team);
          values.put(TEAM_MEMBERS.USER_ID, profile);
          values.put(TEAM_MEMBERS.ROLE, role);
          values.put(TEAM_MEMBERS.INVITED_BY, callerProfile());
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
  public TeamMemberRecord accept(TeamId team) {
    Objects.requireNonNull(team, "team");
    return call("accept", () -> memberships.accept(team, callerProfile()));
  }

  /**
   * Gives a member another role. Two round trips.
   *
   * @return the row as stored
   * @throws LastOwnerException if the team names them as its owner and the role is another
   * @throws NotFoundException if they are not a member
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is an admin or owner of
   *     the team, or an owner if the role is owner; nobody can raise their own role
   */
  public TeamMemberRecord changeRole(TeamId team, ProfileId profile, TeamMemberRole role) {
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(role, "role");
    return call(
        "changeRole",
        () ->
            context()
                .inTransaction(
                    transaction -> {
                      Condition theirs = memberships.row(team, profile);
                      Condition may =
                          role == TeamMemberRole.OWNER ? DSL.noCondition() : DSL.not(NAMED);
                      TeamMemberRecord stored =
                          locked(
                              transaction,
                              team,
                              theirs,
                              () ->
                                  transaction
                                      .dsl()
                                      .update(TEAM_MEMBERS)
                                      .set(TEAM_MEMBERS.ROLE, role)
                                      .where(theirs)
                                      .and(may)
                                      .returning()
                                      .fetchOne());
                      if (stored == null) {
                        throw kept(transaction, team, theirs);
                      }
                      return stored;
                    }));
  }

  /**
   * Removes a member or an invitation. Two round trips.
   *
   * @throws LastOwnerException if the team names them as its owner
   * @throws NotFoundException if they are not a member
   * @throws ai.flashfusion.error.AccessDeniedException unless the caller is an admin or owner of
   *     the team, or is the member
   */
  public void remove(TeamId team, ProfileId profile) {
    Objects.requireNonNull(team, "team");
    Objects.requireNonNull(profile, "profile");
    run("remove", () -> delete(team, memberships.row(team, profile)));
  }

  /**
   * Ends the caller's own membership, or declines the invitation. The owner that the team names
   * cannot leave, as they would still own it. Otherwise like {@link #remove}.
   *
   * @throws LastOwnerException if the team names the caller as its owner; transfer the ownership
   *     first
   * @throws NotFoundException if the caller is not a member
   */
  public void leave(TeamId team) {
    Objects.requireNonNull(team, "team");
    run("leave", () -> delete(team, memberships.row(team, callerProfile())));
  }

  private void delete(TeamId team, Condition row) {
    context()
        .inTransaction(
            transaction -> {
              int deleted =
                  locked(
                      transaction,
                      team,
                      row,
                      () ->
                          transaction
                              .dsl()
                              .deleteFrom(TEAM_MEMBERS)
                              .where(row)
                              .and(DSL.not(NAMED))
                              .execute());
              if (deleted == 0) {
                throw kept(transaction, team, row);
              }
              return deleted;
            });
  }

  /**
   * Locks the membership, and runs a statement in the same round trip. A transfer of ownership writes the new owner's row as well; so from the
   * next statement on, the holder of the lock either sees the completed transfer, or none happens
   * until this transaction ends.
   */
  private <T extends @Nullable Object> T locked(
      SessionContext transaction, TeamId team, Condition row, Supplier<T> statement) {
    Both<Boolean, T> both =
        transaction.together(() -> memberships.lock(transaction, row), statement);
    if (!both.first()) {
      throw memberships.unreached(transaction, team, row);
    }
    return both.last();
  }

  private FlashFusionException kept(SessionContext transaction, TeamId team, Condition row) {
    if (!transaction.dsl().fetchExists(TEAM_MEMBERS, row.and(NAMED))) {
      return memberships.unreached(transaction, team, row);
    }
    return new LastOwnerException(
        "team "
            + team
            + " names this member as its owner, who can neither leave nor get a lower role:"
            + " transfer the ownership in a service session, or delete the team");
  }
}
