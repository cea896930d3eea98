package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over HTTP, as different people see them. */
@Timeout(120)
class DashboardTest {

  private static EmbeddedFlashFusion database;
  private static WireProxy wire;
  private static Dashboard.Running service;
  private static Session all;

  @BeforeAll
  static void start() {
    database = EmbeddedFlashFusion.start();
    wire = WireProxy.to(database.host(), database.port());
    service = Dashboard.start(0, database, wire.url(database.database()));
    all = database.flashfusion().asService("test of the dashboard");
  }

  @AfterAll
  static void stop() {
    service.close();
    wire.close();
  }

  private static ProjectId project(String slug) {
    return all.projects().findBySlug(slug).orElseThrow().getId();
  }

  private static String address(String slug) {
    return "/projects/" + project(slug);
  }

  private static DeploymentId deployment(String slug) {
    return all.deployments().history(project(slug)).get(0).getId();
  }

  private static Visitor signedIn(String name) {
    return Visitor.signedIn(service, name);
  }

  @Test
  void showsEachPersonOtherRowsAtTheSameAddress() {
    assertThat(signedIn("Alice").get("/projects").body())
        .contains("Storefront", "Lab notes", "Prompt library")
        .doesNotContain("Bob&#39;s notebook", "Prototype");
    assertThat(signedIn("Bob").get("/projects").body())
        .contains("Storefront", "Bob&#39;s notebook", "Orders API")
        .doesNotContain("Lab notes", "Prototype");
    assertThat(signedIn("Dan").get("/projects").body())
        .contains("Prototype", "Prompt library", "Studio site")
        .doesNotContain("Storefront", "notebook", "Orders API", "Alice Moreau");
    assertThat(new Visitor(service).get("/projects").body())
        .contains("Prompt library", "Studio site")
        .doesNotContain("Prototype", "Storefront");
    assertThat(signedIn("Alice").get("/usage").body())
        .isNotEqualTo(signedIn("Dan").get("/usage").body());
  }

  @Test
  void listsTheRolesThatTheDatabaseEnforces() {
    for (SamplePerson person : service.sample().people()) {
      Session session = database.flashfusion().asUser(person.user());
      String page = signedIn(person.firstName()).get("/projects").body();
      for (ProjectId id : session.dsl().select(PROJECTS.ID).from(PROJECTS).fetch(PROJECTS.ID)) {
        String card = page.substring(page.indexOf("/projects/" + id));
        assertThat(card.substring(card.indexOf("role-")))
            .as("%s in %s", person.name(), id)
            .startsWith(
                "role-"
                    + session.collaborators().roleOn(id).name().toLowerCase(java.util.Locale.ROOT));
      }
    }
  }

