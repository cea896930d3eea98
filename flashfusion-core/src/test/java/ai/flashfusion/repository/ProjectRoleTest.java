package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.property.Property;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectFileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.ProjectRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that the library's answer about a role is what Postgres lets its holder do. */
class ProjectRoleTest {

  private static final int PEOPLE = 4;
  private static final String[] VISIBILITIES = {
    "public", "public", "private", "unlisted", "team", null
  };
  private static final String[] STATUSES = {"active", "active", "archived", "deleted", null};
  private static final String[] COLLABORATORS = {"owner", "admin", "editor", "viewer", null};
  private static final String[] MEMBERS = {"owner", "admin", "member", "guest", null};
  private static final String[] DOCUMENTS = {
    null,
    "{}",
    "{\"read\": true, \"write\": true, \"delete\": true, \"deploy\": true}",
    "{\"read\": true, \"write\": false, \"delete\": false, \"deploy\": false}",
    "{\"deploy\": true, \"write\": \"yes\", \"other\": [1]}"
  };

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final DSLContext owner = embedded.dsl();
  List<Session> people = new ArrayList<>();
  List<ProfileId> profiles = new ArrayList<>();
  Set<ProjectRole> met = EnumSet.noneOf(ProjectRole.class);

  @BeforeEach
  void start() {
    for (int i = 0; i < PEOPLE; i++) {
      people.add(embedded.flashfusion().asUser(embedded.signUp("person" + i + "@example.com")));
      profiles.add(people.get(i).profiles().me().getId());
    }
  }

  @Test
  void roleMatchesWhatPostgresAllows() {
    Property.holds(
        "roles on projects",
        40,
        random -> {
          ProjectId project = project(random);
          for (Session person : people) {
            ProjectRole role = person.collaborators().roleOn(project);
            met.add(role);
            assertThat(role).as("%s", person).isEqualTo(allowed(person, project));
            Set<Permission> permissions = person.collaborators().permissionsOn(project);
            assertThat(done(person, project)).as("%s", person).containsAll(permissions);
          }
          Session anonymous = embedded.flashfusion().asAnonymous();
          assertThat(anonymous.collaborators().roleOn(project).atLeast(ProjectRole.READER))
              .isEqualTo(anonymous.projects().exists(project));
        });
    if (System.getProperty("flashfusion.seed") == null) {
      assertThat(met).containsExactly(ProjectRole.values());
    }
  }

  /** Creates somebody's project, perhaps in somebody's team, shared at random in both ways. */
  private ProjectId project(RandomGenerator random) {
    UUID team = UUID.randomUUID();
    ProjectId project = ProjectId.random();
    owner.execute(
        "insert into teams (id, name, slug, owner_id) values (?, 'T', ?, ?)",
        team,
        team.toString(),
        somebody(random));
    owner.execute(
        "insert into projects (id, user_id, team_id, name, slug, visibility, status)"
            + " values (?, ?, ?, 'P', ?, ?, ?)",
        project.value(),
        somebody(random),
        random.nextInt(4) == 0 ? null : team,
        project.toString(),
        any(random, VISIBILITIES),
        any(random, STATUSES));
    owner.execute(
        "insert into project_files (project_id, path, name, type) values (?, 'a', 'a', 'file')",
        project.value());
    owner.execute(
        "insert into deployments (project_id, user_id, provider, environment)"
            + " select id, user_id, 'vercel', 'preview' from projects where id = ?",
        project.value());
    for (ProfileId profile : profiles) {
      if (random.nextInt(3) == 0) {
        owner.execute(
            "insert into project_collaborators (project_id, user_id, role, permissions)"
                + " values (?, ?, ?, cast(? as jsonb))",
            project.value(),
            profile.value(),
            any(random, COLLABORATORS),
            any(random, DOCUMENTS));
      }
      if (random.nextInt(3) == 0) {
        owner.execute(
            "insert into team_members (team_id, user_id, role) values (?, ?, ?)",
            team,
            profile.value(),
            any(random, MEMBERS));
      }
    }
    return project;
  }

  /**
   * Returns the strongest role whose cell of the access matrix Postgres grants; nothing is kept.
   */
  private static ProjectRole allowed(Session person, ProjectId project) {
    Session tries = person.dryRun();
    if (tries.projects().delete(project)) {
      return ProjectRole.OWNER;
    }
    if (tries
            .dsl()
            .update(PROJECTS)
            .set(PROJECTS.NAME, "Q")
            .where(PROJECTS.ID.eq(project))
            .execute()
        == 1) {
      return ProjectRole.ADMIN;
    }
    if (writes(tries, project)) {
      return ProjectRole.EDITOR;
    }
    if (person.dsl().fetchExists(DEPLOYMENTS, DEPLOYMENTS.PROJECT_ID.eq(project))) {
      return ProjectRole.VIEWER;
    }
    return person.projects().exists(project) ? ProjectRole.READER : ProjectRole.NONE;
  }

  private static Set<Permission> done(Session person, ProjectId project) {
    Session tries = person.dryRun();
    Set<Permission> done = EnumSet.noneOf(Permission.class);
    if (person.dsl().fetchExists(PROJECT_FILES, PROJECT_FILES.PROJECT_ID.eq(project))) {
      done.add(Permission.READ);
    }
    if (writes(tries, project)) {
      done.add(Permission.WRITE);
    }
    if (tries.dsl().deleteFrom(PROJECT_FILES).where(PROJECT_FILES.PROJECT_ID.eq(project)).execute()
        == 1) {
      done.add(Permission.DELETE);
    }
    try {
      tries.deployments().start(project, DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW);
      done.add(Permission.DEPLOY);
    } catch (AccessDeniedException refused) {
      // Not allowed then.
    }
    return done;
  }

  private static boolean writes(Session tries, ProjectId project) {
    try {
      tries
          .dsl()
          .insertInto(PROJECT_FILES)
          .set(PROJECT_FILES.ID, ProjectFileId.random())
          .set(PROJECT_FILES.PROJECT_ID, project)
          .set(PROJECT_FILES.PATH, "b")
          .set(PROJECT_FILES.NAME, "b")
          .set(PROJECT_FILES.TYPE, ProjectFileType.FILE)
          .execute();
      return true;
    } catch (AccessDeniedException refused) {
      return false;
    }
  }

  private UUID somebody(RandomGenerator random) {
    return profiles.get(random.nextInt(PEOPLE)).value();
  }

  private static String any(RandomGenerator random, String[] values) {
    return values[random.nextInt(values.length)];
  }
}
