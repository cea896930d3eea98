package ai.flashfusion.repository;

import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.sharing.ProjectRole;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which somebody may reach a project.
 *
 * @param open whether everybody may read the project
 * @param owner whether the project names them as its owner
 * @param collaborator the role in their row of {@code project_collaborators}; null if they have
 *     none
 * @param document the permissions in their row; null if there are none
 * @param team their role in the project's team; null if they have none, or the project is private
 */
record ProjectAccess(
    boolean open,
    boolean owner,
    @Nullable ProjectCollaboratorRole collaborator,
    @Nullable Permissions document,
    @Nullable TeamMemberRole team) {

  static final ProjectAccess NONE = new ProjectAccess(false, false, null, null, null);

  /** Returns the highest role that any of the ways gives. */
  ProjectRole role() {
    ProjectRole role = withoutRow();
    ProjectRole row = row();
    return row.atLeast(role) ? row : role;
  }

  /** Returns the actions that any of the ways allows. */
  Set<Permission> permissions() {
    Set<Permission> allowed = EnumSet.noneOf(Permission.class);
    if (document != null) {
      allowed.addAll(document.allowed());
      allowed.retainAll(row().permissions());
    }
    allowed.addAll(withoutRow().permissions());
    return allowed;
  }

  private ProjectRole row() {
    return collaborator == null ? ProjectRole.NONE : ProjectRole.of(collaborator);
  }

  private ProjectRole withoutRow() {
    if (owner) {
      return ProjectRole.OWNER;
    }
    if (team != null) {
      return ProjectRole.of(team);
    }
    return open ? ProjectRole.READER : ProjectRole.NONE;
  }
}
