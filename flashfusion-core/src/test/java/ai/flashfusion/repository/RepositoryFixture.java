package ai.flashfusion.repository;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database with Alice, Bob and the service. */
abstract class RepositoryFixture {

  TestDatabase embedded;
  AuthUserId aliceUser;
  Session alice;
  Session bob;
  Session service;
  ProfileId aliceProfile;
  ProfileId bobProfile;

  @BeforeEach
  void start() {
    embedded = TestDatabase.start();
    aliceUser = embedded.signUp("alice@example.com");
    alice = embedded.flashfusion().asUser(aliceUser);
    bob = embedded.flashfusion().asUser(embedded.signUp("bob@example.com"));
    service = embedded.flashfusion().asService("a test of repositories");
    aliceProfile = alice.profiles().me().getId();
    bobProfile = bob.profiles().me().getId();
  }

  @AfterEach
  void close() {
    embedded.close();
  }

  /** Returns the database as its owner sees it. */
  DSLContext database() {
    return DSL.using(embedded.owner(), SQLDialect.POSTGRES);
  }
}
