package ai.flashfusion.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class PermissionsTest {

  @Test
  void allowsOnlyNamedPermissions() {
    Permissions permissions = Permissions.of(Permission.READ, Permission.DEPLOY);

    assertThat(permissions.allowed()).containsExactlyInAnyOrder(Permission.READ, Permission.DEPLOY);
    assertThat(permissions)
        .hasToString("{\"read\":true,\"write\":false,\"delete\":false,\"deploy\":true}");
    assertThat(Permissions.of().allowed()).isEmpty();
  }

  @Test
  void allowsOnlyTrue() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("read", "true").put("write", 1).putNull("delete");

    assertThat(Permissions.of(document).allowed()).isEmpty();
  }

  @Test
  void isIndependentOfDocumentsPassedInOrOut() {
    ObjectNode document = JsonNodeFactory.instance.objectNode().put("read", false);
    Permissions permissions = Permissions.of(document);

    document.put("read", true);
    permissions.toJson().put("read", true);
    permissions.with(Permission.READ, true);

    assertThat(permissions.allows(Permission.READ)).isFalse();
  }
}
