package ai.flashfusion.repository;

import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.PRO;
import static ai.flashfusion.schema.enums.ProfileSubscriptionTier.STARTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.schema.tables.records.SubscriptionHistoryRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Helpers that lock a row and change it in one round trip. */
class LockedHelpersTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final List<String> calls = new CopyOnWriteArrayList<>();

  @AutoClose
  static final FlashFusion flashfusion =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .listener(call -> end -> calls.add(call.method() + " " + end.statements()))
          .connect();

  static final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
  static final Session bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
  static final Session service = flashfusion.asService("a test");
  static ProfileId aliceProfile;
  static ProjectId project;
  static BillingTransactionId payment;

  @BeforeAll
  static void begin() {
    aliceProfile = alice.profiles().me().getId();
    project = Given.project(alice, "locked");
    Given.collaborator(alice, project, bob.profiles().me().getId(), ProjectCollaboratorRole.VIEWER);
    BillingTransactionRecord paid =
        service
            .billing()
            .record(
                new BillingTransactionRecord()
                    .setUserId(aliceProfile)
                    .setStripePaymentIntentId("pi_locked")
                    .setAmountUsd(new BigDecimal("100.00")));
    payment = service.billing().markSucceeded(paid.getId()).getId();
    alice.files().write(project, "taken", "text");
  }

  @BeforeEach
  void reset() {
    alice.profiles().count(); // so that the pool does not ask whether the connection lives
    proxy.reset();
    calls.clear();
  }

  @Test
  void aNewFileIsThreeRoundTripsOrFourWithLaterVersionsOfJooq() {
    alice.files().write(project, "new", "text");
    assertThat(proxy.roundTrips()).isBetween(3L, 4L);
  }

  @Test
  void aLargeFileHasARoundTripOfItsOwn() {
    alice.files().write(project, "large", "x".repeat(100_000));
    assertThat(proxy.roundTrips()).isEqualTo(4);
    assertThat(alice.files().read(project, "large").orElseThrow().getSizeBytes())
        .isEqualTo(100_000);
  }

  @Test
  void aRefusedConsumptionIsThreeRoundTrips() {
    service.profiles().count();
    proxy.reset();
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(aliceProfile, 1_000_000))
        .isInstanceOf(QuotaExceededException.class);
    assertThat(proxy.roundTrips()).isEqualTo(3);
  }

  @Test
  void aMoveInATransactionIsOneRoundTripBesidesItsSavepoint() {
    alice.files().write(project, "here", "text");
    alice.transaction(
        tx -> {
          tx.files().totalSize(project);
          proxy.reset();
          tx.files().move(project, "here", "there");
          assertThat(proxy.roundTrips()).isEqualTo(3);
        });
  }

  @Test
  void observersHearOfOneCall() {
    alice.files().mkdir(project, "directory/observed");
    assertThat(calls).containsExactly("mkdir 3");
  }

  @Test
  void aRefusedLockIsToldAsSuch() {
    assertThatThrownBy(() -> alice.billing().refund(payment, BigDecimal.ONE))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageStartingWith("select: permission denied for table billing_transactions");
  }

  @Test
  void aRefusedChangeIsToldAsSuch() {
    assertThatThrownBy(() -> alice.subscriptions().changeTier(aliceProfile, PRO, null))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageStartingWith("with: permission denied for table ");
    assertThatThrownBy(() -> bob.files().mkdir(project, "denied"))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageStartingWith("insert: new row violates row-level security policy")
        .hasMessageContaining("policy project_files_insert");
  }

  @Test
  void whatIsHiddenIsNotFound() {
    ProfileId bobProfile = bob.profiles().me().getId();
    assertThatThrownBy(() -> alice.subscriptions().changeTier(bobProfile, PRO, null))
        .isInstanceOf(NotFoundException.class);
    Session eve = flashfusion.asUser(embedded.signUp("eve@example.com"));
    assertThatThrownBy(() -> eve.files().write(project, "new", "text"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no project");
    assertThatThrownBy(() -> eve.files().move(project, "taken", "a/b"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no project");
    assertThatThrownBy(() -> eve.files().mkdir(project, "a/b"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no project");
    assertThatThrownBy(() -> eve.files().deleteTree(project, "taken"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no project");
    assertThatThrownBy(() -> flashfusion.asAnonymous().files().deleteTree(project, "taken"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("there is no project");
  }

  @Test
  void aTransactionGoesOnAfterARefusal() {
    alice.transaction(
        tx -> {
          tx.files().write(project, "kept", "text");
          assertThatThrownBy(() -> tx.files().move(project, "kept", "taken"))
              .isInstanceOf(PathConflictException.class);
          assertThatThrownBy(() -> tx.files().write(project, "taken/beneath", "text"))
              .isInstanceOf(PathConflictException.class);
          assertThatThrownBy(() -> tx.subscriptions().changeTier(aliceProfile, PRO, null))
              .isInstanceOf(AccessDeniedException.class);
          tx.files().write(project, "more", "text");
        });
    assertThat(alice.files().read(project, "kept")).isPresent();
    assertThat(alice.files().read(project, "more")).isPresent();
  }

  @Test
  void aPipelineNamesTheEntryInWhichAHelperIsRefused() {
    try (Pipeline writes = bob.writePipeline()) {
      writes.add(s -> s.projects().count());
      writes.add("directory", s -> s.files().mkdir(project, "denied"));
      assertThatThrownBy(writes::flush)
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageStartingWith("entry 2 'directory': insert: new row violates");
    }
  }

  @Test
  void aRefundSeesTheOneThatItWaitedFor() {
    BigDecimal most = new BigDecimal("60.00");
    CompletableFuture<BillingTransactionRecord> second =
        service.transactionResult(
            tx -> {
              tx.billing().refund(payment, most);
              CompletableFuture<BillingTransactionRecord> waits =
                  CompletableFuture.supplyAsync(() -> service.billing().refund(payment, most));
              AtOnce.awaitWaiting(embedded);
              return waits;
            });
    assertThatThrownBy(second::join)
        .hasCauseInstanceOf(RefundExceededException.class)
        .hasMessageContaining("has 40.00 usd left to refund, 60.00 were requested");
  }

  @Test
  void aTierFollowsTheOneThatItWaitedFor() {
    CompletableFuture<SubscriptionHistoryRecord> second =
        service.transactionResult(
            tx -> {
              tx.subscriptions().changeTier(aliceProfile, PRO, null);
              CompletableFuture<SubscriptionHistoryRecord> waits =
                  CompletableFuture.supplyAsync(
                      () -> service.subscriptions().changeTier(aliceProfile, STARTER, null));
              AtOnce.awaitWaiting(embedded);
              return waits;
            });
    SubscriptionHistoryRecord starter = second.join();
    assertThat(service.subscriptions().timeline(aliceProfile))
        .extracting(SubscriptionHistoryRecord::getTier, SubscriptionHistoryRecord::getEndedAt)
        .containsExactly(tuple("pro", starter.getStartedAt()), tuple("starter", null));
  }

  @Test
  void aMoveSeesTheOneThatItWaitedFor() {
    alice.files().write(project, "one", "text");
    alice.files().write(project, "two", "text");
    CompletableFuture<Integer> second =
        alice.transactionResult(
            tx -> {
              tx.files().move(project, "one", "same/place");
              CompletableFuture<Integer> waits =
                  CompletableFuture.supplyAsync(
                      () -> alice.files().move(project, "two", "same/place"));
              AtOnce.awaitWaiting(embedded);
              return waits;
            });
    assertThatThrownBy(second::join).hasCauseInstanceOf(PathConflictException.class);
  }

  @Test
  void anEntryCannotWriteAfterThoseBehindItHave() {
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(
          s -> {
            s.projects().count();
            return s.files().deleteTree(project, "taken");
          });
      writes.add(s -> s.files().write(project, "taken", "other"));
      assertThatThrownBy(writes::flush)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("entry 1 writes after the entries behind it have");
    }
    assertThat(alice.files().read(project, "taken").orElseThrow().getContent()).isEqualTo("text");
  }

  @Test
  void aLockedChangeOfAnEntryIsOneRoundTrip() {
    alice.files().write(project, "entry", "text");
    proxy.reset();
    try (Pipeline writes = alice.writePipeline()) {
      writes.add(s -> s.files().move(project, "entry", "moved"));
      writes.flush();
    }
    // The savepoint, the move, the end of the savepoint, the commit.
    assertThat(proxy.roundTrips()).isEqualTo(4);
  }
}
