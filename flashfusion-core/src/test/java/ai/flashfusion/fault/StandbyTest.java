package ai.flashfusion.fault;

import static ai.flashfusion.fixture.Given.deployment;
import static ai.flashfusion.fixture.Given.project;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.ReadOnlyException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandbyTest {

  static OwnServer server;
  static FlashFusion flashfusion;
  static Session alice;
  static DeploymentId deployment;

  @BeforeAll
  static void start() throws IOException {
    server = OwnServer.start();
    try (FlashFusion primary = server.builder().connect()) {
      Session owner = primary.asUser(server.alice());
      deployment = deployment(owner, project(owner, "p"));
      owner.deploymentLogs().append(deployment, DeploymentLogLevel.INFO, "started");
    }
    server.restartAsStandby();
    flashfusion = server.builder().connect();
    alice = flashfusion.asUser(server.alice());
  }

  @AfterAll
  static void stop() throws IOException {
    flashfusion.close();
    server.close();
  }

  @Test
  void readsUnderIdentity() {
    assertThat(alice.projects().page(PageQuery.ofSize(10)).rows()).hasSize(1);
    long inTransaction = alice.transactionResult(tx -> tx.projects().count());
    assertThat(inTransaction).isEqualTo(1);
    assertThat(flashfusion.asAnonymous().projects().count()).isZero();
    assertThat(flashfusion.asService("a test").projects().count()).isEqualTo(1);
  }

  /** Its preamble is another text. */
  @Test
  void readsUnderIdentityWithoutSeal() {
    try (FlashFusion unsealed =
        FlashFusion.builder().url(server.url()).user("authenticator").password("").connect()) {
      assertThat(unsealed.asUser(server.alice()).projects().count()).isEqualTo(1);
    }
  }

  @Test
  void saysThatWritesAreNotPossible() {
    assertReadOnly(() -> project(alice, "q"));
    assertReadOnly(() -> alice.dsl().execute("update projects set name = 'x' where true"));
    assertReadOnly(() -> alice.dsl().execute("select 1 from projects for update"));
    assertReadOnly(() -> alice.transaction(tx -> project(tx, "q")));
    assertReadOnly(() -> alice.transaction(tx -> tx.transaction(inner -> project(inner, "q"))));
    assertReadOnly(
        () -> alice.deploymentLogs().append(deployment, DeploymentLogLevel.INFO, "more"));
    assertReadOnly(() -> alice.maxAffected(5).dsl().execute("delete from projects where true"));
    assertThat(alice.projects().count()).isEqualTo(1);
  }

  private static void assertReadOnly(ThrowingCallable write) {
    assertThatThrownBy(write)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("nothing is stored")
        .hasMessageContaining("targetServerType=primary")
        .satisfies(
            thrown -> {
              assertThat(((FlashFusionException) thrown).sqlState()).contains("25006");
              assertThat(((FlashFusionException) thrown).isRetryable()).isFalse();
            });
  }

  @Test
  void saysThatListeningIsNotPossible() {
    assertThatThrownBy(
            () -> alice.deploymentLogs().follow(deployment, FollowOptions.fromStart(), row -> {}))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("standby")
        .hasMessageContaining("polling(interval)");
  }

  @Test
  void followsByPolling() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    try (FollowHandle handle =
        alice
            .deploymentLogs()
            .follow(
                deployment,
                FollowOptions.fromStart().polling(Duration.ofMillis(50)),
                row -> arrived.countDown())) {
      assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(handle.isOpen()).isTrue();
    }
  }

  @Test
  void doctorSaysThatItIsStandby() {
    assertThat(flashfusion.doctor().findings())
        .extracting(Finding::toString)
        .singleElement()
        .asString()
        .contains("is a standby: nothing can be written");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void writesOnceItIsPromotedAndNoMoreOnceItIsReadOnly() {
    server.run("select pg_promote()");
    project(alice, "after");
    assertThat(alice.projects().count()).isEqualTo(2);
    server.run("alter database postgres set default_transaction_read_only = on");
    try (FlashFusion later = server.builder().connect()) {
      Session session = later.asUser(server.alice());
      assertReadOnly(() -> project(session, "no"));
      assertThat(session.projects().count()).isEqualTo(2);
      assertThat(later.doctor().findings())
          .extracting(Finding::toString)
          .anyMatch(finding -> finding.contains("nothing can be written"));
    }
  }
}
