package ai.flashfusion.repository.helpers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
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
import java.util.Set;
import java.util.regex.Pattern;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every helper gives the same value in a pipeline as by itself. */
class PipelineHelpersTest {

  /** Parts that differ between two calls in any case: ids, times, numbers, digests, keys. */
  private static final Pattern CHANGING =
      Pattern.compile(
          "@[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}|ffk_[A-Za-z0-9_-]+|\\b[0-9a-f]{12,}\\b"
              + "|[A-Za-z0-9+/_=-]{24,}|PT[0-9.HMS]+|[0-9]+"
              + "|\\b(free|starter|pro|team|enterprise)\\b");

  /** Statements that write, or lock rows as if they did. */
  private static final Pattern WRITING =
      Pattern.compile(
          "insert into|update |delete from|for no key|fold_usage|rebuild_usage",
          Pattern.CASE_INSENSITIVE);

  /** Helpers that a pipeline refuses by name: streams, and work that goes on in other threads. */
  private static final Set<String> REFUSED = Set.of("stream", "follow");

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
    int exact = 0;
    for (Helper helper : HelpersTest.of(repository)) {
      proxy.reset();
      proxy.record();
      Object before = helper.call().run(world);
      List<WireStatement> sent = proxy.statements();
      boolean writing = isWriting(sent);
      Object value = inPipeline(session(sent), writing, helper);
      Object after = helper.call().run(world);
      boolean same = whole(before).equals(whole(after));
      exact += same ? 1 : 0;
      String alone = same ? whole(before) : text(before);
      String pipelined = same ? whole(value) : text(value);
      if (!pipelined.equals(alone)) {
        alone = text(after); // after what the first call changed
      }
      singly.add(helper.name() + " " + alone);
      together.add(helper.name() + " " + pipelined);
    }
    assertThat(together).isEqualTo(singly);
    assertThat(exact).as("helpers whose whole values were compared").isPositive();
  }

  /** Returns whether one of the statements writes. */
  static boolean isWriting(List<WireStatement> sent) {
    return sent.stream().anyMatch(one -> WRITING.matcher(one.sql()).find());
  }

  /** Returns the session whose claims were sent. */
  private static Session session(List<WireStatement> sent) {
    String values = sent.stream().map(WireStatement::parameters).toList().toString();
    return List.of(world.service, world.anonymous, world.alice, world.bob, world.eve).stream()
        .filter(session -> values.contains(session.identity().claims()))
        .findFirst()
        .orElse(world.alice);
  }

  private static Object inPipeline(Session session, boolean writing, Helper helper) {
    proxy.reset();
    try (Pipeline pipeline = writing ? session.writePipeline() : session.pipeline()) {
      Response<Long> before = pipeline.add(s -> s.projects().count());
      Response<Object> value = pipeline.add(s -> helper.call().run(world));
      Response<Long> after = pipeline.add(s -> s.projects().count());
      if (REFUSED.contains(helper.name())) {
        assertThatThrownBy(pipeline::flush)
            .isInstanceOfAny(RefusedStatementException.class, TransactionException.class);
        return helper.call().run(world);
      }
      pipeline.flush();
      assertThat(before.get()).isNotNegative();
      assertThat(after.get()).isNotNegative();
      if (helper.roundTrips() == 1) {
        assertThat(proxy.roundTrips()).as(helper.name()).isEqualTo(writing ? 2 : 1);
      }
      return value.get();
    }
  }

  /** Returns all of a value, to compare calls that change nothing. */
  private static String whole(Object value) {
    if (value instanceof Object[] array) {
      return whole(Arrays.asList(array));
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(PipelineHelpersTest::whole).orElse("none");
    }
    if (value instanceof Record row) {
      return row.getClass().getSimpleName()
          + Arrays.stream(row.intoArray()).map(PipelineHelpersTest::whole).toList();
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    return value instanceof List<?> list
        ? list.stream().map(PipelineHelpersTest::whole).toList().toString()
        : String.valueOf(value);
  }

  private static String text(Object value) {
    return CHANGING.matcher(plain(value)).replaceAll("#");
  }

  private static String plain(Object value) {
    if (value instanceof Object[] array) {
      return plain(Arrays.asList(array));
    }
    if (value instanceof Optional<?> optional) {
      return "optional " + optional.map(PipelineHelpersTest::plain).orElse("none");
    }
    if (value instanceof Record row) {
      return row.getClass().getSimpleName()
          + Arrays.stream(row.intoArray()).map(PipelineHelpersTest::plain).toList();
    }
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    }
    if (value instanceof List<?> list) {
      // Tables grow with each call: the first element stands for all.
      return "list of " + (list.isEmpty() ? "nothing" : plain(list.get(0)));
    }
    return String.valueOf(value).lines().findFirst().orElse("");
  }
}
