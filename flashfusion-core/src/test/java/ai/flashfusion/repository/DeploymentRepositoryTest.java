package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.enums.DeploymentStatus.BUILDING;
import static ai.flashfusion.schema.enums.DeploymentStatus.CANCELED;
import static ai.flashfusion.schema.enums.DeploymentStatus.DEPLOYING;
import static ai.flashfusion.schema.enums.DeploymentStatus.ERROR;
import static ai.flashfusion.schema.enums.DeploymentStatus.PENDING;
import static ai.flashfusion.schema.enums.DeploymentStatus.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.deployment.BuildTimes;
import ai.flashfusion.deployment.DeploymentOutcome;
import ai.flashfusion.deployment.SuccessRate;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.property.Property;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentRepositoryTest {

  private static final int CALLERS = 32;

  /**
   * The legal transitions, written down again, so that the library's own table does not judge
   * itself.
   */
  private static final Map<DeploymentStatus, Set<DeploymentStatus>> LEGAL =
      Map.of(
          PENDING, Set.of(BUILDING, ERROR, CANCELED),
          BUILDING, Set.of(DEPLOYING, ERROR, CANCELED),
          DEPLOYING, Set.of(READY, ERROR, CANCELED),
          READY, Set.of(),
          ERROR, Set.of(),
          CANCELED, Set.of());

  private static final List<DeploymentStatus> ALL = List.of(DeploymentStatus.values());

  Follows world;
  DeploymentRepository deployments;

  @BeforeAll
  void start() {
    world = new Follows();
    deployments = world.alice.deployments();
  }

  @AfterAll
  void close() {
    world.close();
  }

  @Test
  void deploymentMovesStepByStepAndKeepsDetails() {
    DeploymentId id = world.start();
    assertThat(deployments.transition(id, BUILDING).getCompletedAt()).isNull();
    assertThat(deployments.transition(id, DEPLOYING).getStatus()).isEqualTo(DEPLOYING);
    DeploymentRecord ready =
        deployments.transition(id, READY, DeploymentOutcome.at("https://app.example.com"));
    assertThat(ready.getStatus()).isEqualTo(READY);
    assertThat(ready.getUrl()).isEqualTo("https://app.example.com");
    assertThat(ready.getCompletedAt()).isAfterOrEqualTo(ready.getCreatedAt());
    assertThat(ready.getBuildTimeSeconds()).isNotNegative();
    assertThat(deployments.get(id)).isEqualTo(ready);

    DeploymentRecord failed =
        deployments.transition(
            world.start(),
            ERROR,
            DeploymentOutcome.failed("out of memory").withBuildTime(Duration.ofSeconds(90)));
    assertThat(failed.getErrorMessage()).isEqualTo("out of memory");
    assertThat(failed.getBuildTimeSeconds()).isEqualTo(90);
  }

  @Test
  void illegalMoveNamesStatusesAndPossibleMoves() {
    DeploymentId id = world.start();
    assertThatThrownBy(() -> deployments.transition(id, READY))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("is pending and cannot become ready")
        .hasMessageContaining("[building, error, canceled]");
    deployments.transition(id, CANCELED);
    assertThatThrownBy(() -> deployments.transition(id, BUILDING))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessageContaining("is canceled and cannot become building: that is final");
    assertThatThrownBy(() -> deployments.transition(id, PENDING))
        .isInstanceOf(IllegalTransitionException.class);
    assertThatThrownBy(() -> deployments.transition(DeploymentId.random(), BUILDING))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> deployments.transition(id, READY, DeploymentOutcome.failed("not so")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                deployments.transition(
                    id, BUILDING, DeploymentOutcome.NONE.withBuildTime(Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyEditorsMoveDeployments() {
    DeploymentId id = world.start();
    assertThatThrownBy(() -> world.bob.deployments().transition(id, BUILDING))
        .isInstanceOf(NotFoundException.class);
    world.admitBob();
    try {
      world.execute("update project_collaborators set role = 'viewer'");
      assertThatThrownBy(() -> world.bob.deployments().transition(id, BUILDING))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining("editor");
      world.execute("update project_collaborators set role = 'editor'");
      assertThat(world.bob.deployments().transition(id, BUILDING).getStatus()).isEqualTo(BUILDING);
    } finally {
      world.dismissBob();
    }
    assertThat(world.service.deployments().transition(id, CANCELED).getStatus())
        .isEqualTo(CANCELED);
  }

  @Test
  void randomMovesAgreeWithModel() {
    Property.holds(
        "transitions",
        25,
        random -> {
          DeploymentId id = world.start();
          DeploymentStatus model = PENDING;
          for (int i = 0; i < 8; i++) {
            DeploymentStatus to = ALL.get(random.nextInt(ALL.size()));
            boolean legal = after(model).contains(to);
            try {
              DeploymentRecord moved = deployments.transition(id, to);
              assertThat(legal).as("%s to %s", model, to).isTrue();
              assertThat(moved.getStatus()).isEqualTo(to);
              assertThat(moved.getCompletedAt() != null).isEqualTo(after(to).isEmpty());
              model = to;
            } catch (IllegalTransitionException e) {
              assertThat(legal).as("%s to %s", model, to).isFalse();
            }
          }
          assertThat(deployments.get(id).getStatus()).isEqualTo(model);
        });
  }

  @Test
  void exactlyOneOfConcurrentMovesSucceeds() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      DeploymentId id = world.start();
      for (DeploymentStatus to : List.of(BUILDING, DEPLOYING, READY)) {
        assertThat(race(callers, id, List.of(to))).isEqualTo(1);
        assertThat(world.query("select status from deployments where id = '" + id + "'"))
            .isEqualTo(to.getLiteral());
      }
      for (int i = 0; i < 3; i++) {
        DeploymentId other = world.start();
        assertThat(race(callers, other, List.of(ERROR, CANCELED))).isEqualTo(1);
        assertThat(deployments.get(other).getStatus()).isIn(ERROR, CANCELED);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  /** Returns how many succeeded; all others were refused for the right reason. */
  private int race(ExecutorService callers, DeploymentId id, List<DeploymentStatus> to)
      throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      DeploymentStatus status = to.get(i % to.size());
      attempts.add(
          callers.submit(
              () -> {
                go.await();
                try {
                  deployments.transition(id, status);
                  return true;
                } catch (IllegalTransitionException e) {
                  return false;
                }
              }));
    }
    go.countDown();
    int won = 0;
    for (Future<Boolean> attempt : attempts) {
      won += attempt.get() ? 1 : 0;
    }
    return won;
  }

  @Test
  void theNewestAndTheLastReadyAreFoundPerEnvironment() {
    try (Follows own = new Follows()) {
      DeploymentRepository repository = own.alice.deployments();
      DeploymentId good = deploy(own, DeploymentEnvironment.PRODUCTION, READY);
      DeploymentId bad = deploy(own, DeploymentEnvironment.PRODUCTION, ERROR);
      assertThat(repository.lastReady(own.project, DeploymentEnvironment.PRODUCTION))
          .get()
          .extracting(DeploymentRecord::getId)
          .isEqualTo(good);
      assertThat(repository.lastReady(own.project, DeploymentEnvironment.PREVIEW)).isEmpty();
      assertThat(repository.latest(own.project, DeploymentEnvironment.PRODUCTION))
          .contains(repository.get(bad));
      assertThat(repository.latestPerEnvironment(own.project))
          .containsOnlyKeys(DeploymentEnvironment.PRODUCTION, DeploymentEnvironment.PREVIEW)
          .containsEntry(DeploymentEnvironment.PRODUCTION, repository.get(bad))
          .containsEntry(DeploymentEnvironment.PREVIEW, repository.get(own.deployment));
      assertThat(repository.history(own.project))
          .extracting(DeploymentRecord::getId)
          .containsExactly(bad, good, own.deployment);

      DeploymentRepository ofBob = own.bob.deployments();
      assertThat(ofBob.lastReady(own.project, DeploymentEnvironment.PRODUCTION)).isEmpty();
      assertThat(ofBob.latest(own.project, DeploymentEnvironment.PRODUCTION)).isEmpty();
      assertThat(ofBob.latestPerEnvironment(own.project)).isEmpty();
      assertThat(ofBob.history(own.project)).isEmpty();
    }
  }

  @Test
  void timesAndRatesAreThoseOfTheRange() {
    try (Follows own = new Follows()) {
      DeploymentRepository repository = own.alice.deployments();
      Instant day = Instant.parse("2026-03-01T00:00:00Z");
      // Ten seconds slower each day: 10, 20, 30, 40, 50.
      for (int i = 0; i < 5; i++) {
        ended(own, READY, day.plus(Duration.ofDays(i)), 10 * (i + 1));
      }
      ended(own, ERROR, day, 1_000);
      ended(own, CANCELED, day, 1_000);
      ended(own, READY, day.plus(Duration.ofDays(5)), 1_000);
      TimeRange range = new TimeRange(day, day.plus(Duration.ofDays(5)));

      BuildTimes times = repository.buildTimes(own.project, range);
      assertThat(times.builds()).isEqualTo(5);
      assertThat(times.p50()).isEqualTo(Duration.ofSeconds(30));
      assertThat(times.p95()).isEqualTo(Duration.ofSeconds(48));
      assertThat(times.trend()).isBetween(Duration.ofMillis(9_999), Duration.ofMillis(10_001));
      assertThat(repository.successRate(own.project, range)).isEqualTo(new SuccessRate(5, 1, 1));
      assertThat(new SuccessRate(5, 1, 1).rate()).hasValue(5 / 6.0);

      TimeRange empty = new TimeRange(day, day);
      BuildTimes none = new BuildTimes(0, null, null, null);
      assertThat(repository.buildTimes(own.project, empty)).isEqualTo(none);
      assertThat(repository.successRate(own.project, empty).rate()).isEmpty();
      assertThat(own.bob.deployments().buildTimes(own.project, range)).isEqualTo(none);
      assertThat(own.bob.deployments().successRate(own.project, range))
          .isEqualTo(new SuccessRate(0, 0, 0));
    }
  }

  private static Set<DeploymentStatus> after(DeploymentStatus status) {
    return Objects.requireNonNull(LEGAL.get(status));
  }

  private static DeploymentId deploy(
      Follows own, DeploymentEnvironment environment, DeploymentStatus end) {
    DeploymentRepository repository = own.alice.deployments();
    DeploymentId id = repository.start(own.project, DeploymentProvider.VERCEL, environment).getId();
    repository.transition(id, BUILDING);
    if (end == READY) {
      repository.transition(id, DEPLOYING);
    }
    repository.transition(id, end);
    return id;
  }

  private static void ended(Follows own, DeploymentStatus end, Instant at, int seconds) {
    DeploymentId id = deploy(own, DeploymentEnvironment.PREVIEW, end);
    own.service
        .dsl()
        .update(DEPLOYMENTS)
        .set(DEPLOYMENTS.COMPLETED_AT, at)
        .set(DEPLOYMENTS.BUILD_TIME_SECONDS, seconds)
        .where(DEPLOYMENTS.ID.eq(id))
        .execute();
  }
}
