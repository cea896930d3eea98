package ai.flashfusion.repository;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.AutoClose;

/** A database with Alice, Bob and the service. */
abstract class RepositoryFixture {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final AuthUserId aliceUser = embedded.signUp("alice@example.com");
  final Session alice = embedded.flashfusion().asUser(aliceUser);
  final Session bob = embedded.user("bob");
  final Session service = embedded.flashfusion().asService("a test of repositories");
  final ProfileId aliceProfile = alice.profiles().me().getId();
  final ProfileId bobProfile = bob.profiles().me().getId();
}
