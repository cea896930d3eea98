package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.NOTIFICATIONS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.sharing.Operation.DELETE;
import static ai.flashfusion.sharing.Operation.INSERT;
import static ai.flashfusion.sharing.Operation.SELECT;
import static ai.flashfusion.sharing.Operation.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.sharing.AccessExplanation;
import ai.flashfusion.sharing.Operation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainAccessTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session service = embedded.flashfusion().asService("explain");
  final AuthUserId aliceId = embedded.signUp("alice@example.com");
  Identity alice;
  Identity bob;
  ProfileId bobsProfile;
  ProjectId project;

  @BeforeEach
  void start() {
    AuthUserId bobId = embedded.signUp("bob@example.com");
    alice = Identity.user(aliceId);
    bob = Identity.user(bobId);
    bobsProfile = embedded.flashfusion().asUser(bobId).profiles().me().getId();
    project =
        embedded
            .flashfusion()
            .asUser(aliceId)
            .projects()
            .create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE)
            .getId();
  }

  @Test
  void distinguishesMissingFromHiddenRows() {
    ProjectId nothing = ProjectId.random();

    AccessExplanation missing = service.explainAccess(bob, PROJECTS.ID, nothing, SELECT);
    AccessExplanation hidden = service.explainAccess(bob, PROJECTS.ID, project, SELECT);
    AccessExplanation seen = service.explainAccess(alice, PROJECTS.ID, project, SELECT);

    assertThat(missing.exists()).isFalse();
    assertThat(missing.allowed()).isFalse();
    assertThat(missing.reason()).isEqualTo("there is no row of projects with id " + nothing);
    assertThat(hidden.exists()).isTrue();
    assertThat(hidden.visible()).isFalse();
    assertThat(hidden.allowed()).isFalse();
    assertThat(hidden)
        .hasToString(
            "no: projects "
                + project
                + " exists but is hidden from "
                + bob
                + ": is not a collaborator of project "
                + project
                + ", which is private and active [rule: a project is read by its owner,"
                + " its collaborators, members of its team unless it is private, and anyone while it"
                + " is public and not deleted]");
    assertThat(seen.allowed()).isTrue();
    assertThat(seen.reason()).contains("may select projects", "is owner of project");
  }

  @Test
  void namesRoleOfViewerWhoMayNotChange() {
    collaborator(ProjectCollaboratorRole.EDITOR);

    AccessExplanation update = service.explainAccess(bob, PROJECTS.ID, project, UPDATE);

    assertThat(update.visible()).isTrue();
    assertThat(update.allowed()).isFalse();
    assertThat(update.reason())
        .contains("may not update", "which they see", "collaborator (editor)");
    assertThat(update.rule())
        .isEqualTo("the caller must be owner or admin of the project, before and after the change");
    collaborator(ProjectCollaboratorRole.ADMIN);
    assertThat(service.explainAccess(bob, PROJECTS.ID, project, UPDATE).allowed()).isTrue();
    assertThat(service.explainAccess(bob, PROJECTS.ID, project, DELETE).allowed()).isFalse();
    assertThat(service.explainAccess(alice, PROJECTS.ID, project, DELETE).allowed()).isTrue();
  }

  @Test
  void namesOwnersOfRows() {
    ApiKeyId key =
        inserted(
            ApiKeyId.random(),
            "insert into public.api_keys (id, user_id, name, key_hash, key_prefix) values (?, ?, 'k', 'h', 'p')");

    assertThat(service.explainAccess(bob, API_KEYS.ID, key, UPDATE).reason())
        .contains("columns that may be updated: name, permissions, rate_limit");
    AccessExplanation alices = service.explainAccess(alice, API_KEYS.ID, key, UPDATE);
    assertThat(alices.allowed()).isFalse();
    assertThat(alices.reason()).contains("hidden", "the row belongs to profile " + bobsProfile);
    assertThat(service.explainAccess(alice, API_KEYS.ID, key, INSERT).allowed()).isFalse();
    assertThat(service.explainAccess(bob, API_KEYS.ID, key, INSERT).allowed()).isTrue();
  }

  @Test
  void explainsForbiddenOperations() {
    AiUsageLogId usage =
        inserted(
            AiUsageLogId.random(),
            "insert into public.ai_usage_logs (id, user_id, provider, model) values (?, ?, 'openai', 'm')");
    NotificationId notice =
        inserted(
            NotificationId.random(),
            "insert into public.notifications (id, user_id, type, title) values (?, ?, 'info', 't')");

    AccessExplanation update = service.explainAccess(bob, AI_USAGE_LOGS.ID, usage, UPDATE);
    assertThat(update.visible()).isTrue();
    assertThat(update.reason())
        .isEqualTo("the role authenticated may never update rows of ai_usage_logs");
    assertThat(update.rule())
        .isEqualTo("no policy lets role authenticated update rows of ai_usage_logs");
    assertThat(service.explainAccess(bob, AI_USAGE_LOGS.ID, usage, DELETE).allowed()).isFalse();
    assertThat(service.explainAccess(bob, AI_USAGE_LOGS.ID, usage, INSERT).allowed()).isTrue();
    assertThat(service.explainAccess(bob, NOTIFICATIONS.ID, notice, INSERT).allowed()).isFalse();
    assertThat(service.explainAccess(bob, NOTIFICATIONS.ID, notice, UPDATE).allowed()).isTrue();
  }

  @Test
  void teamsAreExplainedByTheRoleInThem() {
    TeamId team =
        inserted(
            TeamId.random(),
            "insert into public.teams (id, owner_id, name, slug) values (?, ?, 'T', 't')");

    assertThat(service.explainAccess(bob, TEAMS.ID, team, DELETE).reason())
        .contains("may delete", "is owner of team " + team);
    assertThat(service.explainAccess(alice, TEAMS.ID, team, SELECT).reason())
        .contains("hidden", "is not in team " + team);
  }

  @Test
  void explainsMissingProfileOrSignIn() {
    Identity unknown = Identity.user(AuthUserId.random());

    assertThat(service.explainAccess(unknown, PROJECTS.ID, project, SELECT).reason())
        .contains("the user has no profile");
    assertThat(service.explainAccess(Identity.anonymous(), PROJECTS.ID, project, SELECT).reason())
        .contains("hidden from anonymous", "nobody is signed in", "which is private");
    assertThat(
            service.explainAccess(Identity.anonymous(), PROFILES.ID, bobsProfile, SELECT).reason())
        .isEqualTo("the role anon may never select rows of profiles");
    assertThat(service.explainAccess(service.identity(), PROJECTS.ID, project, DELETE).toString())
        .startsWith("yes: ")
        .endsWith("[rule: the service is exempt from row level security]");
  }

  @Test
  void rejectsOtherSessionsBeforeSending() {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion watched = embedded.builder().url(proxy.url(embedded.database())).connect()) {
      proxy.record();
      proxy.reset();
      for (Session session : List.of(watched.asUser(aliceId), watched.asAnonymous())) {
        assertThatExceptionOfType(AccessDeniedException.class)
            .isThrownBy(() -> session.explainAccess(bob, PROJECTS.ID, project, SELECT))
            .withMessageContaining("needs a service session");
      }
      assertThat(proxy.statements()).isEmpty();
      assertThat(proxy.roundTrips()).isZero();

      watched.asService("open the pool of the service").projects().count();
      proxy.reset();
      watched.asService("count").explainAccess(bob, PROJECTS.ID, project, UPDATE);
      assertThat(proxy.roundTrips()).isEqualTo(4);
    }
  }

  @Test
  void rejectsCallWithinTransaction() {
    assertThatExceptionOfType(TransactionException.class)
        .isThrownBy(
            () -> service.transaction(tx -> tx.explainAccess(bob, PROJECTS.ID, project, SELECT)))
        .withMessageContaining("call it before or after");
  }

  @Test
  void aColumnThatIsNotTheKeyIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> service.explainAccess(bob, PROJECTS.USER_ID, bobsProfile, SELECT))
        .withMessageContaining("name the table's id");
  }

  @Test
  void aPolicyWithoutWordsIsShownAsItIs() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("drop schema flashfusion cascade");
      statement.execute(
          "create policy \"All projects\" on public.projects for all using (visibility = 'public')");
    }

    AccessExplanation select;
    try (FlashFusion asItIs = embedded.builder().connect()) {
      select =
          asItIs.session(service.identity()).explainAccess(alice, PROJECTS.ID, project, SELECT);
    }

    assertThat(select.allowed()).isFalse();
    assertThat(select.rule()).isEqualTo("policy \"All projects\": (visibility = 'public'::text)");
  }

  @Test
  void nothingIsLeftBehind() {
    collaborator(ProjectCollaboratorRole.OWNER);
    String before = everything();

    for (Operation operation : Operation.values()) {
      for (Identity identity : List.of(alice, bob, Identity.anonymous(), service.identity())) {
        service.explainAccess(identity, PROJECTS.ID, project, operation);
        service.explainAccess(identity, PROFILES.ID, bobsProfile, operation);
      }
    }

    assertThat(everything()).isEqualTo(before);
  }

  private void collaborator(ProjectCollaboratorRole role) {
    Given.collaborator(service, project, bobsProfile, role);
  }

  /** Inserts a row of Bob's. */
  private <I extends Record> I inserted(I id, String insert) {
    service.dsl().execute(insert, UUID.fromString(id.toString()), bobsProfile.value());
    return id;
  }

  /** Every row with the transaction that wrote it. */
  private String everything() {
    Field<String> rows =
        DSL.field("string_agg(t::text || xmin || ctid, ',' order by t::text)", String.class);
    StringBuilder all = new StringBuilder();
    for (Table<?> table : Public.PUBLIC.getTables()) {
      String from = "public." + table.getName() + " t";
      all.append(from).append(service.dsl().select(rows).from(from).fetchOne(rows));
    }
    return all.toString();
  }
}
