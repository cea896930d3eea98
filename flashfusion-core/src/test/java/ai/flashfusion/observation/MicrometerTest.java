package ai.flashfusion.observation;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The metrics that Micrometer has of calls and pools. */
class MicrometerTest {

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Identity alice = embedded.user("alice").identity();

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ObservationRegistry observations = ObservationRegistry.create();
  private final List<Observation.Context> ended = new ArrayList<>();

  @AutoClose
  private final FlashFusion flashfusion =
      embedded.builder().listener(new MicrometerCalls(observations)).poolMetrics(meters).connect();

  private final Session session = flashfusion.session(alice);

  MicrometerTest() {
    observations
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(meters))
        .observationHandler(new Keeper());
  }

  /** Keeps what a tracer would see. */
  private final class Keeper implements ObservationHandler<Observation.Context> {

    @Override
    public void onStop(Observation.Context context) {
      ended.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @Test
  void timesEachHelper() {
    project(session, "one");
    session.projects().owned();
    session.projects().owned();
    assertThat(
            meters
                .get("flashfusion.call")
                .tags("repository", "projects", "method", "owned")
                .tags("role", "authenticated", "outcome", "success")
                .timer()
                .count())
        .isEqualTo(2);
  }

  @Test
  void countsFailuresByTheirKind() {
    ProjectId unknown = ProjectId.random();
    assertThatThrownBy(() -> session.projects().get(unknown)).isInstanceOf(NotFoundException.class);
    assertThat(
            meters
                .get("flashfusion.call")
                .tags("method", "get", "outcome", "NotFoundException")
                .timer()
                .count())
        .isOne();
    assertThat(ended).singleElement().extracting(Observation.Context::getError).isNotNull();
    assertThat(all()).doesNotContain(unknown.toString());
  }

  @Test
  void hasNoIdAndNoSecretInTagsAndTraces() {
    ProjectId id = project(session, "a-secret");
    session.projects().get(id);
    session.projects().findBySlug("a-secret");
    session.dsl().selectFrom(PROJECTS).where(PROJECTS.ID.eq(id)).fetch();
    assertThat(ended).hasSize(4);
    assertThat(all())
        .contains("findBySlug", "rows=1")
        .doesNotContain("secret", id.toString(), alice.authUserId().orElseThrow().toString());
  }

  private String all() {
    return meters.getMeters().stream()
            .map(Meter::getId)
            .map(String::valueOf)
            .collect(Collectors.joining("\n"))
        + ended.stream()
            .map(
                context ->
                    context.getAllKeyValues().stream()
                            .map((KeyValue pair) -> pair.getKey() + "=" + pair.getValue())
                            .toList()
                        + context.getContextualName()
                        + context.getError())
            .collect(Collectors.joining("\n"));
  }

  @Test
  void isTheParentOfWhatHappensWithin() {
    session.transaction(tx -> tx.projects().count());
    assertThat(ended)
        .extracting(Observation.Context::getContextualName)
        .containsExactly("projects.count", "session.transaction");
    assertThat(Objects.requireNonNull(ended.get(0).getParentObservation()).getContextView())
        .isSameAs(ended.get(1));
    assertThat(observations.getCurrentObservation()).isNull();
  }

  @Test
  void keepsNoScopeOfRowsThatAreNotReadToTheirEnd() {
    session.dsl().selectFrom(PROJECTS).fetchLazy();
    assertThat(observations.getCurrentObservation()).isNull();
  }

  @Test
  void showsThePools() {
    flashfusion.asService("a test").projects().count();
    for (String pool : List.of("flashfusion", "flashfusion-service")) {
      assertThat(meters.get("hikaricp.connections.max").tag("pool", pool).gauge().value())
          .isPositive();
    }
  }

  @Test
  void refusesWhatIsNoRegistry() {
    assertThatThrownBy(() -> FlashFusion.builder().poolMetrics("meters"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("poolMetrics is a java.lang.String: give a MeterRegistry");
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .dataSource(new PGSimpleDataSource())
                    .poolMetrics(meters)
                    .connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("poolMetrics would have no effect");
  }
}
