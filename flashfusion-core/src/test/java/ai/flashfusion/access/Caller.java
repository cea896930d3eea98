package ai.flashfusion.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who runs a statement.
 *
 * @param role the database role
 * @param authUser the subject of the claims; null where nobody signed in
 * @param profile the profile of that auth user, if there is one
 */
record Caller(String name, String role, @Nullable UUID authUser, @Nullable Row profile) {

  boolean isService() {
    return role.equals("service_role");
  }

  boolean isSignedIn() {
    return role.equals("authenticated");
  }

  @Nullable UUID profileId() {
    return profile == null ? null : profile.id();
  }

  String claims() {
    return authUser == null
        ? "{\"role\":\"" + role + "\"}"
        : "{\"sub\":\"" + authUser + "\",\"role\":\"" + role + "\"}";
  }
}
