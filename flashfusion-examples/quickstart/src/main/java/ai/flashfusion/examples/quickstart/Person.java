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
 * @param name what the story calls them
 * @param session everything they do goes through it
 * @param profile who they are in the database
 * @param project their first project, which nobody else may see
 */
public record Person(String name, Session session, ProfileId profile, ProjectId project) {

  /** Signs somebody up, who then starts a private project of that name. */
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
