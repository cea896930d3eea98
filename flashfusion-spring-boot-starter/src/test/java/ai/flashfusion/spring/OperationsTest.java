package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.nimbusds.jose.jwk.ECKey;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Tests what clients and operators of a service see. */
class OperationsTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final ECKey key = Tokens.elliptic("one");
  @AutoClose static final Tokens tokens = new Tokens(key);
  static final AuthUserId alice = database.signUp("alice@example.com");
  static final AuthUserId bob = database.signUp("bob@example.com");

  @AutoClose
  static final Service service =
      Service.start(
          database,
          Application.class,
          "flashfusion.auth.issuer=" + tokens.issuer(),
          "management.endpoints.web.exposure.include=*",
          "management.endpoint.health.show-details=always",
          "management.info.flashfusion.enabled=true");

  final String asAlice = Tokens.sign(key, tokens.claims(alice).build());
  final String asBob = Tokens.sign(key, tokens.claims(bob).build());

  @BeforeEach
  void clear() {
    new JdbcTemplate(database.owner()).update("delete from projects");
  }

  Service.Answer post(String token, String path) {
    return service.send("POST", path, null, "Authorization", "Bearer " + token);
  }

  @Test
  void recordsPagesIdsAndEnumsTravelAsText() {
    Service.Answer made = post(asAlice, "/projects?slug=a&visibility=private");
    assertThat(made.body()).contains("\"slug\":\"a\"", "\"visibility\":\"private\"");
    String id = made.body().replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
    assertThat(service.getAs(asAlice, "/projects/" + id).body()).contains("\"slug\":\"a\"");
    assertThat(service.getAs(asAlice, "/projects").body())
        .startsWith("{\"rows\":[{")
        .contains("\"slug\":\"a\"");
    assertThat(service.getAs(asAlice, "/projects/no-id").status()).isEqualTo(400);
    assertThat(post(asAlice, "/projects?slug=b&visibility=secret").status()).isEqualTo(400);
  }

  @Test
  void hiddenRowsAreNotFound() {
    String made = post(asAlice, "/projects?slug=a&visibility=private").body();
    String id = made.replaceAll(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
    Service.Answer hidden = service.getAs(asBob, "/projects/" + id);
    Service.Answer absent = service.getAs(asBob, "/projects/" + ProjectId.random());
    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.header("content-type")).startsWith("application/problem+json");
    assertThat(hidden.body().replace(id, ""))
        .isEqualTo(absent.body().replaceAll("[0-9a-f-]{36}", ""));
  }

  @Test
  void failuresHaveTheirStatusAndNoMessage() {
    post(asAlice, "/projects?slug=a&visibility=private");
    Service.Answer conflict = post(asAlice, "/projects?slug=a&visibility=private");
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.body())
        .contains("urn:flashfusion:conflict", "\"constraint\":\"projects_slug_key\"")
        .doesNotContain("Key (slug)");
    assertThat(service.get("/denied").status()).isEqualTo(403);
    assertThat(service.getAs(asAlice, "/invalid").status()).isEqualTo(422);
    assertThat(service.get("/fail?how=quota").status()).isEqualTo(429);
    Service.Answer again = service.get("/fail?how=connection");
    assertThat(again.status()).isEqualTo(503);
    assertThat(again.header("retry-after")).isEqualTo("1");
    assertThat(again.body()).doesNotContain("inner workings");
    Service.Answer unknown = service.get("/fail?how=unknown");
    assertThat(unknown.status()).isEqualTo(500);
    assertThat(unknown.header("retry-after")).isEmpty();
    assertThat(unknown.body()).contains("urn:flashfusion:outcome-unknown");
  }

  @Test
  void repositoriesOfTheApplicationGetSpringsExceptions() {
    Jobs jobs = service.bean(Jobs.class);
    Stored stored = service.bean(Stored.class);
    jobs.asUser(alice, session -> stored.create("a"));
    assertThatThrownBy(() -> jobs.asUser(alice, session -> stored.create("a")))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  void healthIsThatOfAScopedQuery() {
    assertThat(service.get("/actuator/health").body()).contains("\"db\":{\"status\":\"UP\"}");
    new JdbcTemplate(database.owner()).execute("alter table projects rename to elsewhere");
    try {
      Service.Answer down = service.get("/actuator/health");
      assertThat(down.status()).isEqualTo(503);
      assertThat(down.body()).contains("\"status\":\"DOWN\"").doesNotContain("elsewhere");
    } finally {
      new JdbcTemplate(database.owner()).execute("alter table elsewhere rename to projects");
    }
  }

  @Test
  void endpointsOfOperatorsAreClosed() {
    for (String path :
        new String[] {
          "env", "configprops", "heapdump", "info", "metrics", "beans", "", "loggers"
        }) {
      for (String token : new String[] {asAlice, ""}) {
        Service.Answer answer =
            token.isEmpty()
                ? service.get("/actuator/" + path)
                : service.getAs(token, "/actuator/" + path);
        assertThat(answer.status()).as(path).isIn(401, 403);
      }
    }
  }

  @Test
  void endpointsShowNoSecret() {
    JsonMapper mapper = service.bean(JsonMapper.class);
    String shown =
        mapper.writeValueAsString(
                service.bean(EnvironmentEndpoint.class).environment("flashfusion"))
            + mapper.writeValueAsString(
                service.bean(ConfigurationPropertiesReportEndpoint.class).configurationProperties())
            + service.bean(FlashFusionProperties.class);
    assertThat(shown)
        .contains("flashfusion.password")
        .doesNotContain(database.logins().userPassword())
        .doesNotContain(database.logins().servicePassword())
        .doesNotContain(database.logins().sealKey());
  }

  @Test
  void callsAndPoolAreMeasured() {
    service.getAs(asAlice, "/projects");
    MeterRegistry registry = service.bean(MeterRegistry.class);
    assertThat(registry.find("hikaricp.connections.active").gauges()).isNotEmpty();
    assertThat(registry.find("flashfusion.call").timers()).isNotEmpty();
  }

  @Test
  void infoTellsWhatTheDoctorFound() {
    var info = service.bean(InfoEndpoint.class).info();
    assertThat(String.valueOf(info.get("flashfusion"))).contains("findings=", "healthy=");
  }

  @SpringBootApplication
  @Import(Stored.class)
  @RestController
  static class Application {

    @PostMapping("/projects")
    ProjectRecord create(
        Session session, @RequestParam String slug, @RequestParam ProjectVisibility visibility) {
      return session.projects().create("A", slug, ProjectFramework.REACT, visibility);
    }

    @GetMapping("/projects/{id}")
    ProjectRecord get(Session session, @PathVariable ProjectId id) {
      return session.projects().get(id);
    }

    @GetMapping("/projects")
    Page<ProjectRecord> list(Session session) {
      return session.projects().page(PageQuery.ofSize(10));
    }

    @GetMapping("/denied")
    void denied(Session session) {
      session.projects().create("A", "denied", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }

    @GetMapping("/invalid")
    void invalid(Session session) {
      session
          .projects()
          .create("A", "not a slug\u0000", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }

    @GetMapping("/fail")
    void fail(@RequestParam String how) {
      throw switch (how) {
        case "quota" -> new QuotaExceededException("inner workings", 1, 1, 1);
        case "connection" -> new ConnectionException("inner workings", null, null);
        default -> new OutcomeUnknownException("inner workings", null, null);
      };
    }
  }

  @Repository
  static class Stored {

    private final Session session;

    Stored(Session session) {
      this.session = session;
    }

    public void create(String slug) {
      session.projects().create("A", slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    }
  }
}
