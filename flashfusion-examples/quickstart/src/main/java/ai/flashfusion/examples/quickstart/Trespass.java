package ai.flashfusion.examples.quickstart;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;

/**
 * The attempts of a stranger, all of which are refused. Each returns the refusal as a log shows it.
 */
final class Trespass {

  private Trespass() {}

  static String createInTheNameOf(Person owner, Person stranger) {
    return refusal(
        () ->
            stranger
                .session()
                .projects()
                .insert(
                    new ProjectRecord()
                        .setUserId(owner.profile())
                        .setName("Trojan Horse")
                        .setSlug("trojan-horse")));
  }

  static String rename(ProjectRecord project, Person stranger) {
    return refusal(() -> stranger.session().projects().update(project.setName("Mine")));
  }

  static String readUsage(Session stranger, UsageQuery query) {
    return refusal(() -> stranger.aiUsage().total(query));
  }

  private static String refusal(Runnable attempt) {
    try {
      attempt.run();
    } catch (AccessDeniedException | NotFoundException e) {
      return "  " + e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    throw new IllegalStateException("what must be refused was accepted");
  }
}
