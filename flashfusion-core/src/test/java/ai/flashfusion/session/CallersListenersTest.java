package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners that callers set in the configuration of their {@code dsl()}. */
class CallersListenersTest {

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Session alice = embedded.user("alice");
  private static final ProjectId taken = project(alice, "taken");
  private static final ProjectId other = project(alice, "other");

  private final List<Throwable> heard = new ArrayList<>();
  private final ExecuteListener listener =
      new ExecuteListener() {
        @Override
        public void exception(ExecuteContext context) {
          heard.add(context.exception());
        }
      };

  /** A way to set a listener. */
  interface Way extends BiFunction<Configuration, ExecuteListener, DSLContext> {}

  static Stream<Way> ways() {
    return Stream.of(
        (configuration, ours) -> configuration.set(ours).dsl(),
        (configuration, ours) -> configuration.setAppending(ours).dsl(),
        (configuration, ours) -> configuration.derive(ours).dsl(),
        (configuration, ours) -> configuration.deriveAppending(ours).dsl(),
        (configuration, ours) -> DSL.using(configuration.derive(provider(ours))),
        (configuration, ours) -> DSL.using(configuration.derive().set(provider(ours))),
        (configuration, ours) -> {
          configuration.set(provider(ours));
          return configuration.dsl();
        },
        (configuration, ours) -> configuration.derive(ours).derive(new Settings()).dsl(),
        (configuration, ours) -> {
          ExecuteListenerProvider[] shown = configuration.executeListenerProviders();
          return configuration
              .set(
                  Stream.concat(Stream.of(provider(ours)), Stream.of(shown))
                      .toArray(ExecuteListenerProvider[]::new))
              .dsl();
        });
  }

  private static ExecuteListenerProvider provider(ExecuteListener listener) {
    return new DefaultExecuteListenerProvider(listener);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void hearTheTranslatedException(Way way) {
    DSLContext dsl = way.apply(alice.dsl().configuration(), listener);
    assertThatThrownBy(() -> rename(dsl))
        .isInstanceOf(UniqueViolationException.class)
        .isSameAs(heard.get(0));
    assertThat(heard).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void leaveBatchesAndTransactionsAsTheyAre(Way way) {
    DSLContext dsl = way.apply(alice.dsl().configuration(), listener);
    assertThat(dsl.batch(dsl.selectOne(), dsl.selectOne()).execute()).hasSize(2);
    assertThatThrownBy(
            () ->
                dsl.transaction(
                    inner -> {
                      inner.dsl().batch("select 1").execute();
                      rename(inner.dsl());
                    }))
        .isInstanceOf(UniqueViolationException.class);
    assertThat(heard).hasSize(1);
  }

  @Test
  void concernOneDslOnly() {
    alice.dsl().configuration().set(listener);
    assertThatThrownBy(() -> rename(alice.dsl())).isInstanceOf(UniqueViolationException.class);
    assertThatThrownBy(() -> alice.projects().update(renamed(alice.dsl())))
        .isInstanceOf(UniqueViolationException.class);
    assertThat(heard).isEmpty();
  }

  private static ai.flashfusion.schema.tables.records.ProjectRecord renamed(DSLContext dsl) {
    return dsl.selectFrom(PROJECTS).where(PROJECTS.ID.eq(other)).fetchSingle().setSlug("taken");
  }

  private static void rename(DSLContext dsl) {
    assertThat(taken).isNotNull();
    dsl.update(PROJECTS).set(PROJECTS.SLUG, "taken").where(PROJECTS.ID.eq(other)).execute();
  }
}
