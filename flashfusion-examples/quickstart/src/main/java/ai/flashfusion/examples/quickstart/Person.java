package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;

/**
 * Somebody who signed up.
 *
 * @param name what the story calls them
 * @param session everything they do goes through it
 * @param profile who they are in the database
 * @param project their first project, which nobody else may see
 */
record Person(String name, Session session, ProfileId profile, ProjectId project) {}
