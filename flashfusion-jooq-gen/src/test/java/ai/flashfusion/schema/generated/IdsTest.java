package ai.flashfusion.schema.generated;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.ids.AiUsageLogId;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.BillingTransactionId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.DeploymentLogId;
import ai.flashfusion.schema.ids.NotificationId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectCollaboratorId;
import ai.flashfusion.schema.ids.ProjectFileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.SubscriptionHistoryId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.ids.TeamMemberId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.ids.WebhookLogId;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.TableField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  private static final Map<String, Class<?>> ID_OF =
      Map.ofEntries(
          Map.entry("users", AuthUserId.class),
          Map.entry("profiles", ProfileId.class),
          Map.entry("projects", ProjectId.class),
          Map.entry("project_collaborators", ProjectCollaboratorId.class),
          Map.entry("project_files", ProjectFileId.class),
          Map.entry("ai_usage_logs", AiUsageLogId.class),
          Map.entry("ai_conversations", AiConversationId.class),
          Map.entry("deployments", DeploymentId.class),
          Map.entry("deployment_logs", DeploymentLogId.class),
          Map.entry("webhooks", WebhookId.class),
          Map.entry("webhook_logs", WebhookLogId.class),
          Map.entry("billing_transactions", BillingTransactionId.class),
          Map.entry("subscription_history", SubscriptionHistoryId.class),
          Map.entry("teams", TeamId.class),
          Map.entry("team_members", TeamMemberId.class),
          Map.entry("api_keys", ApiKeyId.class),
          Map.entry("notifications", NotificationId.class));

  @Test
  void keysAndReferencesHaveIdTypesAndNoOtherColumnIsUuid() {
    Map<String, Class<?>> expected = new HashMap<>();
    expected.put("projects.team_id", TeamId.class);
    for (Map<String, String> constraint : Dictionary.constraints()) {
      String column = constraint.get("table") + "." + constraint.get("columns");
      if ("primary key".equals(constraint.get("kind"))) {
        expected.put(column, ID_OF.get(constraint.get("table")));
      } else if ("foreign key".equals(constraint.get("kind"))) {
        expected.put(column, ID_OF.get(constraint.get("references_table")));
      }
    }
    Map<String, Class<?>> found = new HashMap<>();
    for (Map<String, String> column : Dictionary.columns()) {
      if ("uuid".equals(column.get("type"))) {
        found.put(
            column.get("table") + "." + column.get("column"), TablesTest.field(column).getType());
      }
    }

    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  /** Tests by compiling that the id of one table is not that of another. */
  @Test
  void idsOfColumnsAreKnownToTheCompiler() {
    TableField<ProfileRecord, AuthUserId> login = PROFILES.USER_ID;
    TableField<ProjectRecord, ProfileId> owner = PROJECTS.USER_ID;
    TableField<ProjectRecord, TeamId> team = PROJECTS.TEAM_ID;
    TableField<DeploymentRecord, ProjectId> project = DEPLOYMENTS.PROJECT_ID;

    assertThat(login.getType()).isEqualTo(AuthUserId.class);
    assertThat(owner.getType()).isEqualTo(ProfileId.class);
    assertThat(team.getType()).isEqualTo(TeamId.class);
    assertThat(project.getType()).isEqualTo(ProjectId.class);
  }

  @Test
  void idIsItsValue() {
    UUID value = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    assertThat(ProjectId.of(value)).isEqualTo(new ProjectId(value)).hasToString(value.toString());
    assertThat(ProjectId.valueOf(value.toString())).isEqualTo(ProjectId.of(value));
    assertThat(ProjectId.random()).isNotEqualTo(ProjectId.random());
    assertThat((Object) ProjectId.of(value)).isNotEqualTo(ProfileId.of(value));
  }

  @Test
  void namesTextThatIsNotAnId() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectId.valueOf("my-app"))
        .withMessage("'my-app' is not a ProjectId: a UUID is expected");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1", // UUID.fromString reads these two
        "100000000-0000-0000-0000-00000000000",
        " 00000000-0000-0000-0000-00000000000a",
        "{00000000-0000-0000-0000-00000000000a}",
        "0000000000000000000000000000000a"
      })
  void acceptsNoOtherWayToWriteAUuid(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProjectId.valueOf(text))
        .withMessage("'" + text + "' is not a ProjectId: a UUID is expected")
        .withNoCause();
  }

  @Test
  void longTextIsShortenedInTheMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TeamId.valueOf("x".repeat(1_000)))
        .withMessage("'" + "x".repeat(40) + "…' is not a TeamId: a UUID is expected");
  }

  /** Web frameworks bind parameters by the static method {@code valueOf(String)}. */
  @Test
  void everyIdIsReadFromItsText() throws ReflectiveOperationException {
    for (Class<?> type : ID_OF.values()) {
      Object id = type.getMethod("random").invoke(null);
      Method valueOf = type.getMethod("valueOf", String.class);

      assertThat(valueOf.getReturnType()).isEqualTo(type);
      assertThat(valueOf.invoke(null, id.toString())).isEqualTo(id);
      assertThat(valueOf.invoke(null, id.toString().toUpperCase(Locale.ROOT))).isEqualTo(id);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // refused by the compiler, and at run time
  void thereIsNoIdWithoutValue() {
    assertThatNullPointerException().isThrownBy(() -> ProjectId.of(null)).withMessage("value");
    assertThatNullPointerException().isThrownBy(() -> ProjectId.valueOf(null)).withMessage("text");
  }

  @Test
  void sqlNullIsJavaNull() {
    assertThat(ProjectId.converter().from(null)).isNull();
    assertThat(ProjectId.converter().to(null)).isNull();
  }
}
