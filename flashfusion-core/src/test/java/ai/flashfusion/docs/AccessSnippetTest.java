package ai.flashfusion.docs;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import org.junit.jupiter.api.Test;

/** The snippets about access, as they stand in the manual. */
class AccessSnippetTest {

  @Test
  void explainAccess() {
    try (TestDatabase embedded = TestDatabase.start()) {
      FlashFusion flashfusion = embedded.flashfusion();
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      AuthUserId bobId = embedded.signUp("bob@example.com");
      ProjectId projectId = alice.projects().create("Shop", "shop", REACT, PRIVATE).getId();
      // snippet: explainAccess
      Session service = flashfusion.asService("why does Bob not see the shop?");
      AccessExplanation why =
          service.explainAccess(Identity.user(bobId), PROJECTS.ID, projectId, Operation.SELECT);
      why.exists(); // true: it is there
      why.visible(); // false: but hidden from Bob
      why.rule(); // a project is read by its owner, its collaborators, members of its team …
      why.reason(); // projects … exists but is hidden from user …: is not a collaborator of
      // project …
      // end
      assertThat(why.exists()).isTrue();
      assertThat(why.visible()).isFalse();
      assertThat(why.rule())
          .startsWith(
              "a project is read by its owner, its collaborators, members of its team unless it is private, ");
      assertThat(why.reason())
          .startsWith("projects " + projectId + " exists but is hidden from user " + bobId)
          .contains(": is not a collaborator of project ");
    }
  }
}
