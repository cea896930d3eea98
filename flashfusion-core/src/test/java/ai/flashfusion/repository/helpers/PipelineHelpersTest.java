package ai.flashfusion.repository.helpers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every helper gives the same value in a pipeline as by itself. */
class PipelineHelpersTest {

  /** What differs between two calls in any case: ids, times, numbers, digests. */
  private static final Pattern CHANGING =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f-]{27}|\\b[0-9a-f]{12,}\\b|[A-Za-z0-9+/_=-]{24,}|[0-9]+|PT[0-9.HMS]+");

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  @AutoClose static final FlashFusion flashfusion = embedded.through(proxy);
  static final World world = new World(embedded, flashfusion);

  static List<Class<?>> repositories() {
    return HelpersTest.repositories();
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void everyHelperGivesTheSameValueInAPipeline(Class<?> repository) {
    List<String> singly = new ArrayList<>();
    List<String> together = new ArrayList<>();
    for (Helper helper : HelpersTest.of(repository)) {
      String alone = text(helper.call().run(world));
      singly.add(helper.name() + " " + alone);
      together.add(helper.name() + " " + inPipeline(helper));
    }
    assertThat(together).isEqualTo(singly);
  }

  private static String inPipeline(Helper helper) {
    Throwable last = null;
    for (Session session :
        List.of(world.alice, world.bob, world.eve, world.service, world.anonymous)) {
      for (boolean writing : new boolean[] {false, true}) {
        try {
          return inPipeline(session, writing, helper);
        } catch (TransactionException | RefusedStatementException e) {
          last = e;
        }
      }
    }
    return "refused: " + last;
  }

  private static String inPipeline(Session session, boolean writing, Helper helper) {
    proxy.reset();
    try (Pipeline pipeline = writing ? session.writePipeline() : session.pipeline()) {
      Response<Long> before = pipeline.add(s -> s.projects().count());
      Response<Object> value = pipeline.add(s -> helper.call().run(world));
      Response<Long> after = pipeline.add(s -> s.projects().count());
      pipeline.flush();
      assertThat(before.get()).isNotNegative();
      assertThat(after.get()).isNotNegative();
      if (helper.roundTrips() == 1) {
        assertThat(proxy.roundTrips()).as(helper.name()).isEqualTo(writing ? 2 : 1);
      }
      return text(value.get());
    }
  }

  private static String text(Object value) {
    return CHANGING.matcher(plain(value)).replaceAll("#");
  }

  private static String plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return "optional " + optional.map(PipelineHelpersTest::plain).orElse("none");
    }
    if (value instanceof Record row) {
      return row.getClass().getSimpleName() + Arrays.toString(row.intoArray());
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof List<?> list) {
      // Tables grow with each call: the first element stands for all.
      return "list of " + (list.isEmpty() ? "nothing" : plain(list.get(0)));
    }
    return String.valueOf(value);
  }
}
