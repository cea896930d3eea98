package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.List;

/** A person with a project, and a service that imports for them. */
final class ImportSupport {

  private ImportSupport() {}

  static Person signUp(EmbeddedFlashFusion embedded, String name) {
    Session session = embedded.flashfusion().asUser(embedded.signUp(name + "@example.com"));
    return new Person(
        name,
        session,
        session.profiles().me().getId(),
        session
            .projects()
            .create(name, name, ProjectFramework.CUSTOM, ProjectVisibility.PRIVATE)
            .getId());
  }

  static UsageImport.Result run(
      EmbeddedFlashFusion embedded, TraceFiles files, List<Person> people) {
    Prices prices = Prices.read(files.prices());
    try (UsageCsv csv = UsageCsv.open(files.usage())) {
      return new UsageImport(csv, prices, new FillIn(people, prices.chatModels()))
          .run(embedded.flashfusion().asService("test import"), sent -> {});
    }
  }
}
