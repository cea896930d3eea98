package ai.flashfusion.spring;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.nimbusds.jose.jwk.ECKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends requests of fifty people, two hundred at a time, and some anonymous or failing ones among
 * them, for as long as {@code -Dflashfusion.load} says: a second unless asked for more.
 */
class LoadTest {

  private static final int PEOPLE = 50;
  private static final int AT_A_TIME = 200;
  private static final Duration TIME =
      Duration.parse(System.getProperty("flashfusion.load", "PT1S"));

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final ECKey key = Tokens.elliptic("one");
  @AutoClose static final Tokens tokens = new Tokens(key);

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void everyoneGetsTheirOwnRows(String virtualThreads) throws Exception {
    List<String> slugs = new ArrayList<>();
    List<String> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      AuthUserId user = database.signUp(virtualThreads + i + "@example.com");
      slugs.add("of-" + virtualThreads + "-" + i);
      database
          .flashfusion()
          .asUser(user)
          .projects()
          .create("A", slugs.get(i), ProjectFramework.REACT, ProjectVisibility.PRIVATE);
      people.add(Tokens.sign(key, tokens.claims(user).build()));
    }
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    AtomicInteger answered = new AtomicInteger();
    try (Service service =
        Service.start(
            database,
            Application.class,
            "flashfusion.auth.issuer=" + tokens.issuer(),
            "flashfusion.connection-timeout=30s",
            "logging.level.org.apache.catalina=off", // the failures that it asks for
            "spring.threads.virtual.enabled=" + virtualThreads)) {
      long end = System.nanoTime() + TIME.toNanos();
      ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < AT_A_TIME; client++) {
        int first = client;
        all.add(
            clients.submit(
                () -> {
                  for (int i = first; i < first + 10 || System.nanoTime() < end; i++) {
                    ask(service, people, slugs, i, wrong);
                    answered.incrementAndGet();
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      clients.shutdown();
      assertThat(wrong).isEmpty();
      assertThat(answered).hasValueGreaterThanOrEqualTo(AT_A_TIME * 10);
      for (int i = 0; i < 50; i++) {
        assertThat(service.get("/left").body()).isEqualTo("anonymous, 0 resources");
      }
      assertThat(
              service
                  .bean(MeterRegistry.class)
                  .get("hikaricp.connections.active")
                  .tag("pool", "flashfusion")
                  .gauge()
                  .value())
          .isZero();
    }
  }

  private static void ask(
      Service service, List<String> people, List<String> slugs, int number, Set<String> wrong) {
    int person = number % (PEOPLE + 1);
    boolean known = person < PEOPLE;
    String path = List.of("/repository", "/jdbc", "/transaction", "/failing").get(number % 4);
    Service.Answer answer = known ? service.getAs(people.get(person), path) : service.get(path);
    String expected = known ? "[" + slugs.get(person) + "]" : "[]";
    boolean right =
        path.equals("/failing") ? answer.status() == 500 : answer.body().equals(expected);
    if (!right) {
      wrong.add(path + " answered " + answer.body() + " and not " + expected);
    }
  }

  @SpringBootApplication
  @RestController
  static class Application {

    private final Session session;
    private final JdbcClient jdbc;

    Application(Session session, JdbcClient jdbc) {
      this.session = session;
      this.jdbc = jdbc;
    }

    @GetMapping("/repository")
    public String repository() {
      return session.dsl().select(PROJECTS.SLUG).from(PROJECTS).fetch(PROJECTS.SLUG).toString();
    }

    @GetMapping("/jdbc")
    public String jdbc() {
      return jdbc.sql("select slug from projects").query(String.class).list().toString();
    }

    @GetMapping("/transaction")
    @Transactional
    public String transaction() {
      jdbc.sql("select 1").query(Integer.class).single();
      return jdbc();
    }

    @GetMapping("/failing")
    @Transactional
    public String failing() {
      jdbc();
      throw new UnsupportedOperationException("a failure of the application");
    }

    @GetMapping("/left")
    public String left() {
      return session.identity()
          + ", "
          + TransactionSynchronizationManager.getResourceMap().size()
          + " resources";
    }
  }
}
