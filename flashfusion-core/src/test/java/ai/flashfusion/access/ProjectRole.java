package ai.flashfusion.access;

import org.jspecify.annotations.Nullable;

/** The roles that somebody may have in a project, from none to full control. */
enum ProjectRole {
  NONE,
  READER,
  VIEWER,
  EDITOR,
  ADMIN,
  OWNER;

  boolean atLeast(ProjectRole wanted) {
    return compareTo(wanted) >= 0;
  }

  ProjectRole or(ProjectRole other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The role that a collaborator's row gives; a row without role gives none. */
  static ProjectRole ofCollaborator(@Nullable String role) {
    if (role == null) {
      return NONE;
    }
    return switch (role) {
      case "owner" -> OWNER;
      case "admin" -> ADMIN;
      case "editor" -> EDITOR;
      case "viewer" -> VIEWER;
      default -> throw new IllegalArgumentException(role);
    };
  }

  /** The role that comes with a place in the project's team. */
  static ProjectRole ofTeam(TeamRole role) {
    return switch (role) {
      case OWNER, ADMIN -> ADMIN;
      case MEMBER -> EDITOR;
      case GUEST -> VIEWER;
      case NONE -> NONE;
    };
  }
}
