package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tests that transactions of Spring are those of the caller, whatever sends the statements. */
class TransactionsTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();

  @AutoClose
  static final Service service =
      Service.plain(database, Application.class, "flashfusion.pool-size=2");

  static final Jobs jobs = service.bean(Jobs.class);
  static final Writing writing = service.bean(Writing.class);
  static final JdbcClient jdbc = service.bean(JdbcClient.class);

  final AuthUserId alice = database.signUp(System.nanoTime() + "@example.com");
  final AuthUserId bob = database.signUp(System.nanoTime() + "@example.com");

  @BeforeEach
  void nothingIsLeft() {
    assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
    assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
    new JdbcTemplate(database.owner()).update("delete from projects");
  }

  List<String> slugs(AuthUserId user) {
    return jobs.resultAsUser(
        user,
        session -> jdbc.sql("select slug from projects order by slug").query(String.class).list());
  }

  @Test
  void repositoriesContextsPipelinesAndTemplatesTakePart() {
    jobs.asUser(alice, session -> writing.inFourWays(false));
    assertThat(slugs(alice)).containsExactly("dsl", "pipeline", "repository", "template");
    assertThat(slugs(bob)).isEmpty();
  }

  @Test
  void everythingIsUndoneByAFailure() {
    assertThatThrownBy(() -> jobs.asUser(alice, session -> writing.inFourWays(true)))
        .hasMessage("enough");
    assertThat(slugs(alice)).isEmpty();
  }

  @Test
  void nestedTransactionsAreUndoneAlone() {
    jobs.asUser(alice, session -> writing.outer(() -> writing.nested("inner")));
    assertThat(slugs(alice)).containsExactly("outer");
  }

  @Test
  void nestedTransactionsAreUndoneAfterAFailedStatement() {
    jobs.asUser(bob, session -> writing.outer(() -> writing.nestedAfterConflict("outer")));
    assertThat(slugs(bob)).containsExactly("outer");
  }

  @Test
  void newTransactionsAreApart() {
    assertThatThrownBy(
            () ->
                jobs.asUser(
                    alice,
                    session ->
                        writing.outer(
                            () -> {
                              writing.apart("apart");
                              throw new IllegalStateException("enough");
                            })))
        .hasMessage("enough");
    assertThat(slugs(alice)).containsExactly("apart");
  }

  @Test
  void participantsThatFailUndoTheWhole() {
    assertThatThrownBy(
            () ->
                jobs.asUser(
                    alice,
                    session ->
                        writing.outer(
                            () -> {
                              try {
                                writing.failing();
                              } catch (IllegalStateException e) {
                                // swallowed
                              }
                            })))
        .isInstanceOf(org.springframework.transaction.UnexpectedRollbackException.class);
    assertThat(slugs(alice)).isEmpty();
  }

  @Test
  void aFailedStatementThatIsSwallowedStoresNothing() {
    assertThatThrownBy(
            () ->
                jobs.asUser(
                    alice,
                    session ->
                        writing.outer(
                            () -> {
                              try {
                                writing.failingStatement();
                              } catch (RuntimeException e) {
                                // swallowed
                              }
                            })))
        .isInstanceOf(ai.flashfusion.error.TransactionException.class)
        .hasMessageContaining("swallowed");
    assertThat(slugs(alice)).isEmpty();
  }

  @Test
  void readOnlyTransactionsRefuseWrites() {
    assertThatThrownBy(() -> jobs.asUser(alice, session -> writing.readOnly("no")))
        .isInstanceOf(ai.flashfusion.error.ReadOnlyException.class);
    assertThat(slugs(alice)).isEmpty();
    assertThat(jobs.<String>resultAsUser(alice, session -> writing.characteristics()))
        .isEqualTo("repeatable read on");
  }

  @Test
  void timeoutLimitsTheWhole() {
    assertThatThrownBy(() -> jobs.asUser(alice, session -> writing.slow()))
        .isInstanceOf(ai.flashfusion.error.StatementTimeoutException.class);
  }

  @Test
  void streamsAreReadInPieces() {
    assertThat(jobs.<Long>resultAsUser(alice, session -> writing.stream())).isEqualTo(100_000L);
  }

  @Test
  void aNewTransactionMayBelongToAnotherIdentity() {
    jobs.asUser(
        alice, session -> writing.outer(() -> jobs.asUser(bob, inner -> writing.apart("bobs"))));
    assertThat(slugs(alice)).containsExactly("outer");
    assertThat(slugs(bob)).containsExactly("bobs");
  }

  @Test
  void connectionOfATransactionServesNoOtherIdentity() {
    for (Runnable escape :
        List.<Runnable>of(
            () -> writing.template("stolen"),
            () -> jdbc.sql("select count(*) from projects").query(Long.class).single(),
            () -> service.bean(DSLContext.class).fetch("select 1"),
            () -> writing.supports(() -> jdbc.sql("select 1").query(Long.class).single()))) {
      assertThatThrownBy(
              () ->
                  jobs.asUser(
                      alice,
                      session -> writing.outer(() -> jobs.asUser(bob, inner -> escape.run()))))
          .isInstanceOf(FlashFusionException.class)
          .hasMessageContaining("one identity");
    }
    assertThat(slugs(alice)).isEmpty();
    assertThat(slugs(bob)).isEmpty();
  }

  @Test
  void connectionKeptForSynchronizationServesNoOtherIdentity() {
    assertThatThrownBy(
            () ->
                jobs.asUser(
                    alice,
                    session ->
                        writing.supports(
                            () -> {
                              jdbc.sql("select 1").query(Long.class).single();
                              jobs.asUser(
                                  bob, inner -> jdbc.sql("select 1").query(Long.class).single());
                            })))
        .isInstanceOf(FlashFusionException.class)
        .hasMessageContaining("belongs to user " + alice);
  }

  @Test
  void transactionsOfTheSessionAreJoinedAndJoin() {
    jobs.asUser(
        alice,
        session ->
            session.transaction(
                tx -> {
                  writing.template("in the session's");
                  writing.outer(
                      () -> service.bean(Session.class).transaction(in -> writing.nested("in")));
                }));
    assertThat(slugs(alice)).containsExactly("in the session's", "outer");
  }

  @Test
  void failsOutsideOfRequestsAndJobs() {
    assertThatThrownBy(() -> writing.template("nobody's"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serves no request");
    assertThatThrownBy(() -> jdbc.sql("select 1").query(Long.class).single())
        .hasStackTraceContaining("serves no request");
  }

  @SpringBootApplication
  @Import(Writing.class)
  static class Application {}

  static class Writing {

    private final Session session;
    private final DSLContext dsl;
    private final JdbcTemplate template;

    Writing(Session session, DSLContext dsl, JdbcTemplate template) {
      this.session = session;
      this.dsl = dsl;
      this.template = template;
    }

    @Transactional
    public void inFourWays(boolean failing) {
      insert("template");
      session
          .projects()
          .create("p", "repository", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
      dsl.execute(
          "insert into projects (user_id, name, slug, framework)"
              + " select id, 'p', 'dsl', 'react' from profiles where user_id = auth.uid()");
      try (Pipeline pipeline = session.pipeline()) {
        pipeline.add(
            s ->
                s.projects()
                    .create("p", "pipeline", ProjectFramework.REACT, ProjectVisibility.PRIVATE));
        pipeline.flush();
      }
      if (failing) {
        throw new IllegalStateException("enough");
      }
    }

    private void insert(String slug) {
      template.update(
          "insert into projects (user_id, name, slug, framework)"
              + " select id, ?, ?, 'react' from profiles where user_id = auth.uid()",
          "p",
          slug);
    }

    @Transactional
    public void template(String slug) {
      insert(slug);
    }

    @Transactional
    public void outer(Runnable inner) {
      insert("outer");
      try {
        inner.run();
      } catch (ExpectedException e) {
        // The rest goes on.
      }
    }

    @Transactional(propagation = Propagation.NESTED)
    public void nested(String slug) {
      insert(slug);
      throw new ExpectedException();
    }

    @Transactional(propagation = Propagation.NESTED)
    public void nestedAfterConflict(String slug) {
      try {
        insert(slug);
      } catch (RuntimeException e) {
        throw new ExpectedException();
      }
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void apart(String slug) {
      insert(slug);
    }

    @Transactional(propagation = Propagation.SUPPORTS)
    public void supports(Runnable work) {
      work.run();
    }

    @Transactional
    public void failing() {
      throw new IllegalStateException("enough");
    }

    @Transactional(noRollbackFor = RuntimeException.class)
    public void failingStatement() {
      template.queryForObject("select 1 / 0", Integer.class);
    }

    @Transactional(readOnly = true)
    public void readOnly(String slug) {
      session.projects().create("p", slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public String characteristics() {
      return JdbcClient.create(template)
          .sql(
              "select current_setting('transaction_isolation') || ' ' ||"
                  + " current_setting('transaction_read_only')")
          .query(String.class)
          .single();
    }

    @Transactional(timeout = 1)
    public void slow() {
      session.dsl().fetch("select pg_sleep(0.6)");
      session.dsl().fetch("select pg_sleep(5)");
    }

    @Transactional(readOnly = true)
    public long stream() {
      JdbcTemplate pieces = new JdbcTemplate(Objects.requireNonNull(template.getDataSource()));
      pieces.setFetchSize(100);
      try (Stream<Integer> numbers =
          pieces.queryForStream("select generate_series(1, 100000)", (row, i) -> row.getInt(1))) {
        return numbers.count();
      }
    }
  }

  static final class ExpectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
