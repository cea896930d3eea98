package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.repository.Follows.Inbox;
import ai.flashfusion.session.Session;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection on which new rows are noticed, and what happens if there is none. */
@SuppressWarnings("try") // a subscription is there to be open
class FollowConnectionTest {

  private static final FollowOptions POLLING =
      FollowOptions.fromNow().polling(Duration.ofMillis(20));

  Follows world;
  Inbox inbox;

  @BeforeEach
  void start() {
    world = new Follows();
    inbox = new Inbox();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void oneConnectionListensForAllFollowersFromTheFirstToTheLast() throws Exception {
    assertThat(world.listeners()).isZero();
    List<FollowHandle> subscriptions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      subscriptions.add(world.alice.deploymentLogs().follow(world.deployment, inbox));
      subscriptions.add(world.bob.notifications().follow(row -> {}));
    }
    assertThat(world.listeners()).isEqualTo(1);
    world.append("a");
    for (int i = 0; i < 10; i++) {
      assertThat(inbox.next()).isEqualTo("a");
    }
    subscriptions.subList(1, 20).forEach(FollowHandle::close);
    assertThat(world.listeners()).isEqualTo(1);
    subscriptions.get(0).close();
    world.awaitListeners(0);
    try (FollowHandle again = world.alice.deploymentLogs().follow(world.deployment, inbox)) {
      world.append("b");
      assertThat(inbox.next()).isEqualTo("b");
    }
  }

  @Test
  void closingTheLibraryEndsFollowersThreadsAndConnections() throws Exception {
    FollowHandle listening;
    FollowHandle polling;
    try (FlashFusion flashfusion = world.embedded.builder().connect()) {
      Session alice = flashfusion.session(world.alice.identity());
      listening = alice.deploymentLogs().follow(world.deployment, inbox);
      polling = alice.deploymentLogs().follow(world.deployment, POLLING, inbox);
      world.append("a");
      assertThat(List.of(inbox.next(), inbox.next())).containsExactly("a", "a");
    }
    for (FollowHandle subscription : List.of(listening, polling)) {
      assertThat(subscription.done().toCompletableFuture().get(60, TimeUnit.SECONDS)).isNull();
      assertThat(subscription.isOpen()).isFalse();
    }
    world.awaitListeners(0);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches("flashfusion-(listener|follower.*)")) {
        thread.join(Follows.PATIENCE.toMillis());
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void rejectsFollowingWithoutMessagesAndAllowsPolling() throws Exception {
    try (MuteProxy proxy = new MuteProxy(world.embedded);
        FlashFusion flashfusion = world.embedded.builder().url(proxy.url()).connect()) {
      Session alice = flashfusion.session(world.alice.identity());
      assertThatThrownBy(() -> alice.deploymentLogs().follow(world.deployment, inbox).close())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("a pooler in transaction mode loses LISTEN")
          .hasMessageContaining("polling(interval)");
      world.awaitListeners(0);
      try (FollowHandle polling = alice.deploymentLogs().follow(world.deployment, POLLING, inbox)) {
        world.append("a");
        assertThat(inbox.next()).isEqualTo("a");
        assertThat(world.listeners()).isZero();
      }
    }
  }

  @Test
  void aNewConnectionOnWhichNothingArrivesEndsTheFollowers() throws Exception {
    try (MuteProxy proxy = new MuteProxy(world.embedded);
        FlashFusion flashfusion = world.embedded.builder().url(proxy.url()).connect()) {
      Session alice = flashfusion.session(world.alice.identity());
      proxy.mute(false);
      try (FollowHandle subscription = alice.deploymentLogs().follow(world.deployment, inbox)) {
        proxy.mute(true);
        assertThat(world.killListeners()).isEqualTo(1);
        assertThatThrownBy(
                () -> subscription.done().toCompletableFuture().get(60, TimeUnit.SECONDS))
            .hasCauseInstanceOf(ConfigurationException.class);
        assertThat(subscription.isOpen()).isFalse();
      }
      proxy.mute(false);
      try (FollowHandle again = alice.deploymentLogs().follow(world.deployment, inbox)) {
        world.append("a");
        assertThat(inbox.next()).isEqualTo("a");
      }
    }
  }

  @Test
  void aDatabaseWithoutTheTriggersIsNamedAndPollingWorks() throws Exception {
    world.execute("drop trigger notify_followers on deployment_logs");
    assertThatThrownBy(() -> world.alice.deploymentLogs().follow(world.deployment, inbox).close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("V9__follow.sql");
    world.awaitListeners(0);
    try (FollowHandle polling =
            world.alice.deploymentLogs().follow(world.deployment, POLLING, inbox);
        FollowHandle other = world.bob.notifications().follow(row -> {})) {
      world.append("a");
      assertThat(inbox.next()).isEqualTo("a");
      assertThat(other.isOpen()).isTrue();
    }
  }

  @Test
  void thePoolOfOneConnectionStaysFreeForStatements() throws Exception {
    try (FlashFusion flashfusion = world.embedded.builder().poolSize(1).connect()) {
      Session alice = flashfusion.session(world.alice.identity());
      try (FollowHandle subscription = alice.deploymentLogs().follow(world.deployment, inbox)) {
        world.append("a");
        assertThat(inbox.next()).isEqualTo("a");
        assertThat(alice.deploymentLogs().count()).isEqualTo(1);
      }
    }
  }

  @Test
  void aPoolOfTheCallerMustHaveTwoConnections() throws Exception {
    Identity identity = world.alice.identity();
    try (HikariDataSource one = pool(1);
        FlashFusion flashfusion = FlashFusion.builder().dataSource(one).connect()) {
      Session alice = flashfusion.session(identity);
      assertThatThrownBy(() -> alice.deploymentLogs().follow(world.deployment, inbox).close())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("at least 2");
      assertThat(alice.deploymentLogs().count()).isZero();
    }
    try (HikariDataSource two = pool(2);
        FlashFusion flashfusion = FlashFusion.builder().dataSource(two).connect()) {
      Session alice = flashfusion.session(identity);
      try (FollowHandle subscription = alice.deploymentLogs().follow(world.deployment, inbox)) {
        world.append("a");
        assertThat(inbox.next()).isEqualTo("a");
        assertThat(two.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
      }
      assertThat(two.getHikariPoolMXBean().getActiveConnections()).isZero();
      assertThat(alice.deploymentLogs().count()).isEqualTo(1);
    }
  }

  private HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(world.embedded.url());
    config.setUsername(world.embedded.login());
    config.setPassword(world.embedded.password());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(2_000);
    return new HikariDataSource(config);
  }
}
