package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import ai.flashfusion.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class BulkTest {

  /** The number of rows from which on the service copies. */
  static final int MANY = 1_200;

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session service = embedded.flashfusion().asService("bulk");
  final ProfileId me = alice.profiles().me().getId();

  /**
   * Returns a row with every kind of column, and with everything that a text format could stumble
   * over.
   */
  WebhookRecord hook(int n) {
    WebhookRecord hook = new WebhookRecord();
    hook.setUserId(me);
    hook.setName(n % 2 == 0 ? "tab\t line\n return\r back\\slash \\N \\." : "ünïcödé 💥 '\"");
    hook.setUrl("");
    hook.setSecret(n % 3 == 0 ? null : "\\N");
    hook.setEvents(new String[] {"a,b", "{\"x\"}", "\\", null, "NULL", "", " "});
    hook.setActive(n % 2 == 0);
    hook.setHeaders(JsonNodeFactory.instance.objectNode().put("k", "tab\t \"quoted\" \\ \u00e9"));
    hook.setCreatedAt(Instant.parse("2026-11-22T10:11:12.123456Z"));
    return hook;
  }

  List<WebhookRecord> hooks(int count) {
    List<WebhookRecord> hooks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hooks.add(hook(i));
    }
    return hooks;
  }

  List<Record> stored() {
    return new ArrayList<>(
        alice
            .dsl()
            .selectDistinct(
                WEBHOOKS.NAME,
                WEBHOOKS.URL,
                WEBHOOKS.SECRET,
                WEBHOOKS.EVENTS,
                WEBHOOKS.ACTIVE,
                WEBHOOKS.HEADERS,
                WEBHOOKS.CREATED_AT)
            .from(WEBHOOKS)
            .orderBy(WEBHOOKS.NAME, WEBHOOKS.SECRET)
            .fetch());
  }

  @Test
  void arraysAndCopyStoreWhatSingleInsertsStore() {
    hooks(6).forEach(hook -> alice.webhooks().insert(hook));
    List<Record> single = stored();
    alice.dsl().deleteFrom(WEBHOOKS).execute();

    alice.webhooks().insertAll(hooks(MANY));
    assertThat(stored()).isEqualTo(single);
    alice.dsl().deleteFrom(WEBHOOKS).execute();

    service.webhooks().insertAll(hooks(MANY));
    assertThat(stored()).isEqualTo(single);
  }

  @Test
  void idsComeBackInTheOrderOfRowsThatGiveDifferentColumns() {
    List<WebhookRecord> hooks = hooks(7);
    for (int i = 0; i < hooks.size(); i++) {
      hooks.get(i).setName("hook " + i);
      if (i % 2 == 0) {
        hooks.get(i).reset(WEBHOOKS.EVENTS);
      }
    }
    List<String> names =
        alice.webhooks().insertAllReturningIds(hooks).stream()
            .map(id -> alice.webhooks().get(id).getName())
            .toList();
    assertThat(names)
        .containsExactlyElementsOf(hooks.stream().map(WebhookRecord::getName).toList());
  }

  @Test
  void sendsNothingWithoutRows() {
    assertThat(alice.webhooks().insertAll(List.of())).isZero();
    assertThat(alice.webhooks().insertAllReturningIds(List.of())).isEmpty();
  }

  @Test
  void rowsWithoutAKeyAreUpsertedManyAtATime() {
    List<Long> progress = new ArrayList<>();
    assertThat(alice.webhooks().upsertAll(hooks(6_000), progress::add)).isEqualTo(6_000);
    assertThat(progress).containsExactly(5_000L, 6_000L);
  }

  @Test
  void aProgressThatThrowsLeavesNothing() {
    for (int rows : List.of(10, 6_000)) {
      assertThatThrownBy(
              () ->
                  alice
                      .webhooks()
                      .insertAll(
                          hooks(rows),
                          sent -> {
                            throw new IllegalStateException("stop");
                          }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(alice.webhooks().count()).isZero();
    }
  }
}
