package ai.flashfusion.testing;

import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static ai.flashfusion.testing.SessionAssert.assertThatSession;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.Test;

// snippet: junit
@FlashFusionTest
class ShopSnippetTest {

  @Test
  void aPrivateProjectIsHidden(
      @AsUser("alice@example.com") Session alice,
      @AsUser("bob@example.com") Session bob,
      FlashFusion flashfusion) {
    ProjectRecord shop = alice.projects().create("Shop", "shop", REACT, PRIVATE);

    assertThatSession(alice).canSee(shop).canUpdate(shop).canDelete(shop);
    assertThatSession(bob).cannotSee(shop).cannotUpdate(shop);
    assertThatSession(flashfusion.asAnonymous()).cannotSee(shop);
  }
}
// end
