package ai.flashfusion.access;

import org.jspecify.annotations.Nullable;

/** The roles that somebody may have in a team. */
enum TeamRole {
  NONE,
  GUEST,
  MEMBER,
  ADMIN,
  OWNER;

  boolean atLeast(TeamRole wanted) {
    return compareTo(wanted) >= 0;
  }

  /** The role that a member's row gives; a row without role gives none. */
  static TeamRole ofMember(@Nullable String role) {
    if (role == null) {
      return NONE;
    }
    return switch (role) {
      case "owner" -> OWNER;
      case "admin" -> ADMIN;
      case "member" -> MEMBER;
      case "guest" -> GUEST;
      default -> throw new IllegalArgumentException(role);
    };
  }
}
