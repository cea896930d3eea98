package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.repository.ProjectRepository;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tests whose rights a request has, on one thread of Tomcat and a pool of one connection. */
class RequestIdentityTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final ECKey elliptic = Tokens.elliptic("one");
  static final RSAKey rsa = Tokens.rsa("two");
  @AutoClose static final Tokens tokens = new Tokens(elliptic, rsa);
  static final AuthUserId alice = database.signUp("alice@example.com");
  static final AuthUserId bob = database.signUp("bob@example.com");

  @AutoClose
  static final Service service =
      Service.start(
          database,
          Application.class,
          "flashfusion.auth.issuer=" + tokens.issuer(),
          "flashfusion.pool-size=1",
          "server.tomcat.threads.max=1",
          "server.tomcat.threads.min-spare=1",
          "spring.task.execution.pool.core-size=1");

  static String token(AuthUserId user) {
    return Tokens.sign(elliptic, tokens.claims(user).build());
  }

  @Test
  void givesControllersTheSessionOfTheCaller() {
    assertThat(service.getAs(token(alice), "/argument").body()).isEqualTo("user " + alice);
    assertThat(service.getAs(token(bob), "/argument").body()).isEqualTo("user " + bob);
    assertThat(service.get("/argument").body()).isEqualTo("anonymous");
  }

  @Test
  void asksForTheIdentityAtEachCallOfTheBean() {
    for (int i = 0; i < 3; i++) {
      assertThat(service.getAs(token(alice), "/bean").body()).isEqualTo(alice.toString());
      assertThat(service.get("/bean").body()).isEqualTo("nobody");
      assertThat(service.getAs(token(bob), "/bean").body()).isEqualTo(bob.toString());
    }
  }

  @Test
  void keptRepositoriesAndContextsKeepNoIdentity() {
    database
        .flashfusion()
        .asUser(alice)
        .projects()
        .create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    assertThat(service.getAs(token(alice), "/kept").body()).isEqualTo(alice + " true");
    assertThat(service.getAs(token(bob), "/kept").body()).isEqualTo(bob + " false");
    assertThat(service.get("/kept").body()).isEqualTo("nobody false");
  }

  @Test
  void acceptsBothAlgorithmsOfSigningKeys() {
    String signed = Tokens.sign(rsa, tokens.claims(alice).build());
    assertThat(service.getAs(signed, "/argument").body()).isEqualTo("user " + alice);
  }

  @Test
  void passesTheClaimsAsTheyStandInTheToken() {
    String signed =
        Tokens.sign(elliptic, tokens.claims(alice).claim("email", "alice@example.com").build());
    assertThat(service.getAs(signed, "/claims").body()).contains("\"email\":\"alice@example.com\"");
  }

  @Test
  void failsOutsideOfRequests() {
    Session bean = service.bean(Session.class);
    assertThatThrownBy(() -> bean.projects().findBySlug("any"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serves no request");
    assertThatThrownBy(() -> bean.dsl().fetch("select 1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> bean.transaction(tx -> tx.dsl().fetch("select 1")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(bean).hasToString("Session of the caller");
  }

  @Test
  void threadsThatARequestStartsWorkForNobody() {
    assertThat(service.getAs(token(alice), "/async").body()).contains("serves no request");
    assertThat(service.getAs(token(bob), "/async").body()).contains("serves no request");
    assertThat(service.getAs(token(alice), "/thread").body()).contains("serves no request");
  }

  @Test
  void returnedCallablesWorkForTheCallerOnly() {
    assertThat(service.getAs(token(alice), "/callable").body()).isEqualTo(alice.toString());
    assertThat(service.getAs(token(bob), "/callable").body()).isEqualTo(bob.toString());
    assertThat(service.getAs(token(alice), "/async").body()).contains("serves no request");
  }

  @Test
  void failedRequestsLeaveNoIdentity() {
    assertThat(service.getAs(token(alice), "/failing").status()).isEqualTo(500);
    assertThat(service.get("/bean").body()).isEqualTo("nobody");
  }

  @Test
  void jobsHaveTheIdentityThatTheyName() {
    Jobs jobs = service.bean(Jobs.class);
    Session bean = service.bean(Session.class);
    assertThat(jobs.<Identity>resultAsUser(alice, session -> bean.identity()))
        .isEqualTo(Identity.user(alice));
    jobs.asService(
        "a test",
        session -> {
          assertThat(bean.identity().reason()).contains("a test");
          jobs.asUser(
              bob,
              inner ->
                  assertThat(bean.dsl().fetchValue("select auth.uid()")).isEqualTo(bob.value()));
          assertThat(bean.identity().isService()).isTrue();
        });
    assertThatThrownBy(bean::identity).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void worksForEachUserAndThrowsTheFirstFailure() {
    Jobs jobs = service.bean(Jobs.class);
    List<AuthUserId> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                jobs.forEachUser(
                    List.of(alice, bob),
                    session -> {
                      seen.add(session.identity().authUserId().orElseThrow());
                      throw new IllegalArgumentException("for " + session.identity());
                    }))
        .hasMessage("for user " + alice)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(seen).containsExactly(alice, bob);
    assertThatThrownBy(service.bean(Session.class)::identity)
        .isInstanceOf(IllegalStateException.class);
  }

  @SpringBootApplication
  @EnableAsync
  @Import({Kept.class, Elsewhere.class})
  @RestController
  static class Application {

    private final Session bean;
    private final Kept kept;
    private final Elsewhere elsewhere;

    Application(Session bean, @Lazy Kept kept, @Lazy Elsewhere elsewhere) {
      this.bean = bean;
      this.kept = kept;
      this.elsewhere = elsewhere;
    }

    @GetMapping("/argument")
    String argument(Session session) {
      return session.identity().toString();
    }

    @GetMapping("/claims")
    String claims(Session session) {
      return session.identity().claims();
    }

    @GetMapping("/bean")
    String bean() {
      return String.valueOf(bean.dsl().fetchValue("select coalesce(auth.uid()::text, 'nobody')"));
    }

    @GetMapping("/kept")
    String kept() {
      return kept.look();
    }

    @GetMapping("/async")
    String async() throws Exception {
      return elsewhere.look().get();
    }

    @GetMapping("/thread")
    String thread() throws Exception {
      return Elsewhere.failureInThread(bean);
    }

    @GetMapping("/callable")
    Callable<String> callable() {
      return this::bean;
    }

    @GetMapping("/failing")
    String failing() {
      bean();
      throw new IllegalStateException("a failure of the application");
    }
  }

  /** A bean that is first made, and so would be stuck, in somebody's request. */
  @Component
  @Lazy
  static class Kept {

    private final ProjectRepository projects;
    private final DSLContext dsl;

    Kept(Session session) {
      this.projects = session.projects();
      this.dsl = session.dsl();
    }

    String look() {
      return dsl.fetchValue("select coalesce(auth.uid()::text, 'nobody')")
          + " "
          + projects.findBySlug("a").isPresent();
    }
  }

  @Component
  static class Elsewhere {

    private final Session session;

    Elsewhere(Session session) {
      this.session = session;
    }

    @Async
    CompletableFuture<String> look() {
      return CompletableFuture.completedFuture(failure(session));
    }

    static String failure(Session session) {
      try {
        return "not refused: " + session.identity();
      } catch (IllegalStateException e) {
        return String.valueOf(e.getMessage());
      }
    }

    static String failureInThread(Session session) throws InterruptedException {
      String[] told = new String[1];
      Thread thread = new Thread(() -> told[0] = failure(session));
      thread.start();
      thread.join();
      return told[0];
    }
  }
}
