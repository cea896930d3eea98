package ai.flashfusion.session;

import static ai.flashfusion.fixture.Given.deployment;
import static ai.flashfusion.fixture.Given.profile;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.fixture.Given.webhook;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.BILLING_TRANSACTIONS;
import static ai.flashfusion.schema.Tables.NOTIFICATIONS;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.BillingTransactionRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.TeamRecord;
import java.math.BigDecimal;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes of one row under an idempotency key. */
class IdempotencyKeyTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final FlashFusion flashfusion = embedded.through(proxy);
  static final Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
  static final Session bob = flashfusion.asUser(embedded.signUp("bob@example.com"));
  static final Session service = flashfusion.asService("a test");

  static AiUsageLogRecord usage(String model) {
    return new AiUsageLogRecord()
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel(model)
        .setAction(AiUsageLogAction.CHAT)
        .setTotalTokens(3);
  }

  private static int stored(Table<?> table, Condition condition) {
    return embedded.dsl().fetchCount(table, condition);
  }

  private static ProjectRecord create(Session session, String key, String slug) {
    return session
        .once(key)
        .projects()
        .create("Shop", slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  @Test
  void repetitionReturnsTheRowThatWasStored() {
    AiUsageLogRecord first = alice.once("usage-1").aiUsage().record(usage("gpt"));
    AiUsageLogRecord again = alice.once("usage-1").aiUsage().record(usage("gpt"));
    assertThat(again).isEqualTo(first);
    assertThat(stored(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq("gpt"))).isEqualTo(1);
  }

  @Test
  void repetitionReturnsTheRowAsItIsNow() {
    ProjectRecord project = create(alice, "shop", "shop");
    project.setName("Store");
    alice.projects().update(project);
    ProjectRecord again = create(alice, "shop", "shop");
    assertThat(again.getName()).isEqualTo("Store");
    again.setName("Mall");
    assertThat(alice.projects().update(again).getName()).isEqualTo("Mall");
  }

  @Test
  void keyCostsNoRoundTripAndRepetitionOne() {
    alice.projects().count();
    proxy.reset();
    alice.once("trips").aiUsage().record(usage("trips"));
    assertThat(proxy.roundTrips()).isEqualTo(1);
    proxy.reset();
    alice.once("trips").aiUsage().record(usage("trips"));
    assertThat(proxy.roundTrips()).isEqualTo(2);
    proxy.reset();
    alice.projects().count();
    assertThat(proxy.roundTrips()).isEqualTo(1);
  }

  @Test
  void everyExecutionUnderKeysIsOneRoundTrip() {
    alice.projects().count();
    proxy.reset();
    for (int i = 0; i < 20; i++) {
      alice.once("many-" + i).aiUsage().record(usage("many"));
    }
    assertThat(proxy.roundTrips()).isEqualTo(20);
  }

  @Test
  void sameKeyWithAnotherRequestIsRefused() {
    alice.once("other").aiUsage().record(usage("one"));
    assertThatThrownBy(() -> alice.once("other").aiUsage().record(usage("two")))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("'other'")
        .hasMessageContaining("another request")
        .hasMessageContaining("a row of ai_usage_logs that differs");
    assertThatThrownBy(() -> create(alice, "other", "other"))
        .isInstanceOf(IdempotencyException.class);
    assertThatThrownBy(() -> alice.once("other").transaction(tx -> tx.projects().count()))
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining("for a single row, and comes now with a transaction");
    assertThat(stored(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq("two"))).isZero();
    assertThat(stored(PROJECTS, PROJECTS.SLUG.eq("other"))).isZero();
  }

  @Test
  void requestIsPartOfWhatMustBeRepeated() {
    AiUsageLogRecord first = alice.once("body", "{\"n\":1}").aiUsage().record(usage("body"));
    assertThat(alice.once("body", "{\"n\":1}").aiUsage().record(usage("body"))).isEqualTo(first);
    assertThatThrownBy(() -> alice.once("body", "{\"n\":2}").aiUsage().record(usage("body")))
        .isInstanceOf(IdempotencyException.class);
    assertThatThrownBy(() -> alice.once("body").aiUsage().record(usage("body")))
        .isInstanceOf(IdempotencyException.class);
  }

  @Test
  void keysOfTwoPeopleAreIndependent() {
    AiUsageLogRecord hers = alice.once("same").aiUsage().record(usage("same"));
    AiUsageLogRecord his = bob.once("same").aiUsage().record(usage("same"));
    AiUsageLogRecord services =
        service.once("same").aiUsage().record(usage("same").setUserId(profile(bob)));
    assertThat(List.of(hers.getId(), his.getId(), services.getId())).doesNotHaveDuplicates();
  }

  @Test
  void failedWriteLeavesTheKeyFree() {
    AiUsageLogRecord nowhere = usage("free").setProjectId(ProjectId.random());
    assertThatThrownBy(() -> service.once("free").aiUsage().insert(nowhere.setUserId(profile(bob))))
        .isInstanceOf(ForeignKeyViolationException.class);
    assertThat(
            service.once("free").aiUsage().insert(usage("free").setUserId(profile(bob))).getModel())
        .isEqualTo("free");
  }

  @Test
  void repetitionSaysThatTheRowIsGone() {
    ProjectRecord project = create(alice, "gone", "gone");
    alice.projects().delete(project.getId());
    assertThatThrownBy(() -> create(alice, "gone", "gone"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("projects")
        .hasMessageContaining("'gone' is gone, or hidden from user ");
    assertThat(stored(PROJECTS, PROJECTS.SLUG.eq("gone"))).isZero();
  }

  @Test
  void rowKeepsTheIdThatItComesWith() {
    ProjectId id = ProjectId.random();
    ProjectRecord record =
        new ProjectRecord().setId(id).setUserId(profile(alice)).setName("N").setSlug("chosen");
    assertThat(alice.once("chosen").projects().insert(record).getId()).isEqualTo(id);
    assertThat(alice.once("chosen").projects().insert(record).getId()).isEqualTo(id);
  }

  @Test
  void helpersTakeKeys() {
    var deployment = deployment(alice, project(alice, "keyed"));
    WebhookId webhook = webhook(alice, "secret");
    Notice notice = Notice.of(NotificationType.INFO, "keyed");
    WebhookDelivery delivery = new WebhookDelivery("keyed", 200, null, null, null, null);
    BillingTransactionRecord payment =
        new BillingTransactionRecord()
            .setUserId(profile(bob))
            .setStripePaymentIntentId("pi_keyed")
            .setAmountUsd(new BigDecimal("5"));
    proxy.reset();
    var first =
        List.of(
            alice.aiUsage().record(usage("helper"), "k-usage").getId(),
            alice
                .deploymentLogs()
                .append(deployment, DeploymentLogLevel.INFO, "line", "k-line")
                .getId(),
            service.notifications().notify(profile(bob), notice, "k-notice").getId(),
            service.webhooks().recordDelivery(webhook, delivery, "k-delivery").getId(),
            service.billing().record(payment.copy().setUserId(profile(bob)), "k-pay").getId());
    var again =
        List.of(
            alice.aiUsage().record(usage("helper"), "k-usage").getId(),
            alice
                .deploymentLogs()
                .append(deployment, DeploymentLogLevel.INFO, "line", "k-line")
                .getId(),
            service.notifications().notify(profile(bob), notice, "k-notice").getId(),
            service.webhooks().recordDelivery(webhook, delivery, "k-delivery").getId(),
            service.billing().record(payment.copy().setUserId(profile(bob)), "k-pay").getId());
    assertThat(again).hasToString(first.toString());
    assertThat(stored(NOTIFICATIONS, NOTIFICATIONS.TITLE.eq("keyed"))).isEqualTo(1);
    assertThat(stored(WEBHOOK_LOGS, WEBHOOK_LOGS.EVENT_TYPE.eq("keyed"))).isEqualTo(1);
    assertThat(stored(AI_USAGE_LOGS, AI_USAGE_LOGS.MODEL.eq("helper"))).isEqualTo(1);
    assertThat(
            stored(
                BILLING_TRANSACTIONS, BILLING_TRANSACTIONS.STRIPE_PAYMENT_INTENT_ID.eq("pi_keyed")))
        .isEqualTo(1);
  }

  @Test
  void paymentThatWasRecordedWithoutKeyIsReturned() {
    BillingTransactionRecord payment =
        new BillingTransactionRecord()
            .setUserId(profile(bob))
            .setStripePaymentIntentId("pi_before")
            .setAmountUsd(new BigDecimal("5"));
    var id = service.billing().record(payment).getId();
    assertThat(service.billing().record(payment, "k-before").getId()).isEqualTo(id);
    assertThat(service.billing().record(payment, "k-before").getId()).isEqualTo(id);
  }

  @Test
  void deliveryToMissingWebhookLeavesTheKeyFree() {
    WebhookId missing = WebhookId.random();
    WebhookDelivery delivery = new WebhookDelivery("late", 200, null, null, null, null);
    assertThatThrownBy(() -> service.webhooks().recordDelivery(missing, delivery, "late"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(missing.toString());
    WebhookId there = webhook(alice, "secret");
    assertThat(service.webhooks().recordDelivery(there, delivery, "late").getWebhookId())
        .isEqualTo(there);
  }

  @Test
  void messagesAreAppendedOnce() {
    AiConversationId id = alice.conversations().start("gpt", "Talk").getId();
    List<ChatMessage> hello = List.of(ChatMessage.of("user", "hello"));
    assertThat(alice.conversations().append(id, hello, 1, BigDecimal.ONE, "hello")).isEqualTo(1);
    alice.conversations().append(id, ChatMessage.of("user", "more"));
    assertThat(alice.conversations().append(id, hello, 1, BigDecimal.ONE, "hello")).isEqualTo(1);
    assertThat(alice.conversations().messages(id, 0, 10)).hasSize(2);
    AiConversationId missing = AiConversationId.random();
    assertThatThrownBy(
            () -> alice.conversations().append(missing, hello, 1, BigDecimal.ONE, "missing"))
        .isInstanceOf(NotFoundException.class);
    assertThat(alice.conversations().append(id, hello, 1, BigDecimal.ONE, "missing")).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNoInsertOfOneRow() {
    KeyedSession once = alice.once("refused");
    proxy.reset();
    for (Runnable call :
        List.<Runnable>of(
            () -> once.projects().count(),
            () -> once.projects().delete(ProjectId.random()),
            () -> once.aiUsage().insertAll(List.of(usage("a"))),
            () -> once.teams().create("Team", "team"),
            () -> once.projects().stream(PROJECTS.NAME.isNotNull(), row -> {}),
            () ->
                once.projects()
                    .upsert(
                        new ProjectRecord()
                            .setUserId(profileId())
                            .setName("N")
                            .setSlug("upserted")))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(RefusedStatementException.class)
          .hasMessageContaining("once(key).transaction(");
    }
    assertThatThrownBy(() -> once.teams().insert(new TeamRecord().setName("T").setSlug("t")))
        .isInstanceOf(RefusedStatementException.class)
        .hasMessageContaining("a row of teams gets its id from the database");
    assertThat(proxy.roundTrips()).isZero();
  }

  private static ai.flashfusion.schema.ids.ProfileId profileId() {
    return ai.flashfusion.schema.ids.ProfileId.random();
  }

  @Test
  void refusesAnonymousCallersTransactionsAndExpectations() {
    Session anonymous = flashfusion.asAnonymous();
    assertThatThrownBy(() -> anonymous.once("k"))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("anonymous has no idempotency keys");
    assertThatThrownBy(() -> alice.expectOne().once("k")).isInstanceOf(TransactionException.class);
    assertThatThrownBy(() -> alice.transaction(tx -> tx.once("k")))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("when it begins");
    KeyedSession once = alice.once("inside");
    assertThatThrownBy(() -> alice.transaction(tx -> once.aiUsage().record(usage("inside"))))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("this thread is in a transaction");
    assertThatThrownBy(() -> alice.transaction(tx -> once.transaction(inner -> {})))
        .isInstanceOf(TransactionException.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a\0b", "\ud800", "a\udc00"})
  void refusesBadKeys(String key) {
    proxy.reset();
    assertThatThrownBy(() -> alice.once(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the idempotency key");
    assertThatThrownBy(() -> alice.aiUsage().record(usage("bad"), key))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void keysHaveAtMost255Characters() {
    String longest = "\ud83d\ude80".repeat(255);
    AiUsageLogRecord first = alice.once(longest).aiUsage().record(usage("longest"));
    assertThat(alice.once(longest).aiUsage().record(usage("longest"))).isEqualTo(first);
    assertThatThrownBy(() -> alice.once(longest + "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 256 characters");
  }
}
