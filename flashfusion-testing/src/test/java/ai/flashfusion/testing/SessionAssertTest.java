package ai.flashfusion.testing;

import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static ai.flashfusion.schema.enums.ProjectVisibility.PUBLIC;
import static ai.flashfusion.testing.SessionAssert.assertThatSession;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@FlashFusionTest
class SessionAssertTest {

  private Session alice;
  private Session bob;
  private Session service;
  private ProjectRecord hidden;
  private ProjectRecord open;

  @BeforeEach
  void prepare(
      @AsUser("alice@example.com") Session alice,
      @AsUser("bob@example.com") Session bob,
      FlashFusion flashfusion) {
    this.alice = alice;
    this.bob = bob;
    this.service = flashfusion.asService("test");
    this.hidden = alice.projects().create("Shop", "shop", REACT, PRIVATE);
    this.open = alice.projects().create("Blog", "blog", REACT, PUBLIC);
  }

  @Test
  void passesWhereThePoliciesSaySo() {
    assertThatSession(alice).canSee(hidden).canUpdate(hidden).canDelete(hidden);
    assertThatSession(bob)
        .cannotSee(hidden)
        .cannotUpdate(hidden)
        .cannotDelete(hidden)
        .canSee(open)
        .cannotUpdate(open)
        .cannotDelete(open);
    assertThatSession(service).canSee(hidden).canUpdate(hidden).canDelete(hidden);
    assertThatSession(bob, service).cannotSee(hidden);
  }

  @Test
  void leavesTheRowsAsTheyAre() {
    assertThatSession(alice).canUpdate(hidden).canDelete(hidden);

    assertThatSession(alice).canSee(hidden);
  }

  @Test
  void saysByWhichRuleSomebodySeesTheRow() {
    assertThatThrownBy(() -> assertThatSession(bob).cannotSee(open))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "Expected that %s cannot see projects %s, but yes: "
                .formatted(bob.identity(), open.getId()))
        .hasMessageContaining("[rule: ");
  }

  @Test
  void saysByWhichRuleSomebodyDoesNotSeeTheRow() {
    assertThatThrownBy(() -> assertThatSession(bob).canSee(hidden))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "Expected that %s can see projects %s, but no: projects %2$s exists but is hidden from"
                .formatted(bob.identity(), hidden.getId()))
        .hasMessageContaining("[rule: ");
  }

  @Test
  void tellsUpdatesAndDeletesApart() {
    assertThatThrownBy(() -> assertThatSession(bob).canUpdate(open))
        .hasMessageContaining("can update projects")
        .hasMessageContaining("which they see");
    assertThatThrownBy(() -> assertThatSession(alice).cannotDelete(open))
        .hasMessageContaining("cannot delete projects");
  }

  @Test
  void failsIfThereIsNoSuchRow() {
    ProjectRecord gone = alice.projects().create("Gone", "gone", REACT, PRIVATE);
    alice.projects().delete(gone.getId());

    assertThatThrownBy(() -> assertThatSession(bob).cannotSee(gone))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Expected that %s cannot see projects %s, but nobody can, not even the service, so that"
                + " this proves nothing: there is no row of projects with id %2$s",
            bob.identity(), gone.getId());
    assertThatThrownBy(() -> assertThatSession(alice).canSee(gone))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Expected that %s can see projects %s, but there is no row of projects with id %2$s",
            alice.identity(), gone.getId());
  }

  @Test
  void failsIfNotEvenTheServiceCan(EmbeddedFlashFusion embedded) throws Exception {
    try (var connection = embedded.owner().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("revoke update on projects from service_role");
    }

    assertThatThrownBy(() -> assertThatSession(bob).cannotUpdate(hidden))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nobody can, not even the service, so that this proves nothing");
  }

  @Test
  void refusesARowThatIsNotStored() {
    assertThatThrownBy(() -> assertThatSession(bob).cannotSee(new ProjectRecord()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the row of projects has no id: store it first");
  }

  @Test
  void refusesRowsOfAnOpenTransaction() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      ProjectRecord row = tx.projects().create("Shop 2", "shop-2", REACT, PRIVATE);
                      assertThatSession(bob).cannotSee(row);
                    }))
        .isInstanceOf(TransactionException.class);
  }

  @Test
  void refusesAControlThatIsNotTheService() {
    assertThatThrownBy(() -> assertThatSession(bob, alice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the positive control needs a session of the service, and this is one of "
                + alice.identity());
  }

  @Test
  void refusesDatabasesThatItDoesNotKnow() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        FlashFusion other =
            FlashFusion.builder()
                .url(postgres.url())
                .user(postgres.login())
                .password(postgres.password())
                .connect()) {
      Session stranger = other.asAnonymous();

      assertThatThrownBy(() -> assertThatSession(stranger))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The database " + postgres.database() + " is not one of an open");
    }
  }
}
