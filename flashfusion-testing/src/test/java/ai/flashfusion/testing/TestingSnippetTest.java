package ai.flashfusion.testing;

import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets of the manual about tests; {@code ManualTest} of the core compares them. */
class TestingSnippetTest {

  @AutoClose final EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
  final AuthUserId id = embedded.signUp("alice@example.com");

  @Test
  void testing() {
    // snippet: testing
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      AuthUserId id = embedded.signUp("alice@example.com"); // the sign-up trigger adds the profile
      Session alice = embedded.flashfusion().asUser(id);
      alice.projects().create("My App", "my-app", REACT, PUBLIC);
    }
    // end
  }

  @Test
  void proxy() {
    // snippet: proxy
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion counted = embedded.builder().url(proxy.url(embedded.database())).connect()) {
      Session session = counted.asUser(id);
      session.projects().count();
      proxy.reset();
      session.projects().count();
      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
    // end
  }
}