  @Test
  void answersTheAddressOfAnotherPersonsProjectWith404() {
    String notebook = address("bob-s-notebook");
    assertThat(signedIn("Bob").get(notebook).statusCode()).isEqualTo(200);
    assertThat(signedIn("Carol").get(notebook).statusCode()).isEqualTo(200);
    HttpResponse<String> hidden = signedIn("Alice").get(notebook);
    assertThat(hidden.statusCode()).isEqualTo(404);
    assertThat(hidden.body()).doesNotContain("notebook");
    assertThat(new Visitor(service).get(notebook).statusCode()).isEqualTo(404);
    assertThat(signedIn("Bob").get("/projects/" + ProjectId.random()).statusCode()).isEqualTo(404);
    assertThat(signedIn("Bob").get("/projects/none").statusCode()).isEqualTo(404);
    assertThat(
            signedIn("Dan").get("/deployments/" + deployment("storefront") + "/log").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/usage", "/projects", "/notifications", "PROJECT"})
  void costsOneRoundTrip(String path) {
    Visitor alice = signedIn("Alice");
    String there = path.equals("PROJECT") ? address("storefront") : path;
    alice.get(there);
    wire.reset();
    String page = alice.get(there).body();
    assertThat(wire.roundTrips()).isEqualTo(1);
    assertThat(page).contains("<strong>1 round trip</strong>", "as <code>authenticated</code>");
  }

  @Test
  void showsWhatThePlatformPageCost() {
    Visitor alice = signedIn("Alice");
    alice.get("/platform");
    wire.reset();
    String page = alice.get("/platform").body();
    assertThat(page)
        .contains("<strong>" + wire.roundTrips() + " round trips</strong>")
        .contains("as <code>authenticated and service_role</code>");
  }

  @Test
  void showsThePlatformToAdminsOnlyWithTheReason() {
    assertThat(signedIn("Alice").get("/platform").body())
        .contains("dashboard: Alice Moreau looks at the platform", "Dan Weiss", "Prototype");
    for (String other : List.of("Bob", "Carol", "Dan")) {
      HttpResponse<String> answer = signedIn(other).get("/platform");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).doesNotContain("Prototype");
      assertThat(signedIn(other).get(address("storefront") + "/why").statusCode()).isEqualTo(404);
    }
    assertThat(new Visitor(service).get("/platform").statusCode()).isEqualTo(404);
  }

  @Test
  void explainsWhichRuleLetsARowThrough() {
    Visitor alice = signedIn("Alice");
    String address = address("bob-s-notebook") + "/why";
    alice.get(address);
    wire.reset();
    String page = alice.get(address).body();
    long trips = wire.roundTrips();
    Matcher told = Pattern.compile("at most <strong>(\\d+) round trips").matcher(page);
    assertThat(told.find()).isTrue();
    assertThat(Long.parseLong(told.group(1))).isGreaterThanOrEqualTo(trips);
    assertThat(page)
        .contains(
            "dashboard: Alice Moreau asks who sees project", "a project is read by its owner");
    assertThat(text(page))
        .containsPattern("Alice Moreau does not see it")
        .containsPattern("Bob Tanaka sees it")
        .containsPattern("Carol Okafor sees it")
        .containsPattern("Dan Weiss does not see it");
  }

  @Test
  void refusesWritesOfAViewerInTheWordsOfThePolicy() {
    Visitor carol = signedIn("Carol");
    String shop = address("storefront");
    carol.get(shop);
    HttpResponse<String> refused = carol.post(shop + "/deployments", Map.of());
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(text(refused.body()))
        .contains("policy deployments_insert", "the caller must be editor or higher");
    refused = carol.post(shop + "/description", Map.of("description", "Mine now"));
    assertThat(refused.statusCode()).isIn(403, 404);
    assertThat(all.projects().get(project("storefront")).getDescription())
        .isEqualTo("Where the customers buy");
  }

  @Test
  void saysThatASlugIsTaken() {
    Visitor dan = signedIn("Dan");
    dan.get("/projects");
    HttpResponse<String> taken =
        dan.post("/projects", Map.of("name", "Shop", "slug", "storefront"));
    assertThat(taken.statusCode()).isEqualTo(409);
    assertThat(text(taken.body())).contains("projects_slug_key");
  }

  @Test
  void createsAProjectAndChangesItsDescription() {
    Visitor dan = signedIn("Dan");
    dan.get("/projects");
    HttpResponse<String> made = dan.post("/projects", Map.of("name", "<b>x</b>", "slug", "dan-2"));
    assertThat(made.statusCode()).isEqualTo(302);
    String there = address("dan-2");
    assertThat(dan.get(there).body()).contains("&lt;b&gt;x&lt;/b&gt;").doesNotContain("<b>x</b>");
    assertThat(dan.post(there + "/description", Map.of("description", "New")).statusCode())
        .isEqualTo(302);
    assertThat(dan.get(there).body()).contains("New");
  }

  @Test
  void marksNotificationsAsRead() {
    Visitor carol = signedIn("Carol");
    assertThat(carol.get("/notifications").body())
        .contains("As a viewer.", "1<span class=\"hidden\"> unread");
    assertThat(carol.post("/notifications/read", Map.of()).statusCode()).isEqualTo(302);
    assertThat(carol.get("/notifications").body()).doesNotContain("unread");
    assertThat(signedIn("Bob").get("/notifications").body()).contains("unread");
  }

  @Test
  void refusesFormsOfOtherSitesThoughTheCookieIsThere() {
    Visitor alice = signedIn("Alice");
    alice.get("/projects");
    Map<String, String> fields = Map.of("name", "Forged", "slug", "forged");
    assertThat(alice.postWith("", "/projects", fields).statusCode()).isEqualTo(403);
    assertThat(alice.postWith("made-up", "/projects", fields).statusCode()).isEqualTo(403);
    assertThat(all.projects().findBySlug("forged")).isEmpty();
  }

  @Test
  void refusesTokensThatAreOverOrForged() {
    SamplePerson alice = service.sample().person("Alice");
    String old = service.auth().token(alice, Instant.now().minusSeconds(600));
    String other;
    try (SampleAuth forger = SampleAuth.start()) {
      other = forger.token(alice);
    }
    for (String token : List.of(old, other, "nonsense", "a.b.c")) {
      Visitor visitor = new Visitor(service);
      visitor.cookie(Security.COOKIE, token);
      HttpResponse<String> answer = visitor.get("/usage");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("Your sign-in has ended").doesNotContain("Storefront");
      assertThat(answer.headers().allValues("set-cookie"))
          .anyMatch(cookie -> cookie.startsWith("token=;") && cookie.contains("Max-Age=0"));
    }
  }

  @Test
  void asksAnonymousVisitorsToSignIn() {
    HttpResponse<String> usage = new Visitor(service).get("/usage");
    assertThat(usage.statusCode()).isEqualTo(403);
    assertThat(usage.body()).contains("Sign in");
    assertThat(new Visitor(service).get(address("studio-site")).body())
        .contains("index.tsx")
        .doesNotContain("Deployments");
  }

  @Test
  void signsInByACookieThatNoScriptReadsAndNoOtherSiteSends() {
    Visitor visitor = new Visitor(service);
    visitor.get("/");
    HttpResponse<String> answer =
        visitor.post(
            "/sign-in", Map.of("person", service.sample().person("Dan").user().toString()));
    assertThat(answer.headers().allValues("set-cookie"))
        .anyMatch(
            cookie ->
                cookie.startsWith("token=ey")
                    && cookie.contains("HttpOnly")
                    && cookie.contains("SameSite=Lax"));
    visitor.get("/usage");
    visitor.post("/sign-out", Map.of());
    assertThat(visitor.get("/usage").statusCode()).isEqualTo(403);
  }

  @Test
  void allowsNoScriptOrStyleInAPageAndNothingFromElsewhere() {
    Visitor alice = signedIn("Alice");
    for (String path :
        List.of(
            "/",
            "/usage",
            "/projects",
            address("storefront"),
            "/notifications",
            "/platform",
            address("storefront") + "/why",
            "/nowhere")) {
      HttpResponse<String> answer = alice.get(path);
      assertThat(answer.headers().firstValue("content-security-policy"))
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .startsWith("default-src 'none'")
                      .contains("frame-ancestors 'none'", "base-uri 'none'")
                      .doesNotContain("unsafe", "http", "*", "data:"));
      assertThat(answer.body())
          .doesNotContainPattern("<script(?! src=\"/)")
          .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=")
          .doesNotContainPattern("(src|href|action)=\"(?!/|#)");
    }
  }

