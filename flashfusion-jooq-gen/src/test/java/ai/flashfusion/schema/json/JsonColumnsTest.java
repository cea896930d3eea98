package ai.flashfusion.schema.json;

import static ai.flashfusion.schema.Tables.AI_CONVERSATIONS;
import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SampleRows;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiConversationRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads, changes and writes rows through jOOQ, and compares the text in the database. */
class JsonColumnsTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final Person ALICE = aliceWithRows();

  private final Sql sql = DATABASE.transaction();
  private final DSLContext dsl = DSL.using(sql.connection(), SQLDialect.POSTGRES);

  private static Person aliceWithRows() {
    try (Sql owner = DATABASE.sql()) {
      Person alice = Person.signUp(owner, "alice");
      SampleRows.insert(owner, alice);
      return alice;
    }
  }

  @AfterEach
  void undo() {
    sql.close();
  }

  @Test
  void unknownPropertiesAndDigitsSurviveChangeOfDocument() {
    sql.update(
        """
        update public.profiles set preferences =
          '{"price": 1.10, "big": 12345678901234567890, "small": 0.1000000000000000055511151231257827,
            "zero": 0.00, "exponent": 1e-20, "deep": {"list": [1.0, null, true, "ü\\"\\\\"]}}'
        """);

    ProfileRecord profile = dsl.fetchSingle(PROFILES);
    ObjectNode preferences =
        ((ObjectNode) Objects.requireNonNull(profile.getPreferences())).deepCopy();
    profile.setPreferences(preferences.put("theme", "dark"));

    assertThat(profile.store()).isEqualTo(1);
    assertThat(
            sql.text(
                """
                select preferences =
                  '{"price": 1.10, "big": 12345678901234567890, "small": 0.1000000000000000055511151231257827,
                    "zero": 0.00, "exponent": 1e-20, "deep": {"list": [1.0, null, true, "ü\\"\\\\"]}, "theme": "dark"}'
                from public.profiles
                """))
        .isEqualTo("t");
    // Equality of jsonb takes 1.1 for 1.10; its text does not.
    assertThat(sql.text("select preferences from public.profiles"))
        .contains("\"price\": 1.10,", "\"zero\": 0.00,", "[1.0, ", "12345678901234567890");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "[1, 2]", "\"text\"", "1.50", "true", "{}"})
  void anyKindOfDocumentIsReadAndWrittenBack(String document) {
    sql.update("update public.profiles set metadata = ?::jsonb", document);

    JsonNode read = Objects.requireNonNull(dsl.fetchSingle(PROFILES).getMetadata());
    dsl.update(PROFILES).set(PROFILES.METADATA, read).execute();

    assertThat(sql.text("select metadata from public.profiles")).isEqualTo(document);
  }

  /**
   * Checks documents that, if they could not be read, would make a list unreadable for other users.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(repeat('[', 2000) || repeat(']', 2000))",
        "('1' || repeat('0', 5000))",
        "('{\"' || repeat('n', 60000) || '\": 1}')"
      })
  void readsEverythingThatPostgresStores(String text) {
    sql.run("alter table public.profiles drop constraint profiles_preferences_readable");
    sql.update("update public.profiles set preferences = " + text + "::jsonb");

    assertThat(dsl.fetchSingle(PROFILES).getPreferences()).isNotNull();
  }

  @Test
  void sqlNullIsJavaNullAndJsonNullIsNot() {
    sql.update("update public.profiles set preferences = null, metadata = 'null'");

    ProfileRecord profile = dsl.fetchSingle(PROFILES);

    assertThat((Object) profile.getPreferences()).isNull();
    assertThat((Object) profile.getMetadata()).isEqualTo(NullNode.getInstance());

    dsl.update(PROFILES).setNull(PROFILES.METADATA).execute();
    assertThat(sql.text("select metadata is null from public.profiles")).isEqualTo("t");
  }

  @Test
  void permissionsOfTheDefaultAllowReadingAlone() {
    assertThat(dsl.fetchSingle(PROJECT_COLLABORATORS).getPermissions())
        .isEqualTo(Permissions.of(Permission.READ));
  }

  @Test
  void unknownPermissionsSurviveChange() {
    sql.update(
        "update public.project_collaborators set permissions = '{\"read\": true, \"bill\": {\"limit\": 1.10}}'");

    ProjectCollaboratorRecord collaborator = dsl.fetchSingle(PROJECT_COLLABORATORS);
    Permissions permissions = Objects.requireNonNull(collaborator.getPermissions());
    collaborator.setPermissions(permissions.with(Permission.DEPLOY, true)).store();

    assertThat(sql.text("select permissions from public.project_collaborators"))
        .isEqualTo("{\"bill\": {\"limit\": 1.10}, \"read\": true, \"deploy\": true}");
  }

  @Test
  void unknownPropertiesOfMessagesSurviveAddingOne() {
    sql.update(
        """
        update public.ai_conversations set messages =
          '[{"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "temperature": 0.70}]}]'
        """);

    AiConversationRecord conversation = dsl.fetchSingle(AI_CONVERSATIONS);
    List<ChatMessage> messages =
        new ArrayList<>(Objects.requireNonNull(conversation.getMessages()));
    messages.add(ChatMessage.of("user", "Hello"));
    conversation.setMessages(messages).store();

    assertThat(sql.text("select messages from public.ai_conversations"))
        .isEqualTo(
            "[{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"c1\", \"temperature\": 0.70}]}, "
                + "{\"role\": \"user\", \"content\": \"Hello\"}]");
  }

  @Test
  void nullsOfTypedColumnsAreRead() {
    sql.run(
        """
        update public.project_collaborators set permissions = null, role = null, invited_by = null;
        update public.ai_conversations set messages = null;
        """);

    ProjectCollaboratorRecord collaborator = dsl.fetchSingle(PROJECT_COLLABORATORS);

    assertThat(collaborator.getPermissions()).isNull();
    assertThat(collaborator.getRole()).isNull();
    assertThat(collaborator.getInvitedBy()).isNull();
    assertThat(dsl.fetchSingle(AI_CONVERSATIONS).getMessages()).isNull();
  }

  @Test
  void idsAndEnumsAreBoundAndRead() {
    DeploymentRecord deployment = dsl.fetchSingle(DEPLOYMENTS);
    deployment
        .setEnvironment(DeploymentEnvironment.fromString("dev"))
        .setProvider(DeploymentProvider.AWS);
    deployment.store();

    assertThat(
            dsl.fetchCount(
                DEPLOYMENTS,
                DEPLOYMENTS
                    .ENVIRONMENT
                    .eq(DeploymentEnvironment.DEVELOPMENT)
                    .and(DEPLOYMENTS.ID.eq(deployment.getId()))
                    .and(DEPLOYMENTS.USER_ID.eq(ProfileId.of(ALICE.profileId())))))
        .isEqualTo(1);
    assertThat(sql.text("select environment, provider from public.deployments"))
        .isEqualTo("development | aws");
    assertThat(dsl.fetchSingle(PROFILES).getUserId()).isEqualTo(AuthUserId.of(ALICE.authUserId()));
    assertThat(dsl.fetchSingle(PROJECT_COLLABORATORS).getRole())
        .isEqualTo(ProjectCollaboratorRole.OWNER);
  }
}
