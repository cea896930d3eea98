package ai.flashfusion.examples.jshell;

import static ai.flashfusion.schema.Tables.API_KEYS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.apikey.IssuedKey;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.json.Permission;
import ai.flashfusion.schema.json.Permissions;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class SecretsTest {

  static EmbeddedFlashFusion embedded;
  static Session alice;
  static IssuedKey issued;
  static ApiKeyRecord key;

  @BeforeAll
  static void start() {
    embedded = EmbeddedFlashFusion.start();
    alice = embedded.flashfusion().asUser(embedded.signUp("alice@example.com"));
    issued = alice.apiKeys().issue("CI", Permissions.of(Permission.READ));
    key = alice.apiKeys().get(issued.id());
    alice
        .webhooks()
        .insert(
            new WebhookRecord()
                .setUserId(alice.profiles().me().getId())
                .setName("hook")
                .setUrl("https://hooks.example/")
                .setSecret("s3cr3t")
                .setHeaders(JsonMapper.shared().readTree("{\"X-Key\": \"s3cr3t\"}"))
                .setMetadata(
                    JsonMapper.shared()
                        .readTree("{\"total_tokens\": 12, \"list\": [{\"apiKey\": \"s3cr3t\"}]}")));
  }

  @AfterAll
  static void stop() {
    embedded.close();
  }

  static List<Object> rows() {
    Session service = embedded.flashfusion().asService("secrets");
    return List.of(
        alice.apiKeys().page(PageQuery.ofSize(9)),
        key,
        issued,
        Map.of("key", key),
        List.of(new Nested("x", key)),
        alice.webhooks().page(PageQuery.ofSize(9)),
        alice.dsl().selectFrom(WEBHOOKS),
        alice.dsl().select(WEBHOOKS.SECRET.as("harmless"), WEBHOOKS.METADATA).from(WEBHOOKS),
        alice.dsl().select(API_KEYS.KEY_HASH.as("harmless")).from(API_KEYS),
        service.dsl().resultQuery("select * from webhooks"),
        service.dsl().resultQuery("select key_hash from api_keys"),
        service.dsl().resultQuery("select 's3cr3t' as \"accessToken\", 's3cr3t' as password"));
  }

  record Nested(String name, ApiKeyRecord key) {}

  @ParameterizedTest
  @MethodSource("rows")
  void noOutputShowsSecrets(Object source) {
    Rows rows = Rows.of(source);
    for (String text :
        List.of(
            FittedTable.of(rows, Integer.MAX_VALUE, false), Export.csv(rows), Export.json(rows))) {
      assertThat(text)
          .contains("(secret)")
          .doesNotContain("s3cr3t", key.getKeyHash(), issued.plaintext().reveal());
    }
  }

  @Test
  void keepsValuesThatAreNoSecrets() {
    assertThat(Export.json(Rows.of(alice.webhooks().page(PageQuery.ofSize(9)))))
        .containsPattern("\"total_tokens\" : 12");
    assertThat(Export.csv(Rows.of(key))).contains(issued.prefix());
  }
}
