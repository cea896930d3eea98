package ai.flashfusion.examples.dashboard;

import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import java.util.Locale;

/**
 * Somebody who can sign in.
 *
 * @param about a line for the page on which people choose who they are
 */
public record SamplePerson(AuthUserId user, ProfileId profile, String name, String about) {

  /** Returns the first name, by which tests and addresses call the person. */
  public String firstName() {
    return name.substring(0, name.indexOf(' '));
  }

  /** Returns the letters of the avatar. */
  public String initials() {
    return name.substring(0, 1) + name.charAt(name.indexOf(' ') + 1);
  }

  String email() {
    return email(name);
  }

  static String email(String name) {
    return name.substring(0, name.indexOf(' ')).toLowerCase(Locale.ROOT) + "@example.com";
  }
}
