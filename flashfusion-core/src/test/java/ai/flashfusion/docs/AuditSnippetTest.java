package ai.flashfusion.docs;

import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.audit.AuditEntry;
import ai.flashfusion.audit.AuditEntry.Change;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The snippet of the page on the audit trail, as it stands there. */
class AuditSnippetTest {

  @Test
  void audit() throws SQLException {
    try (TestDatabase embedded = TestDatabase.start();
        Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("select flashfusion_audit.enable('public.projects')");
      AuthUserId aliceAuthId = embedded.signUp("alice@example.com");
      Session alice = embedded.flashfusion().asUser(aliceAuthId);
      ProjectRecord project = alice.projects().create("Shop", "shop", REACT, PRIVATE);
      project.setName("Store");
      alice.projects().update(project);
      // snippet: audit
      List<AuditEntry> history = alice.audit().of(project); // oldest first, one round trip
      AuditEntry renamed = history.get(1);
      AuthUserId who = renamed.actor(); // also role(), login(), reason(), at() and transaction()
      Change name = renamed.changes().get("name"); // Change[before="Shop", after="Store"]
      List<AuditEntry> newest = alice.audit().of(project, 20); // the last twenty, oldest first
      // end
      assertThat(who).isEqualTo(aliceAuthId);
      assertThat(name).hasToString("Change[before=\"Shop\", after=\"Store\"]");
      assertThat(newest).isEqualTo(history);
    }
  }
}
