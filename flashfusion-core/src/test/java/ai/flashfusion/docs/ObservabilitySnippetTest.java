package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallEnd;
import ai.flashfusion.observation.CallListener;
import ai.flashfusion.observation.MicrometerCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The snippets of the manual's page on observability. */
@ResourceLock(Resources.SYSTEM_OUT)
class ObservabilitySnippetTest {

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();

  @Test
  void aListenerHearsOfCalls() {
    // snippet: call-listener
    CallListener listener =
        call ->
            end ->
                System.out.println(
                    call.repository() // projects
                        + " "
                        + call.method() // findBySlug
                        + " "
                        + call.role() // authenticated
                        + " "
                        + end.outcome() // success, or UniqueViolationException
                        + " "
                        + end.rows());
    // end
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      listener
          .started(new Call("projects", "findBySlug", "authenticated"))
          .ended(new CallEnd(CallEnd.SUCCESS, 1, 1, Duration.ZERO));
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("projects findBySlug authenticated success 1");
  }

  @Test
  void micrometerHearsOfCallsAndPools() {
    MeterRegistry meterRegistry = new SimpleMeterRegistry();
    ObservationRegistry observationRegistry = ObservationRegistry.create();
    observationRegistry
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(meterRegistry));
    String url = embedded.url();
    String user = embedded.login();
    String password = embedded.password();
    // snippet: micrometer
    FlashFusion flashfusion =
        FlashFusion.builder()
            .url(url)
            .user(user)
            .password(password)
            .listener(new MicrometerCalls(observationRegistry)) // each call
            .poolMetrics(meterRegistry) // hikaricp.connections…
            .connect();
    // end
    try (flashfusion) {
      flashfusion.asAnonymous().projects().count();
      assertThat(meterRegistry.get("flashfusion.call").tag("method", "count").timer().count())
          .isOne();
      assertThat(meterRegistry.get("hikaricp.connections").gauge().value()).isPositive();
    }
  }
}
