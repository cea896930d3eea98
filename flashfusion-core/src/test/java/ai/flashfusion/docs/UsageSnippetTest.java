package ai.flashfusion.docs;

import static ai.flashfusion.usage.UsageDimension.MODEL;
import static ai.flashfusion.usage.UsageDimension.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.conversation.ConversationHit;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.TimeBucket;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.BudgetUse;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageGroup;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The snippets about usage and conversations. */
class UsageSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");

  @Test
  void usage() {
    Clock clock = Clock.fixed(Instant.parse("2026-03-11T12:00:00Z"), ZoneId.of("Europe/Berlin"));
    alice
        .aiUsage()
        .record(
            new AiUsageLogRecord()
                .setProvider(AiUsageLogProvider.OPENAI)
                .setModel("gpt-4o")
                .setCostUsd(new BigDecimal("12.5"))
                .setLatencyMs(420)
                .setCreatedAt(Instant.parse("2026-03-10T10:30:00Z")));
    // snippet: usage
    UsageQuery month = UsageQuery.monthToDate(clock); // Clock.system(ZoneId.of("Europe/Berlin"))

    List<UsageGroup> perHour =
        alice.aiUsage().summary(month.withBucket(TimeBucket.HOUR), TIME, MODEL);
    List<UsageByDay> perDay = alice.aiUsage().daily(month); // days without usage, too

    BudgetUse budget = alice.aiUsage().spendAgainst(month, new BigDecimal("50"));
    BigDecimal left = budget.remainingUsd(); // negative when it is overspent
    BigDecimal end = alice.aiUsage().projectedMonthEnd(month);
    // end
    assertThat(perHour)
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.start()).hasToString("2026-03-10T11:00+01:00[Europe/Berlin]");
              assertThat(group.latency()).isNotNull();
            });
    assertThat(perDay).hasSize(11);
    assertThat(left).isEqualByComparingTo("37.5");
    assertThat(end).isGreaterThan(new BigDecimal("12.5"));
  }

  @Test
  void rollup() {
    FlashFusion flashfusion = embedded.flashfusion();
    alice
        .aiUsage()
        .record(new AiUsageLogRecord().setProvider(AiUsageLogProvider.OPENAI).setModel("gpt-4o"));
    // snippet: rollup
    Session service = flashfusion.asService("usage report");
    List<UsageByModel> models = service.aiUsage().byModel(UsageQuery.lastDays(30));
    long folded = service.aiUsage().foldRollup(); // every minute, by a timer
    // end
    assertThat(models).hasSize(1);
    assertThat(folded).isEqualTo(1);
  }

  @Test
  void conversation() {
    // snippet: conversation
    AiConversationId id = alice.conversations().start("gpt-4o", "Flights").getId();
    List<ChatMessage> turn =
        List.of(ChatMessage.of("user", "To Lisbon"), ChatMessage.of("assistant", "When?"));
    int size = alice.conversations().append(id, turn, 31, new BigDecimal("0.000125"));
    List<ChatMessage> last = alice.conversations().messages(id, size - 1, size);
    List<ConversationHit> hits = alice.conversations().search("lisbon");
    // end
    assertThat(last).extracting(ChatMessage::content).containsExactly("When?");
    assertThat(hits).extracting(ConversationHit::message).containsExactly(0);
  }
}
