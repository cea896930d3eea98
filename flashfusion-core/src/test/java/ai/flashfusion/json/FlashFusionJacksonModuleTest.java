package ai.flashfusion.json;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.query.Page;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiConversationRecord;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import ai.flashfusion.schema.tables.records.ProjectCollaboratorRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

class FlashFusionJacksonModuleTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().findAndAddModules().build();
  private static final JsonMapper CAMEL =
      JsonMapper.builder()
          .findAndAddModules()
          .addModule(FlashFusionJacksonModule.camelCase())
          .build();

  private final ProjectRecord project =
      new ProjectRecord()
          .setId(ProjectId.of(new UUID(1, 2)))
          .setName("Shop")
          .setFramework(ProjectFramework.NEXTJS)
          .setTags(new String[] {"a,b", null, ""})
          .setSettings(MAPPER.readTree("{\"theme\":\"dark\"}"))
          .setCreatedAt(Instant.parse("2026-01-02T03:04:05.000006Z"));

  @Test
  void rowIsAnObjectWithEveryColumn() {
    JsonNode json = MAPPER.readTree(MAPPER.writeValueAsString(project));

    assertThat(json.propertyNames())
        .containsExactlyElementsOf(
            List.of(PROJECTS.fields()).stream().map(Field::getName).toList());
    assertThat(json.get("id").asString()).isEqualTo("00000000-0000-0001-0000-000000000002");
    assertThat(json.get("framework").asString()).isEqualTo("nextjs");
    assertThat(json.get("tags")).hasToString("[\"a,b\",null,\"\"]");
    assertThat(json.get("settings")).hasToString("{\"theme\":\"dark\"}");
    assertThat(json.get("created_at").asString()).isEqualTo("2026-01-02T03:04:05.000006Z");
    assertThat(json.get("description").isNull()).isTrue();
  }

  @Test
  void namesAreInCamelCaseWhereAskedFor() {
    String json = CAMEL.writeValueAsString(project);

    assertThat(CAMEL.readTree(json).propertyNames())
        .contains("id", "userId", "createdAt", "githubRepo", "lastDeployedAt")
        .allMatch(name -> !name.contains("_"))
        .hasSameSizeAs(List.of(PROJECTS.fields()));
    assertThat(CAMEL.readValue(json, ProjectRecord.class)).isEqualTo(project);
    assertThatThrownBy(() -> CAMEL.readValue("{\"created_at\":null}", ProjectRecord.class))
        .isInstanceOf(UnrecognizedPropertyException.class);
  }

  @Test
  void mapperSettingsOfOthersChangeNothing() {
    JsonMapper other =
        JsonMapper.builder()
            .addModule(new FlashFusionJacksonModule())
            .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .enumNamingStrategy(EnumNamingStrategies.LOWER_CAMEL_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .build();

    assertThat(other.writeValueAsString(project)).isEqualTo(MAPPER.writeValueAsString(project));
    assertThatThrownBy(() -> other.readValue("{\"nmae\":\"x\"}", ProjectRecord.class))
        .isInstanceOf(UnrecognizedPropertyException.class);
    assertThatThrownBy(() -> other.readValue("{\"status\":\"bogus\"}", ProjectRecord.class))
        .isInstanceOf(InvalidFormatException.class);
  }

  @Test
  void columnsInTheJsonAreSetAndNoOthers() {
    ProjectRecord read =
        MAPPER.readValue("{\"name\":\"Shop\",\"description\":null}", ProjectRecord.class);

    assertThat(Changes.of(read))
        .containsOnlyKeys(PROJECTS.NAME, PROJECTS.DESCRIPTION)
        .containsEntry(PROJECTS.NAME, "Shop")
        .containsEntry(PROJECTS.DESCRIPTION, null);
    assertThat(Changes.of(MAPPER.readValue("{}", ProjectRecord.class))).isEmpty();
  }

  @Test
  void rowThatWasReadBeforeIsUpdated() {
    project.changed(false);

    ProjectRecord same = MAPPER.readerForUpdating(project).readValue("{\"name\":\"New shop\"}");

    assertThat(same).isSameAs(project);
    assertThat(Changes.of(project)).containsOnlyKeys(PROJECTS.NAME);
    assertThat(project.getFramework()).isEqualTo(ProjectFramework.NEXTJS);
  }

  @Test
  void unknownPropertyIsRefusedByName() {
    assertThatThrownBy(() -> MAPPER.readValue("{\"nmae\":\"x\"}", ProjectRecord.class))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("\"nmae\"")
        .hasMessageContaining("ProjectRecord")
        .hasMessageContaining("\"name\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"x\"", "5", "[{}]"})
  void refusesRowThatIsNoObject(String json) {
    assertThatThrownBy(() -> MAPPER.readValue(json, ProjectRecord.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("ProjectRecord");
  }

  @Test
  void literalThatTheColumnDoesNotAllowIsRefusedByNameAndValue() {
    assertThatThrownBy(() -> MAPPER.readValue("[{\"status\":\"bogus\"}]", ProjectRecord[].class))
        .isInstanceOfSatisfying(
            InvalidFormatException.class,
            e -> {
              assertThat(e.getValue()).isEqualTo("bogus");
              assertThat(e.getTargetType()).isEqualTo(ProjectStatus.class);
              assertThat(e.getPathReference())
                  .contains("[0]")
                  .contains("ProjectRecord[\"status\"]");
            })
        .hasMessageContaining(
            "'bogus' is not allowed in projects.status: use active, archived, deleted, suspended");
    assertThatThrownBy(() -> MAPPER.readValue("{\"status\":0}", ProjectRecord.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("ProjectStatus");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"my-app\"}",
        "{\"id\":\"\"}",
        "{\"star_count\":\"many\"}",
        "{\"created_at\":\"yesterday\"}",
        "{\"tags\":\"a\"}",
        "{\"tags\":[[\"a\"]]}"
      })
  void valueOfAnotherTypeIsRefusedByName(String json) {
    String name = MAPPER.readTree(json).propertyNames().iterator().next();
    assertThatThrownBy(() -> MAPPER.readValue(json, ProjectRecord.class))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e -> assertThat(e.getPathReference()).contains("ProjectRecord[\"" + name + "\"]"));
  }

  @Test
  void documentOfAnotherShapeIsRefusedByName() {
    assertThatThrownBy(
            () -> MAPPER.readValue("{\"permissions\":[]}", ProjectCollaboratorRecord.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("ProjectCollaboratorRecord[\"permissions\"]");
    assertThatThrownBy(() -> MAPPER.readValue("{\"messages\":[1]}", AiConversationRecord.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("AiConversationRecord[\"messages\"]");
  }

  @Test
  void numbersKeepTheirDigits() {
    String document =
        "{\"a\":1.10,\"b\":[12345678901234567890.123456789012345678901],\"c\":1E+400}";
    AiUsageLogRecord row =
        MAPPER.readValue(
            "{\"cost_usd\":1.10,\"metadata\":" + document + ",\"model\":\"m\"}",
            AiUsageLogRecord.class);

    assertThat(row.getCostUsd()).isEqualTo(new BigDecimal("1.10"));
    assertThat(row.getModel()).isEqualTo("m");
    assertThat(row.getMetadata()).hasToString(document);
    assertThat(MAPPER.writeValueAsString(row))
        .contains("\"cost_usd\":1.10,", "\"metadata\":" + document);
  }

  /** The columns whose value the text of a record masks. */
  @Test
  void secretsAreNeitherWrittenNorRead() {
    List<Field<?>> secrets = new ArrayList<>();
    for (Table<?> table : Public.PUBLIC.getTables()) {
      for (Field<?> column : table.fields()) {
        Record row = table.newRecord();
        if (column.getType() == String.class || column.getType() == JsonNode.class) {
          set(row, column, column.getType() == String.class ? "hush" : MAPPER.readTree("\"hush\""));
        }
        boolean masked = row.toString().contains("(secret)");
        boolean written = MAPPER.readTree(MAPPER.writeValueAsString(row)).has(column.getName());
        assertThat(written).as("%s", column).isNotEqualTo(masked);
        if (masked) {
          secrets.add(column);
          assertThat(MAPPER.writeValueAsString(row)).doesNotContain("hush");
          assertThat(CAMEL.writeValueAsString(row)).doesNotContain("hush");
        }
      }
    }
    assertThat(secrets)
        .containsExactlyInAnyOrder(API_KEYS.KEY_HASH, WEBHOOKS.SECRET, WEBHOOKS.HEADERS);
    assertThatThrownBy(() -> MAPPER.readValue("{\"key_hash\":\"x\"}", ApiKeyRecord.class))
        .isInstanceOf(JacksonException.class)
        .hasMessageContaining("'key_hash' is a secret");
    assertThatThrownBy(() -> CAMEL.readValue("{\"keyHash\":\"x\"}", ApiKeyRecord.class))
        .hasMessageContaining("'keyHash' is a secret");
    assertThatThrownBy(() -> MAPPER.readValue("{\"secret\":null}", WebhookRecord.class))
        .hasMessageContaining("'secret' is a secret");
  }

  @SuppressWarnings("unchecked") // the value is of the column's type
  private static <T> void set(Record row, Field<T> column, Object value) {
    row.set(column, (T) value);
  }

  @Test
  void pageIsItsRowsAndTheNextCursor() {
    TypeReference<Page<ProjectRecord>> type = new TypeReference<>() {};
    Page<ProjectRecord> page = new Page<>(List.of(project), Optional.of("c-1"));
    Page<ProjectRecord> last = new Page<>(List.of(), Optional.empty());

    JsonNode json = MAPPER.valueToTree(page);
    assertThat(json.propertyNames()).containsExactly("rows", "next");
    assertThat(json.get("next").asString()).isEqualTo("c-1");
    assertThat(MAPPER.readValue(MAPPER.writeValueAsString(page), type)).isEqualTo(page);
    assertThat(MAPPER.writeValueAsString(last)).isEqualTo("{\"rows\":[],\"next\":null}");
    assertThat(MAPPER.readValue("{\"rows\":[],\"next\":null}", type)).isEqualTo(last);
    assertThat(MAPPER.readValue("{\"rows\":[]}", type)).isEqualTo(last);
  }

  @Test
  void rowsIdsAndEnumsArePropertiesOfOtherTypes() {
    Answer answer =
        new Answer(project, project.getId(), List.of(ProjectVisibility.TEAM), Optional.of(project));

    assertThat(MAPPER.readValue(MAPPER.writeValueAsString(answer), Answer.class)).isEqualTo(answer);
  }

  record Answer(
      ProjectRecord project,
      ProjectId id,
      List<ProjectVisibility> visibilities,
      Optional<ProjectRecord> other) {}

  @Test
  void everyTableHasItsRecord() {
    for (Table<?> table : Public.PUBLIC.getTables()) {
      Object read = MAPPER.readValue("{\"id\":null}", table.getRecordType());
      assertThat(((Record) read).fields()).containsExactly(table.fields());
    }
  }
}
