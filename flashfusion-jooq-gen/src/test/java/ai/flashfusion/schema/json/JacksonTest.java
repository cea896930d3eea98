package ai.flashfusion.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.ids.ProjectId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks that an application's own mapper, without any settings, writes and reads the library's
 * types.
 */
class JacksonTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final ProjectId ID = ProjectId.valueOf("00000000-0000-0000-0000-00000000000a");

  @Test
  void idIsItsText() {
    assertWrittenAndRead(ID, ProjectId.class, "\"00000000-0000-0000-0000-00000000000a\"");
  }

  @Test
  void idsAndEnumsAreKeysOfObjects() {
    TypeReference<Map<ProjectId, Map<DeploymentEnvironment, Integer>>> type =
        new TypeReference<>() {};
    Map<ProjectId, Map<DeploymentEnvironment, Integer>> counts =
        Map.of(ID, Map.of(DeploymentEnvironment.PREVIEW, 1));

    String json = MAPPER.writeValueAsString(counts);

    assertThat(json).isEqualTo("{\"00000000-0000-0000-0000-00000000000a\":{\"preview\":1}}");
    assertThat(MAPPER.readValue(json, type)).isEqualTo(counts);
  }

  /** Jackson itself would read these as UUIDs, the first one as that of zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"AAAAAAAAAAAAAAAAAAAAAA==\"", "1", "\"my-app\""})
  void textThatIsNotAnIdIsRefused(String json) {
    assertThatExceptionOfType(JacksonException.class)
        .isThrownBy(() -> MAPPER.readValue(json, ProjectId.class))
        .withMessageContaining("ProjectId");
  }

  @Test
  void enumIsItsLiteral() {
    assertWrittenAndRead(
        DeploymentEnvironment.DEVELOPMENT, DeploymentEnvironment.class, "\"development\"");
    assertThat(MAPPER.readValue("\"dev\"", DeploymentEnvironment.class))
        .isEqualTo(DeploymentEnvironment.DEVELOPMENT);
  }

  @Test
  void literalThatIsNotAllowedIsRefused() {
    assertThatExceptionOfType(JacksonException.class)
        .isThrownBy(() -> MAPPER.readValue("\"bogus\"", DeploymentEnvironment.class))
        .withMessageContaining("use production, preview, development");
  }

  @Test
  void permissionsAreTheirDocument() {
    assertWrittenAndRead(
        Permissions.of(Permission.READ),
        Permissions.class,
        "{\"read\":true,\"write\":false,\"delete\":false,\"deploy\":false}");
  }

  @Test
  void messageIsItsDocument() {
    assertWrittenAndRead(
        ChatMessage.of("user", "Hello"),
        ChatMessage.class,
        "{\"role\":\"user\",\"content\":\"Hello\"}");
  }

  @Test
  void typesArePropertiesOfOthers() {
    assertWrittenAndRead(
        new Invitation(ID, List.of(DeploymentEnvironment.PREVIEW), Permissions.of()),
        Invitation.class,
        "{\"environments\":[\"preview\"],"
            + "\"permissions\":{\"read\":false,\"write\":false,\"delete\":false,\"deploy\":false},"
            + "\"project\":\"00000000-0000-0000-0000-00000000000a\"}");
  }

  record Invitation(
      ProjectId project, List<DeploymentEnvironment> environments, Permissions permissions) {}

  private static <T> void assertWrittenAndRead(T value, Class<T> type, String json) {
    assertThat(MAPPER.readTree(MAPPER.writeValueAsString(value))).isEqualTo(MAPPER.readTree(json));
    assertThat(MAPPER.readValue(json, type)).isEqualTo(value);
  }
}
