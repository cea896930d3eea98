package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.collaborator;
import static ai.flashfusion.fixture.Given.member;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static ai.flashfusion.schema.enums.ProjectVisibility.PUBLIC;
import static ai.flashfusion.schema.enums.ProjectVisibility.TEAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.project.ProjectStats;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProjectRepositoryTest extends RepositoryFixture {

  private ProjectId create(Session owner, String slug, ProjectVisibility visibility) {
    return project(owner, slug, visibility).getId();
  }

  private TeamId team(ProfileId owner, ProfileId member, TeamMemberRole role) {
    TeamId team =
        service
            .dsl()
            .insertInto(TEAMS)
            .set(TEAMS.NAME, "T")
            .set(TEAMS.SLUG, "t")
            .set(TEAMS.OWNER_ID, owner)
            .returning()
            .fetchSingle()
            .getId();
    member(service, team, member, role);
    return team;
  }

  private static List<String> slugs(List<ProjectRecord> projects) {
    return projects.stream().map(ProjectRecord::getSlug).toList();
  }

  @Test
  void listsOwnedSharedAndPublicProjects() {
    create(alice, "own", PRIVATE);
    create(alice, "open", PUBLIC);
    create(bob, "hidden", PRIVATE);
    create(bob, "strange", PUBLIC);
    collaborator(
        service, create(bob, "shared", PRIVATE), aliceProfile, ProjectCollaboratorRole.VIEWER);
    TeamId team = team(bobProfile, aliceProfile, TeamMemberRole.GUEST);
    bob.projects().shareWithTeam(create(bob, "team", PRIVATE), team);
    ProjectId left = create(bob, "left", PRIVATE);
    bob.projects().shareWithTeam(left, team);
    bob.dsl()
        .update(PROJECTS)
        .set(PROJECTS.VISIBILITY, PRIVATE)
        .where(PROJECTS.ID.eq(left))
        .execute();
    alice
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.STATUS, ProjectStatus.DELETED)
        .where(PROJECTS.SLUG.eq("open"))
        .execute();

    ProjectRepository mine = alice.projects();
    assertThat(slugs(mine.owned())).containsExactly("open", "own");
    assertThat(slugs(mine.sharedWithMe())).containsExactly("team", "shared");
    assertThat(slugs(mine.visible())).containsExactly("team", "shared", "strange", "open", "own");
    assertThat(slugs(mine.publicProjects())).containsExactly("strange");
    assertThat(slugs(mine.byFramework(ProjectFramework.REACT)))
        .containsExactly("team", "shared", "strange", "own");
    assertThat(mine.byFramework(ProjectFramework.VUE)).isEmpty();
    assertThat(slugs(bob.projects().sharedWithMe())).isEmpty();
    assertThat(slugs(embedded.flashfusion().asAnonymous().projects().visible()))
        .containsExactly("strange");
    assertThat(service.projects().visible()).hasSize(7);
    assertThatThrownBy(() -> service.projects().sharedWithMe())
        .isInstanceOf(AccessDeniedException.class);
  }

  private void describe(
      ProjectId project, String name, @Nullable String description, String... tags) {
    service
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.NAME, name)
        .set(PROJECTS.DESCRIPTION, description)
        .set(PROJECTS.TAGS, tags)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }

  @Test
  void aSearchRanksNameBeforeTagsBeforeDescription() {
    describe(create(alice, "d", PRIVATE), "One", "shows a Dashboard of sales", "x");
    describe(create(alice, "t", PRIVATE), "Two", "", "dashboard", "sales");
    describe(create(alice, "n", PRIVATE), "Dashboard", null);
    describe(create(alice, "o", PRIVATE), "Other", "nothing of it");
    describe(create(bob, "p", PRIVATE), "Dashboard of Bob", null);
    describe(create(bob, "open", PUBLIC), "Open dashboard of many words", null);

    ProjectRepository mine = alice.projects();
    assertThat(slugs(mine.search("dashboard", 9))).containsExactly("open", "n", "t", "d");
    assertThat(slugs(mine.search("DASH", 9))).contains("n", "t", "d");
    assertThat(slugs(mine.search("dashboard sal", 9))).containsExactlyInAnyOrder("t", "d");
    assertThat(slugs(mine.search("\"dashboard of sales\"", 9))).containsExactly("d");
    assertThat(slugs(mine.search("dashboard -sales", 9))).containsExactlyInAnyOrder("open", "n");
    assertThat(slugs(mine.search("one or other", 9))).containsExactlyInAnyOrder("d", "o");
    assertThat(mine.search("dashboard", 2)).hasSize(2);
    assertThat(slugs(bob.projects().search("dashboard", 9))).containsExactlyInAnyOrder("open", "p");
    assertThat(slugs(embedded.flashfusion().asAnonymous().projects().search("dashboard", 9)))
        .containsExactly("open");
    assertThat(service.projects().search("dashboard", 9)).hasSize(5);
  }

  @Test
  void searchAcceptsAnyText() {
    describe(create(alice, "n", PRIVATE), "it's: 100% (done) \\ 'quoted'", "x".repeat(1_500_000));
    for (String text :
        List.of(
            "it's",
            "100%",
            "(done",
            "done)",
            "a & b | !",
            ":*",
            "'",
            "\\",
            "-",
            "-\"a b\"",
            "<->")) {
      assertThat(alice.projects().search(text, 9)).as(text).hasSizeLessThanOrEqualTo(1);
    }
    assertThat(alice.projects().search("quoted", 9)).hasSize(1);
    assertThatThrownBy(() -> alice.projects().search("  ", 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alice.projects().search("a".repeat(1001), 9))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alice.projects().search("a", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyAnActiveProjectIsArchivedAndOnlyAnArchivedOneRestored() {
    ProjectId project = create(alice, "a", PUBLIC);
    assertThat(alice.projects().archive(project).getStatus()).isEqualTo(ProjectStatus.ARCHIVED);
    assertThatThrownBy(() -> alice.projects().archive(project))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("is archived: only an active project can become archived");
    assertThat(alice.projects().restore(project).getStatus()).isEqualTo(ProjectStatus.ACTIVE);
    assertThatThrownBy(() -> alice.projects().restore(project))
        .isInstanceOf(IllegalTransitionException.class);
    assertThatThrownBy(() -> bob.projects().archive(project))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("may see project");
    assertThatThrownBy(() -> embedded.flashfusion().asAnonymous().projects().archive(project))
        .isInstanceOf(AccessDeniedException.class);
    ProjectId hidden = create(alice, "b", PRIVATE);
    assertThatThrownBy(() -> bob.projects().archive(hidden)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void archivingAndRestoringTakeTurnsUnderManyCallers() throws Exception {
    ProjectId project = create(alice, "a", PRIVATE);
    List<Callers.Answer<int[]>> answers =
        Callers.together(
            caller -> {
              int[] done = new int[2];
              for (int i = 0; i < 6; i++) {
                int which = (caller + i) % 2;
                try {
                  if (which == 0) {
                    alice.projects().archive(project);
                  } else {
                    alice.projects().restore(project);
                  }
                  done[which]++;
                } catch (IllegalTransitionException e) {
                  // The project already had that status.
                }
              }
              return done;
            });
    assertThat(Callers.failures(answers)).isEmpty();
    int archived = Callers.results(answers).stream().mapToInt(done -> done[0]).sum();
    int restored = Callers.results(answers).stream().mapToInt(done -> done[1]).sum();
    ProjectStatus now = alice.projects().get(project).getStatus();
    assertThat(archived - restored).isEqualTo(now == ProjectStatus.ARCHIVED ? 1 : 0);
  }

  @Test
  void sharingWithTeamMakesPrivateProjectVisible() {
    TeamId team = team(aliceProfile, bobProfile, TeamMemberRole.MEMBER);
    ProjectId project = create(alice, "a", PRIVATE);
    assertThat(alice.projects().shareWithTeam(project, team).getVisibility()).isEqualTo(TEAM);
    assertThat(bob.projects().find(project)).isPresent();
    assertThatThrownBy(() -> bob.projects().unshare(project))
        .isInstanceOf(AccessDeniedException.class);
    ProjectRecord unshared = alice.projects().unshare(project);
    assertThat(unshared.getVisibility()).isEqualTo(PRIVATE);
    assertThat(unshared.getTeamId()).isNull();
    assertThat(bob.projects().find(project)).isEmpty();
    assertThatThrownBy(() -> bob.projects().shareWithTeam(project, team))
        .isInstanceOf(NotFoundException.class);
    ProjectId open = create(alice, "b", PUBLIC);
    assertThat(alice.projects().shareWithTeam(open, team).getVisibility()).isEqualTo(PUBLIC);
    assertThat(alice.projects().unshare(open).getVisibility()).isEqualTo(PUBLIC);
    ProjectId ofBob = create(bob, "c", PRIVATE);
    service.dsl().deleteFrom(TEAM_MEMBERS).execute();
    assertThatThrownBy(() -> bob.projects().shareWithTeam(ofBob, team))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("team_id must be null or a team");
  }

  @Test
  void aTransferLeavesThePreviousOwnerAsAdmin() {
    ProjectId project = create(alice, "a", PRIVATE);
    collaborator(service, project, bobProfile, ProjectCollaboratorRole.VIEWER);
    assertThat(service.projects().transferTo(project, bobProfile).getUserId())
        .isEqualTo(bobProfile);
    assertThat(service.dsl().fetch(PROJECT_COLLABORATORS))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getUserId()).isEqualTo(aliceProfile);
              assertThat(row.getRole()).isEqualTo(ProjectCollaboratorRole.ADMIN);
              assertThat(Objects.requireNonNull(row.getPermissions()).allows(Permission.DEPLOY))
                  .isTrue();
              assertThat(row.getAcceptedAt()).isNotNull();
            });
    assertThat(slugs(alice.projects().sharedWithMe())).containsExactly("a");
    assertThat(slugs(bob.projects().owned())).containsExactly("a");
    service.projects().transferTo(project, bobProfile);
    assertThat(service.dsl().fetchCount(PROJECT_COLLABORATORS)).isEqualTo(1);
    assertThatThrownBy(() -> service.projects().transferTo(project, ProfileId.random()))
        .isInstanceOf(ForeignKeyViolationException.class);
    assertThatThrownBy(() -> service.projects().transferTo(ProjectId.random(), bobProfile))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> bob.projects().transferTo(project, aliceProfile))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("may update only");
  }

  @Test
  void transfersByManyCallersLeaveOneOwnerAndAllOthersAdmins() throws Exception {
    ProjectId project = create(alice, "a", PRIVATE);
    List<ProfileId> people = new ArrayList<>(List.of(aliceProfile, bobProfile));
    for (int i = 0; i < 6; i++) {
      Session person = embedded.flashfusion().asUser(embedded.signUp("p" + i + "@example.com"));
      people.add(person.profiles().me().getId());
    }
    List<Callers.Answer<ProjectRecord>> answers =
        Callers.together(
            caller -> service.projects().transferTo(project, people.get(caller % people.size())));
    assertThat(Callers.failures(answers)).isEmpty();
    Set<ProfileId> admins =
        new HashSet<>(
            embedded
                .dsl()
                .selectFrom(PROJECT_COLLABORATORS)
                .where(PROJECT_COLLABORATORS.ROLE.eq(ProjectCollaboratorRole.ADMIN))
                .fetch(PROJECT_COLLABORATORS.USER_ID));
    ProfileId owner = service.projects().get(project).getUserId();
    assertThat(admins).hasSize(people.size() - 1).doesNotContain(owner);
  }

  @Test
  void statsCountVisibleRows() {
    ProjectId first = create(alice, "first", PUBLIC);
    ProjectId second = create(alice, "second", PRIVATE);
    collaborator(service, first, bobProfile, ProjectCollaboratorRole.VIEWER);
    alice.files().write(first, "dir/a", "12345");
    alice.files().write(first, "b", "é");
    alice.deployments().start(first, DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW);
    DeploymentRecord last =
        alice.deployments().start(first, DeploymentProvider.AWS, DeploymentEnvironment.PREVIEW);

    List<ProjectStats> stats = alice.projects().withStats(List.of(first, second));
    assertThat(stats)
        .extracting(
            one ->
                one.project().getSlug()
                    + " "
                    + one.collaborators()
                    + " "
                    + one.files()
                    + " "
                    + one.bytes())
        .containsExactly("second 0 0 0", "first 1 2 7");
    assertThat(stats.get(0).lastDeployment()).isEmpty();
    assertThat(stats.get(1).lastDeployment()).contains(last);
    assertThat(stats.get(1).project()).isEqualTo(alice.projects().get(first));
    assertThat(stats.get(1).project().changed()).isFalse();
    assertThat(stats.get(1).lastDeployment().orElseThrow().changed()).isFalse();

    Session eve = embedded.flashfusion().asUser(embedded.signUp("eve@example.com"));
    assertThat(eve.projects().withStats(List.of(first, second)))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.collaborators()).isZero();
              assertThat(one.files()).isEqualTo(2);
              assertThat(one.lastDeployment()).isEmpty();
            });
    assertThat(alice.projects().withStats(List.of())).isEmpty();
  }

  @Test
  void viewsAreCountedByTheServiceAndNoneIsLost() throws Exception {
    ProjectId project = create(alice, "a", PUBLIC);
    assertThat(service.projects().incrementViews(project)).isEqualTo(1);
    List<Callers.Answer<Integer>> answers =
        Callers.together(caller -> service.projects().incrementViews(project));
    assertThat(Callers.results(answers)).doesNotHaveDuplicates().hasSize(Callers.COUNT);
    assertThat(alice.projects().get(project).getViewCount()).isEqualTo(Callers.COUNT + 1);
    assertThatThrownBy(() -> alice.projects().incrementViews(project))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("may update only");
    assertThatThrownBy(() -> service.projects().incrementViews(ProjectId.random()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void myProjectsAreFoundWithoutReadingThoseOfOthers() {
    create(alice, "own", PRIVATE);
    collaborator(
        service, create(bob, "shared", PRIVATE), aliceProfile, ProjectCollaboratorRole.VIEWER);
    embedded
        .dsl()
        .execute(
            "insert into projects (user_id, name, slug)"
                + " select {0}, 'n', 'many-' || n from generate_series(1, 20000) n",
            DSL.inline(bobProfile.value()));
    embedded.dsl().execute("analyze projects");
    // Statistics by their names are closed to sessions.
    embedded
        .dsl()
        .execute(
            "create function public.projects_read() returns bigint language sql as $$"
                + " select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables"
                + " where relname = 'projects' $$");
    assertThat(rowsRead(projects -> projects.owned())).isBetween(1L, 9L);
    assertThat(rowsRead(projects -> projects.sharedWithMe())).isBetween(1L, 9L);
    assertThat(rowsRead(projects -> projects.findBySlug("own"))).isBetween(1L, 9L);
    assertThat(rowsRead(projects -> projects.visible())).isGreaterThanOrEqualTo(20_000);
  }

  /** Returns how many projects were read, which Postgres counts by transaction. */
  private long rowsRead(Function<ProjectRepository, Object> query) {
    return alice.transactionResult(
        tx -> {
          assertThat(query.apply(tx.projects())).isNotNull();
          return (Long) tx.dsl().fetchValue("select public.projects_read()");
        });
  }
}
