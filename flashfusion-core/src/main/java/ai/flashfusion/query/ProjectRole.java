package ai.flashfusion.query;

import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.json.Permission;
import java.util.EnumSet;
import java.util.Set;

/** What somebody is to a project, all ways counted, from nothing to everything. */
public enum ProjectRole {
  /** The project does not exist, or is hidden. */
  NONE,
  /** Anybody, while the project is public and not deleted. */
  READER,
  /** A collaborator, or a guest of the project's team. */
  VIEWER,
  /** A collaborator, or a member of the project's team. */
  EDITOR,
  /** A collaborator, or an owner or admin of the project's team. */
  ADMIN,
  /** Whom the project names as its owner, or a collaborator. */
  OWNER;

  /** What the row of a collaborator with this role makes them. */
  public static ProjectRole of(ProjectCollaboratorRole role) {
    return switch (role) {
      case OWNER -> OWNER;
      case ADMIN -> ADMIN;
      case EDITOR -> EDITOR;
      case VIEWER -> VIEWER;
    };
  }

  /** What this role in the project's team makes somebody, unless the project is private. */
  public static ProjectRole of(TeamMemberRole role) {
    return switch (role) {
      case OWNER, ADMIN -> ADMIN;
      case MEMBER -> EDITOR;
      case GUEST -> VIEWER;
    };
  }

  /** Whether this role may do all that the other may. */
  public boolean atLeast(ProjectRole other) {
    return compareTo(other) >= 0;
  }

  /**
   * The actions that the database allows to this role: read the files, write them, delete them,
   * start deployments. A new, modifiable set.
   */
  public Set<Permission> permissions() {
    return switch (this) {
      case NONE -> EnumSet.noneOf(Permission.class);
      case READER, VIEWER -> EnumSet.of(Permission.READ);
      case EDITOR, ADMIN, OWNER -> EnumSet.allOf(Permission.class);
    };
  }
}
