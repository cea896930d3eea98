package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.apikey.Secret;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.notification.WebhookSignature;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.TeamMemberRecord;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class WebhookRepositoryTest extends RepositoryFixture {

  static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void textOfRecordsMasksSecrets() {
    WebhookRecord hook =
        new WebhookRecord()
            .setName("hook")
            .setSecret("hush")
            .setHeaders(JsonNodeFactory.instance.objectNode().put("Authorization", "hush"));
    assertThat(hook.toString())
        .contains("name=hook", "secret=(secret)", "headers=(secret)", "url=null")
        .doesNotContain("hush");
    ApiKeyRecord key = new ApiKeyRecord().setName("key").setKeyHash("hush");
    assertThat(key.toString()).contains("name=key", "key_hash=(secret)").doesNotContain("hush");
    assertThat(List.of(hook).toString()).doesNotContain("hush");
    assertThat(new WebhookRecord().toString()).contains("secret=null");
  }

  @Test
  void subscribersAreTheActiveWebhooksThatWantTheEvent() {
    ProjectId project = project(alice, "shop");
    WebhookId push = webhook(alice, "push", "star");
    WebhookId other = webhook(alice, "star");
    assertThat(ids(alice.webhooks().subscribersOf(project, "push"))).containsExactly(push);
    assertThat(ids(alice.webhooks().subscribersOf(project, "star"))).containsExactly(push, other);
    assertThat(alice.webhooks().subscribersOf(project, "Push")).isEmpty();
    assertThat(alice.webhooks().subscribersOf(ProjectId.random(), "push")).isEmpty();
    assertThat(ids(service.webhooks().subscribersOf(project, "push"))).containsExactly(push);
    alice.webhooks().disable(push);
    assertThat(service.webhooks().subscribersOf(project, "push")).isEmpty();
    assertThat(alice.webhooks().enable(push).getActive()).isTrue();
    assertThat(alice.webhooks().subscribersOf(project, "push")).hasSize(1);
    Session anonymous = embedded.flashfusion().asAnonymous();
    assertThatThrownBy(() -> anonymous.webhooks().subscribersOf(project, "push"))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void eventDoesNotReachWebhooksOfOtherProjects() {
    ProjectId shop = project(alice, "shop");
    ProjectId blog = project(bob, "blog");
    WebhookId ofShop = webhook(alice, "push");
    WebhookId ofBlog = webhook(bob, "push");
    assertThat(ids(service.webhooks().subscribersOf(shop, "push"))).containsExactly(ofShop);
    assertThat(ids(service.webhooks().subscribersOf(blog, "push"))).containsExactly(ofBlog);
    assertThat(alice.webhooks().subscribersOf(blog, "push")).isEmpty();
  }

  @Test
  void removedAdminGetsNoMoreEvents() {
    ProjectId project = project(alice, "shop");
    alice.collaborators().invite(project, bobProfile, ProjectCollaboratorRole.ADMIN);
    WebhookId webhook = webhookOf(bobProfile, project);
    assertThat(ids(service.webhooks().subscribersOf(project, "push"))).containsExactly(webhook);
    assertThat(ids(bob.webhooks().subscribersOf(project, "push"))).containsExactly(webhook);
    alice.collaborators().remove(project, bobProfile);
    assertThat(service.webhooks().subscribersOf(project, "push")).isEmpty();
    assertThat(bob.webhooks().subscribersOf(project, "push")).isEmpty();
    assertThat(bob.webhooks().get(webhook).getActive()).isTrue();
  }

  /** Everybody has a webhook of the project, and one of no project. */
  @ParameterizedTest
  @EnumSource(ProjectVisibility.class)
  void subscribersNeedTheRightOnTheProject(ProjectVisibility visibility) {
    TeamId team = alice.teams().create("Team", "team").getId();
    ProjectId project = project(bob, "shop");
    embedded
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.TEAM_ID, team)
        .set(PROJECTS.VISIBILITY, visibility)
        .execute();
    Map<String, ProfileId> people = new LinkedHashMap<>();
    people.put("owner", bobProfile);
    people.put("team's owner", aliceProfile);
    for (ProjectCollaboratorRole role : ProjectCollaboratorRole.values()) {
      ProfileId person = person(role.getLiteral() + "@collaborators.example");
      people.put("collaborator " + role, person);
      service.collaborators().insert(collaborator(project, person, role));
    }
    for (TeamMemberRole role : TeamMemberRole.values()) {
      ProfileId person = person(role.getLiteral() + "@members.example");
      people.put("member " + role, person);
      service
          .teamMembers()
          .insert(new TeamMemberRecord().setTeamId(team).setUserId(person).setRole(role));
    }
    people.put("stranger", person("stranger@example.com"));
    Map<WebhookId, String> names = new LinkedHashMap<>();
    people.forEach(
        (name, person) -> {
          names.put(webhookOf(person, project), name);
          names.put(webhookOf(person, null), name + ", without project");
        });
    project(alice, "other"); // an owner of another project

    Set<String> expected =
        new TreeSet<>(
            List.of(
                "owner",
                "owner, without project",
                "collaborator owner",
                "collaborator owner, without project",
                "collaborator admin"));
    if (visibility != ProjectVisibility.PRIVATE) {
      expected.addAll(List.of("team's owner", "member owner", "member admin"));
    }
    assertThat(ids(service.webhooks().subscribersOf(project, "push")).stream().map(names::get))
        .containsExactlyInAnyOrderElementsOf(expected);
    people.forEach(
        (name, person) -> {
          Session session =
              embedded
                  .flashfusion()
                  .asUser(Objects.requireNonNull(service.profiles().get(person).getUserId()));
          assertThat(
                  ids(session.webhooks().subscribersOf(project, "push")).stream().map(names::get))
              .as("asked by the %s", name)
              .containsExactlyInAnyOrderElementsOf(
                  expected.stream()
                      .filter(n -> n.equals(name) || n.equals(name + ", without project"))
                      .toList());
        });
  }

  @Test
  void hidesWebhooksOfOthers() {
    WebhookId webhook = webhook(alice, "push");
    for (Runnable attempt :
        List.<Runnable>of(
            () -> bob.webhooks().enable(webhook),
            () -> bob.webhooks().disable(webhook),
            () -> bob.webhooks().rotateSecret(webhook),
            () -> bob.webhooks().sign(webhook, "x"),
            () -> bob.webhooks().verify(webhook, "t=1,v1=00", "x", MINUTE))) {
      assertThatThrownBy(attempt::run).isInstanceOf(NotFoundException.class);
    }
    assertThat(alice.webhooks().get(webhook).getActive()).isTrue();
  }

  @Test
  void aPayloadIsSignedWithTheSecretOfTheDatabase() {
    WebhookId webhook = webhook(alice, "push");
    assertThatThrownBy(() -> alice.webhooks().sign(webhook, "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rotateSecret");
    Secret secret = alice.webhooks().rotateSecret(webhook);
    String header = service.webhooks().sign(webhook, "{}");
    assertThat(header).doesNotContain(secret.reveal());
    assertThat(WebhookSignature.verify(header, "{}", secret.reveal(), MINUTE, Clock.systemUTC()))
        .isTrue();
    assertThat(alice.webhooks().verify(webhook, header, "{}", MINUTE)).isTrue();
    assertThat(alice.webhooks().verify(webhook, header, "{ }", MINUTE)).isFalse();
    alice.webhooks().rotateSecret(webhook);
    assertThat(alice.webhooks().verify(webhook, header, "{}", MINUTE)).isFalse();
  }

  @Test
  void storesOneOfConcurrentSecrets() throws Exception {
    WebhookId webhook = webhook(alice, "push");
    List<String> secrets =
        Callers.results(Callers.together(i -> alice.webhooks().rotateSecret(webhook))).stream()
            .map(Secret::reveal)
            .toList();
    assertThat(secrets).hasSize(Callers.COUNT).doesNotHaveDuplicates();
    assertThat(secrets).contains(embedded.dsl().fetchValue(WEBHOOKS.SECRET));
  }

  @Test
  void secretIsRandomAndHiddenInItsText() {
    WebhookId webhook = webhook(alice, "push");
    Secret secret = alice.webhooks().rotateSecret(webhook);
    assertThat(secret.reveal()).matches("whsec_[A-Za-z0-9_-]{43}");
    assertThat(secret).hasToString("(secret)");
    assertThat(embedded.dsl().fetchValue(WEBHOOKS.SECRET, WEBHOOKS.ID.eq(webhook)))
        .isEqualTo(secret.reveal());
  }

  @Test
  void aDeliveryIsWrittenByTheServiceOnly() {
    WebhookId webhook = webhook(alice, "push");
    JsonMapper json = JsonMapper.shared();
    WebhookDelivery delivery =
        new WebhookDelivery(
            "push", 200, Duration.ofNanos(12_999_999), json.readTree("{\"a\":1}"), null, null);
    WebhookLogRecord stored = service.webhooks().recordDelivery(webhook, delivery);
    assertThat(stored.getWebhookId()).isEqualTo(webhook);
    assertThat(stored.getStatusCode()).isEqualTo(200);
    assertThat(stored.getDurationMs()).isEqualTo(12);
    assertThat(stored.getRequestBody()).isEqualTo(delivery.request());
    assertThat(stored.getResponseBody()).isEqualTo(json.createObjectNode());
    assertThat(alice.webhooks().get(webhook).getLastTriggeredAt()).isEqualTo(stored.getCreatedAt());
    assertThat(alice.webhookLogs().get(stored.getId())).isEqualTo(stored);
    assertThat(bob.webhookLogs().find(stored.getId())).isEmpty();

    assertThatThrownBy(() -> alice.webhooks().recordDelivery(webhook, delivery))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> service.webhooks().recordDelivery(WebhookId.random(), delivery))
        .isInstanceOf(NotFoundException.class);
    assertThat(embedded.dsl().fetchCount(WEBHOOK_LOGS)).isEqualTo(1);
  }

  @Test
  void rejectsInvalidDelivery() {
    assertThatThrownBy(() -> new WebhookDelivery(" ", 200, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WebhookDelivery("push", 99, null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
    assertThatThrownBy(
            () -> new WebhookDelivery("push", 200, Duration.ofMillis(-1), null, null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<WebhookId> ids(List<WebhookRecord> webhooks) {
    return webhooks.stream().map(WebhookRecord::getId).toList();
  }

  private static ProjectId project(Session owner, String slug) {
    return owner
        .projects()
        .create(slug, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE)
        .getId();
  }

  private ProfileId person(String email) {
    return embedded.flashfusion().asUser(embedded.signUp(email)).profiles().me().getId();
  }

  private static ProjectCollaboratorRecord collaborator(
      ProjectId project, ProfileId person, ProjectCollaboratorRole role) {
    return new ProjectCollaboratorRecord().setProjectId(project).setUserId(person).setRole(role);
  }

  /** Creates a webhook like one that stays when somebody loses the right to have it. */
  private WebhookId webhookOf(ProfileId person, @Nullable ProjectId project) {
    WebhookRecord webhook = new WebhookRecord().setUserId(person).setProjectId(project);
    webhook.setName("Hook").setUrl("https://example.com/hook").setEvents(new String[] {"push"});
    return service.webhooks().insert(webhook).getId();
  }

  private static WebhookId webhook(Session session, String... events) {
    WebhookRecord webhook = new WebhookRecord();
    webhook.setUserId(session.profiles().me().getId());
    webhook.setName("Hook").setUrl("https://example.com/hook").setEvents(events);
    return session.webhooks().insert(webhook).getId();
  }
}