  @Test
  void sendsTheLinesOfALogAsTheyCome() throws IOException, InterruptedException, SQLException {
    DeploymentId id = deployment("storefront");
    Visitor carol = signedIn("Carol");
    HttpResponse<InputStream> events =
        carol
            .http()
            .send(
                HttpRequest.newBuilder(carol.uri("/deployments/" + id + "/log")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines)).contains("Cloning the repository");
      all.deploymentLogs().append(id, DeploymentLogLevel.INFO, "first of the test");
      awaitLine(lines, "first of the test");
      killBackends();
      all.deploymentLogs().append(id, DeploymentLogLevel.INFO, "second of the test");
      awaitLine(lines, "second of the test");
    }
  }

  /** Ends the connections that listen. */
  private static void killBackends() throws SQLException {
    try (Connection owner = database.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
              + " current_database() and application_name = 'usage-dashboard-listener'");
    }
  }

  private static void awaitLine(BufferedReader lines, String text) throws IOException {
    while (!next(lines).contains(text)) {
      // an earlier one
    }
  }

  private static String next(BufferedReader lines) throws IOException {
    while (true) {
      String line = lines.readLine();
      assertThat(line).as("a line before the end").isNotNull();
      if (line.startsWith("data:")) {
        return line;
      }
    }
  }

  @Test
  void writesTheLogOfABuildThatAFormStarts() throws InterruptedException {
    Visitor bob = signedIn("Bob");
    String page = address("orders-api");
    bob.get(page);
    assertThat(bob.post(page + "/deployments", Map.of()).statusCode()).isEqualTo(302);
    DeploymentId id = deployment("orders-api");
    while (!"ready".equals(String.valueOf(all.deployments().get(id).getStatus()))) {
      Thread.sleep(100);
    }
    assertThat(bob.get(page).body()).contains("The preview is ready");
    assertThat(
            database
                .flashfusion()
                .asUser(service.sample().person("Carol").user())
                .dsl()
                .fetchCount(DEPLOYMENTS, DEPLOYMENTS.ID.eq(id)))
        .isEqualTo(1);
  }

  /** Returns the text between the tags. */
  private static String text(String page) {
    Matcher tags = Pattern.compile("<[^>]*>|\\s+").matcher(page);
    return tags.replaceAll(" ").replaceAll(" +", " ").replace("&quot;", "\"").replace("&#39;", "'");
  }
}
