package ai.flashfusion.schema.access;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every kind of caller, and projects that all belong to one owner and one team. */
final class World {

  /** The roles of a caller in a project; each may do what the earlier ones may. */
  enum Role {
    NONE,
    READER,
    VIEWER,
    EDITOR,
    ADMIN,
    OWNER
  }

  /** The callers, by their relation to the projects. */
  enum Caller {
    OWNER(null, null),
    COLLABORATOR_OWNER("owner", null),
    COLLABORATOR_ADMIN("admin", null),
    COLLABORATOR_EDITOR("editor", null),
    COLLABORATOR_VIEWER("viewer", null),
    /** The owner according to {@code teams.owner_id}, without a membership row. */
    TEAM_OWNER(null, "owner"),
    TEAM_OWNER_BY_MEMBERSHIP(null, "owner"),
    TEAM_ADMIN(null, "admin"),
    TEAM_MEMBER(null, "member"),
    TEAM_GUEST(null, "guest"),
    VIEWER_AND_TEAM_ADMIN("viewer", "admin"),
    ADMIN_AND_TEAM_GUEST("admin", "guest"),
    STRANGER(null, null),
    /** The role in the profile is the platform's and gives nothing in projects. */
    STRANGER_WITH_ROLE_ADMIN(null, null),
    ANONYMOUS(null, null);

    private final @Nullable String collaborator;
    private final @Nullable String team;

    Caller(@Nullable String collaborator, @Nullable String team) {
      this.collaborator = collaborator;
      this.team = team;
    }
  }

  /** A project by what decides about it. */
  enum Project {
    PUBLIC("public", "active"),
    PUBLIC_ARCHIVED("public", "archived"),
    PUBLIC_DELETED("public", "deleted"),
    UNLISTED("unlisted", "active"),
    TEAM("team", "active"),
    TEAM_DELETED("team", "deleted"),
    PRIVATE("private", "active");

    private final String visibility;
    private final String status;

    Project(String visibility, String status) {
      this.visibility = visibility;
      this.status = status;
    }
  }

  final SchemaDatabase database = SchemaDatabase.migrated();

  private final Map<Caller, Person> people = new EnumMap<>(Caller.class);
  private final Map<Project, UUID> projects = new EnumMap<>(Project.class);
  private final Map<Project, UUID> deployments = new EnumMap<>(Project.class);

  World() {
    try (Sql sql = database.sql()) {
      for (Caller caller : Caller.values()) {
        if (caller != Caller.ANONYMOUS) {
          people.put(caller, Person.signUp(sql, caller.name()));
        }
      }
      sql.update(
          "update public.profiles set role = 'admin' where id = ?",
          profileId(Caller.STRANGER_WITH_ROLE_ADMIN));
      UUID team =
          sql.id(
              "insert into public.teams (name, slug, owner_id) values ('Team', 'team', ?) returning id",
              profileId(Caller.TEAM_OWNER));
      for (Caller caller : Caller.values()) {
        if (caller.team != null && caller != Caller.TEAM_OWNER) {
          sql.update(
              "insert into public.team_members (team_id, user_id, role) values (?, ?, ?)",
              team,
              profileId(caller),
              caller.team);
        }
      }
      for (Project project : Project.values()) {
        insert(sql, project, team);
      }
    }
  }

  private void insert(Sql sql, Project project, UUID team) {
    UUID id =
        sql.id(
            """
            insert into public.projects (user_id, team_id, name, slug, visibility, status)
            values (?, ?, ?, ?, ?, ?) returning id
            """,
            profileId(Caller.OWNER),
            team,
            project.name(),
            project.name(),
            project.visibility,
            project.status);
    projects.put(project, id);
    for (Caller caller : Caller.values()) {
      if (caller.collaborator != null) {
        sql.update(
            "insert into public.project_collaborators (project_id, user_id, role) values (?, ?, ?)",
            id,
            profileId(caller),
            caller.collaborator);
      }
    }
    deployments.put(
        project,
        sql.id(
            "insert into public.deployments (project_id, user_id, provider) values (?, ?, 'vercel') returning id",
            id,
            profileId(Caller.OWNER)));
  }

  /**
   * Returns the role that the access matrix's page gives, derived from its words and not from SQL.
   */
  static Role roleOf(Caller caller, Project project) {
    Role role = Role.NONE;
    if (project.visibility.equals("public") && !project.status.equals("deleted")) {
      role = Role.READER;
    }
    if (caller == Caller.OWNER) {
      role = Role.OWNER;
    }
    if (caller.collaborator != null) {
      role = higher(role, Role.valueOf(caller.collaborator.toUpperCase(Locale.ROOT)));
    }
    if (caller.team != null && !project.visibility.equals("private")) {
      role =
          higher(
              role,
              switch (caller.team) {
                case "owner", "admin" -> Role.ADMIN;
                case "member" -> Role.EDITOR;
                default -> Role.VIEWER;
              });
    }
    return role;
  }

  private static Role higher(Role a, Role b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  Sql as(Caller caller) {
    return caller == Caller.ANONYMOUS ? database.asAnonymous() : database.asUser(person(caller));
  }

  Person person(Caller caller) {
    return Objects.requireNonNull(people.get(caller));
  }

  UUID profileId(Caller caller) {
    return person(caller).profileId();
  }

  /** The caller's profile id, or that of somebody else where the caller has none. */
  UUID profileIdOrStrangers(Caller caller) {
    return profileId(caller == Caller.ANONYMOUS ? Caller.STRANGER : caller);
  }

  UUID id(Project project) {
    return Objects.requireNonNull(projects.get(project));
  }

  UUID deploymentOf(Project project) {
    return Objects.requireNonNull(deployments.get(project));
  }
}
