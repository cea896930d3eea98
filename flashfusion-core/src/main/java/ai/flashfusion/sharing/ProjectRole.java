package ai.flashfusion.sharing;

import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.json.Permission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The roles that somebody can have in a project, combined from all sources, from none to full
 * control.
 */
public enum ProjectRole {
  /** The project does not exist, or is hidden. */
  NONE,
  /** Anybody, as long as the project is public and not deleted. */
  READER,
  /** A collaborator, or a guest of the project's team. */
  VIEWER,
  /** A collaborator, or a member of the project's team. */
  EDITOR,
  /** A collaborator, or an owner or admin of the project's team. */
  ADMIN,
  /** The owner that the project names, or a collaborator with that role. */
  OWNER;

  /** Returns the role of a collaborator with this role. */
  public static ProjectRole of(ProjectCollaboratorRole role) {
    return switch (role) {
      case OWNER -> OWNER;
      case ADMIN -> ADMIN;
      case EDITOR -> EDITOR;
      case VIEWER -> VIEWER;
    };
  }

  /**
   * Returns the role that a team role gives in the team's project, unless the project is private.
   */
  public static ProjectRole of(TeamMemberRole role) {
    return switch (role) {
      case OWNER, ADMIN -> ADMIN;
      case MEMBER -> EDITOR;
      case GUEST -> VIEWER;
    };
  }

  /** Returns whether this role may do everything that the other may. */
  public boolean atLeast(ProjectRole other) {
    return compareTo(other) >= 0;
  }

  /**
   * Returns the actions that the database allows to this role: to read, write and delete files, and
   * to start deployments. The set is new and modifiable.
   */
  public Set<Permission> permissions() {
    return switch (this) {
      case NONE -> EnumSet.noneOf(Permission.class);
      case READER, VIEWER -> EnumSet.of(Permission.READ);
      case EDITOR, ADMIN, OWNER -> EnumSet.allOf(Permission.class);
    };
  }
}
