package ai.flashfusion.access;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Known ways to obtain a right in three steps or more, which pairs and random sequences may not
 * find.
 */
final class Patterns {

  private static final List<Relation> PARTS =
      List.of(
          Relation.PROJECT_FILES,
          Relation.DEPLOYMENTS,
          Relation.PROJECT_COLLABORATORS,
          Relation.WEBHOOKS,
          Relation.AI_CONVERSATIONS,
          Relation.AI_USAGE_LOGS);

  private final Scene scene;
  private final String project;
  private final String made;
  private final String slug;
  private final String team;
  private final List<List<Step>> patterns = new ArrayList<>();

  private Patterns(Scene scene, UUID made) {
    this.scene = scene;
    this.project = "'" + scene.project().id() + "'";
    this.made = "'" + made + "'";
    this.slug = "'made-" + made + "'";
    this.team = "(select id from public.teams where slug = " + slug + ")";
  }

  /**
   * The patterns of a scene, for everybody with everybody.
   *
   * @param made the id of a project that is made on the way
   */
  static List<List<Step>> of(Scene scene, UUID made) {
    Patterns patterns = new Patterns(scene, made);
    for (Caller one : scene.people()) {
      patterns.alone(one);
      for (Caller other : scene.people()) {
        if (one.profile() != null && other.profile() != null) {
          patterns.together(one, other);
        }
      }
    }
    return patterns.patterns;
  }

  private void alone(Caller me) {
    String makeProject =
        "insert into public.projects (id, user_id, name, slug) values (%s, '%s', 'made', %s)"
            .formatted(made, me.profileId(), slug);
    for (Relation part : PARTS) {
      String move =
          "update %s set project_id = %s where project_id = %s"
              .formatted(part.sql(), made, project);
      add(me, makeProject, me, move, me, "delete from public.projects where id = " + made);
      add(
          me,
          makeProject,
          me,
          "with moved as ("
              + move
              + " returning id) delete from public.projects where id = "
              + made);
    }
    String makeTeam =
        "insert into public.teams (name, slug, owner_id) values ('made', %s, '%s')"
            .formatted(slug, me.profileId());
    String moveProject =
        "update public.projects set team_id = %s, visibility = 'team' where id = %s"
            .formatted(team, project);
    add(me, makeTeam, me, moveProject, me, "delete from public.projects where id = " + project);
    add(me, makeTeam, me, moveProject, me, "delete from public.teams where slug = " + slug);
    add(
        me,
        makeTeam,
        me,
        "update public.team_members set team_id = %s where team_id = '%s'"
            .formatted(team, scene.project().uuid("team_id")),
        me,
        "delete from public.teams where slug = " + slug);
  }

  private void together(Caller one, Caller other) {
    String appoint =
        "insert into public.project_collaborators (project_id, user_id, role) values (%s, '%s', '%s')"
            + " on conflict (project_id, user_id) do update set role = excluded.role";
    String deleteProject = "delete from public.projects where id = " + project;
    String leave =
        "delete from public.project_collaborators where project_id = %s and user_id = '%s'";
    add(
        one,
        appoint.formatted(project, other.profileId(), "admin"),
        other,
        appoint.formatted(project, one.profileId(), "owner"),
        one,
        deleteProject);
    add(
        one,
        leave.formatted(project, one.profileId()),
        other,
        appoint.formatted(project, one.profileId(), "owner"),
        one,
        deleteProject);
    add(
        one,
        appoint.formatted(project, other.profileId(), "admin"),
        other,
        "delete from public.project_collaborators where project_id = %s and user_id <> '%s'"
            .formatted(project, other.profileId()),
        other,
        appoint.formatted(project, other.profileId(), "owner"));
    add(
        one,
        appoint.formatted(project, other.profileId(), "editor"),
        one,
        leave.formatted(project, other.profileId()),
        other,
        "update public.project_collaborators set accepted_at = now(), role = 'admin' where project_id = %s"
            .formatted(project));
    String teamOf = "'" + scene.project().uuid("team_id") + "'";
    String join =
        "insert into public.team_members (team_id, user_id, role) values (%s, '%s', '%s')"
            + " on conflict (team_id, user_id) do update set role = excluded.role";
    add(
        one,
        join.formatted(teamOf, other.profileId(), "admin"),
        other,
        join.formatted(teamOf, one.profileId(), "owner"),
        one,
        "delete from public.teams where id = " + teamOf);
    add(
        one,
        "update public.projects set visibility = 'team' where id = " + project,
        other,
        appoint.formatted(project, other.profileId(), "admin"),
        other,
        "update public.projects set visibility = 'public', team_id = null where id = " + project);
  }

  private void add(Object... callersAndStatements) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < callersAndStatements.length; i += 2) {
      steps.add(new Step((Caller) callersAndStatements[i], (String) callersAndStatements[i + 1]));
    }
    patterns.add(steps);
  }
}
