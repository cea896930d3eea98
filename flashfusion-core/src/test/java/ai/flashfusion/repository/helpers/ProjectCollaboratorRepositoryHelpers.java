package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.json.Permission;
import java.util.List;

/** The additional methods of {@code ProjectCollaboratorRepository}. */
final class ProjectCollaboratorRepositoryHelpers {

  static final List<Helper> ALL =
      List.of(
          new Helper(
              "of",
              1,
              "viewer and up of the project; users: their own row; service",
              w -> w.bob.collaborators().of(w.project)),
          new Helper(
              "projectsOf",
              1,
              "users: all their own, of others the shared ones; service",
              w -> w.bob.collaborators().projectsOf(w.bobProfile)),
          new Helper("pendingInvites", 1, "users", w -> w.bob.collaborators().pendingInvites()),
          new Helper("roleOn", 1, "users, anonymous", w -> w.bob.collaborators().roleOn(w.project)),
          new Helper(
              "permissionsOn",
              1,
              "users, anonymous",
              w -> w.bob.collaborators().permissionsOn(w.project)),
          new Helper(
              "can",
              1,
              "users, anonymous",
              w -> w.bob.collaborators().can(w.project, Permission.DEPLOY)),
          new Helper(
              "invite",
              1,
              "admin and up of the project; only owners make owners",
              w ->
                  w.alice
                      .collaborators()
                      .invite(
                          w.sharedProjects.remove(), w.eveProfile, ProjectCollaboratorRole.VIEWER)),
          new Helper(
              "accept",
              1,
              "the invited person",
              w -> w.bob.collaborators().accept(w.sharedProjects.remove())),
          new Helper(
              "changeRole",
              1,
              "admin and up of the project, service; only owners make owners; nobody raises their own role",
              w ->
                  w.alice
                      .collaborators()
                      .changeRole(w.project, w.bobProfile, ProjectCollaboratorRole.EDITOR)),
          new Helper(
              "remove",
              1,
              "admin and up of the project, the collaborator, service",
              ProjectCollaboratorRepositoryHelpers::remove),
          new Helper("leave", 1, "the collaborator", ProjectCollaboratorRepositoryHelpers::leave));

  private ProjectCollaboratorRepositoryHelpers() {}

  private static ProjectId remove(World world) {
    ProjectId project = world.sharedProjects.remove();
    world.alice.collaborators().remove(project, world.bobProfile);
    return project;
  }

  private static ProjectId leave(World world) {
    ProjectId project = world.sharedProjects.remove();
    world.bob.collaborators().leave(project);
    return project;
  }
}
