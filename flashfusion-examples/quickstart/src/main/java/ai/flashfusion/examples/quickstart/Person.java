package ai.flashfusion.examples.quickstart;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.Locale;

/**
 * Somebody who signed up.
 *
 * @param name the name in the story
 * @param session the session for everything they do
 * @param profile the id of their profile
 * @param project their first project, which nobody else may see
 */
public record Person(String name, Session session, ProfileId profile, ProjectId project) {

  /** Signs up a person, who then creates a private project with this name. */
  public static Person signUp(
      EmbeddedFlashFusion embedded, FlashFusion flashfusion, String name, String project) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    Session session = flashfusion.asUser(embedded.signUp(lowerCase + "@example.com"));
    ProfileRecord profile = session.profiles().me();
    ProjectRecord first =
        session
            .projects()
            .create(project, lowerCase + "-1", ProjectFramework.CUSTOM, ProjectVisibility.PRIVATE);
    return new Person(name, session, profile.getId(), first.getId());
  }
}
