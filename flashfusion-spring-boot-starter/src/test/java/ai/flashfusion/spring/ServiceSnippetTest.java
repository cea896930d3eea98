package ai.flashfusion.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.identity.Identity;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import ai.flashfusion.usage.UsageQuery;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs the snippets of the manual's page on Spring Boot as one service. */
class ServiceSnippetTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "guides", "spring.md");

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final ECKey key = Tokens.elliptic("one");
  @AutoClose static final Tokens tokens = new Tokens(key);
  static final AuthUserId alice = database.signUp("alice@example.com");
  static final AuthUserId bob = database.signUp("bob@example.com");
  static final String asAlice = Tokens.sign(key, tokens.claims(alice).build());

  @AutoClose
  static final ai.flashfusion.spring.Service service =
      ai.flashfusion.spring.Service.start(
          database, Application.class, "flashfusion.auth.issuer=" + tokens.issuer());

  ai.flashfusion.spring.Service.Answer post(String path) {
    return service.send("POST", path, null, "Authorization", "Bearer " + asAlice);
  }

  @Test
  void servesProjectsToTheirOwner() {
    assertThat(post("/projects?name=First&slug=first").status()).isEqualTo(200);
    assertThat(service.getAs(asAlice, "/projects").body()).contains("\"slug\":\"first\"");
    assertThat(service.get("/projects").body()).isEqualTo("{\"rows\":[],\"next\":null}");
    assertThat(service.get("/projects", "Authorization", "Bearer bad").status()).isEqualTo(401);
  }

  @Test
  void publishesAllOrNothing() {
    String made = post("/projects?name=P&slug=published").body();
    String id = made.replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
    assertThat(post("/projects/" + id + "/publish").status()).isEqualTo(200);
    assertThat(
            new JdbcTemplate(database.owner())
                .queryForObject("select count(*) from notes", Long.class))
        .isEqualTo(1);
    assertThat(post("/projects/" + ProjectId.random() + "/publish").status()).isEqualTo(403);
    assertThat(
            new JdbcTemplate(database.owner())
                .queryForObject("select count(*) from notes", Long.class))
        .isEqualTo(1);
  }

  @Test
  void jobsNameTheirIdentity() {
    Nightly nightly = service.bean(Nightly.class);
    nightly.digests(List.of(alice, bob));
    assertThat(nightly.told).containsExactly(alice, bob);
    assertThat(nightly.count()).isPositive();
  }

  @Test
  void otherIssuersAreMapped() {
    assertThat(service.context().getBeansOfType(IdentityMapper.class)).hasSize(1);
    IdentityMapper mapper = new Identities().mapper(name -> alice);
    assertThat(
            mapper.identityOf(
                new org.springframework.security.authentication.TestingAuthenticationToken(
                    "alice", "")))
        .isEqualTo(Identity.user(alice));
  }

  @Test
  void pageListsEveryProperty() throws Exception {
    String metadata;
    try (var in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      if (in == null) {
        return; // compiled without annotation processors, as at one's desk
      }
      metadata = new String(in.readAllBytes(), UTF_8);
    }
    Matcher names =
        Pattern.compile("\"name\": \"(flashfusion\\.[a-z.-]+)\",\\s+\"type\": \"java")
            .matcher(metadata);
    List<String> properties = new ArrayList<>();
    while (names.find()) {
      properties.add(names.group(1));
    }
    assertThat(properties).hasSizeGreaterThan(20);
    String page = Files.readString(PAGE);
    assertThat(properties).allSatisfy(name -> assertThat(page).contains("\n| `" + name + "`"));
  }

  // snippet: spring-controller
  @RestController
  static class Projects {

    @GetMapping("/projects")
    Page<ProjectRecord> list(Session session) { // the session of this request's caller
      return session.projects().page(PageQuery.ofSize(20));
    }

    @PostMapping("/projects")
    ProjectRecord create(Session session, @RequestParam String name, @RequestParam String slug) {
      return session
          .projects()
          .create(name, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }
  }

  // end

  // snippet: spring-transaction
  @Service
  static class Publishing {

    private final Session session;
    private final JdbcClient jdbc;

    Publishing(
        Session session, JdbcClient jdbc) { // both are beans, and have no identity of their own
      this.session = session;
      this.jdbc = jdbc;
    }

    @Transactional
    public void publish(ProjectId project) {
      jdbc.sql("insert into notes (text) values (:text)") // a table of the application
          .param("text", "published " + project)
          .update();
      session
          .deployments()
          .start(project, DeploymentProvider.VERCEL, DeploymentEnvironment.PRODUCTION);
    }
  }

  // end

  @RestController
  static class Publications {

    private final Publishing publishing;

    Publications(Publishing publishing) {
      this.publishing = publishing;
    }

    @PostMapping("/projects/{id}/publish")
    void publish(@PathVariable ProjectId id) {
      publishing.publish(id);
    }
  }

  static class Nightly {

    final List<AuthUserId> told = new ArrayList<>();
    private final Jobs jobs;

    Nightly(Jobs jobs) {
      this.jobs = jobs;
    }

    // snippet: spring-jobs
    void digests(List<AuthUserId> users) {
      jobs.forEachUser(
          users,
          session -> {
            session.aiUsage().byModel(UsageQuery.lastDays(7)); // what this user may see
            told.add(session.identity().authUserId().orElseThrow());
          });
    }

    long count() {
      return jobs.resultAsService("nightly count", session -> session.profiles().count());
    }
    // end
  }

  // snippet: spring-identity-mapper
  @Configuration
  static class Identities {

    @Bean
    IdentityMapper mapper(Users users) { // of your own: finds the id in auth.users
      return authentication -> Identity.user(users.idOf(authentication.getName()));
    }
  }

  // end

  interface Users {
    AuthUserId idOf(String name);
  }

  @SpringBootApplication
  @Import({Projects.class, Publishing.class, Publications.class, Nightly.class})
  static class Application {

    Application() {
      new JdbcTemplate(database.owner())
          .execute(
              """
              create table notes (owner uuid default auth.uid(), text text);
              alter table notes enable row level security;
              create policy own on notes using (owner = auth.uid());
              grant select, insert on notes to authenticated
              """);
    }
  }
}
