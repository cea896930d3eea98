package ai.flashfusion.observation;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.RecordedLog;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.session.Session;
import java.time.Duration;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** The log of slow calls, here of all that take a millisecond. */
class SlowCallsTest {

  /** A condition that takes some twenty milliseconds. */
  private static final String LONG = "(select count(*) from generate_series(1, 300000)) > 0";

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();
  private static final Identity alice = embedded.user("alice").identity();

  @AutoClose
  private final FlashFusion flashfusion =
      embedded.builder().slowCalls(Duration.ofMillis(1)).connect();

  @AutoClose private final RecordedLog log = RecordedLog.of("ai.flashfusion.slow", Level.WARN);

  private final Session session = flashfusion.session(alice);

  private static Select<?> slow(Session session, String slug) {
    return session
        .dsl()
        .selectFrom(PROJECTS)
        .where(PROJECTS.SLUG.eq(slug).or(PROJECTS.VIEW_COUNT.gt(424_242)))
        .and(LONG + " and \"name\" <> 'it''s a secret'");
  }

  @Test
  void showsThePlanOfAReadWithoutValues() {
    slow(session, "a-secret").fetch();
    assertThat(log.messages()).hasSize(1);
    assertThat(log.messages().get(0))
        .startsWith("session.dsl as authenticated took ")
        .contains("the limit is 1 ms: success, 1 statements, 0 rows; the plan of its slowest")
        .contains("(cost=", "slug", "Filter:", "view_count > ?")
        .doesNotContain("secret", "424242");
  }

  /** Checks that many slow calls do not make as many plans, which would make them slower. */
  @Test
  void showsOnePlanInTenSeconds() {
    slow(session, "one").fetch();
    slow(session, "two").fetch();
    assertThat(log.messages()).hasSize(2);
    assertThat(log.messages().get(0)).contains("(cost=");
    assertThat(log.messages().get(1)).doesNotContain("(cost=");
  }

  @Test
  void namesTheHelper() {
    session.projects().page(PageQuery.ofSize(7).where(DSL.condition(LONG)));
    assertThat(log.messages()).hasSize(1);
    assertThat(log.messages().get(0))
        .startsWith("projects.page as authenticated")
        .contains("(cost=");
  }

  @Test
  void runsNoWriteAgain() {
    long before = session.projects().count();
    session
        .dsl()
        .insertInto(PROJECTS)
        .columns(PROJECTS.USER_ID, PROJECTS.NAME, PROJECTS.SLUG, PROJECTS.FRAMEWORK)
        .select(
            session
                .dsl()
                .select(
                    DSL.val(session.profiles().me().getId()),
                    DSL.val("once"),
                    DSL.val("once"),
                    DSL.val(ProjectFramework.REACT))
                .where(LONG))
        .execute();
    assertThat(session.projects().count()).isEqualTo(before + 1);
    assertThat(log.messages())
        .filteredOn(message -> message.startsWith("session.dsl"))
        .hasSize(1)
        .noneMatch(message -> message.contains("plan"));
  }

  @Test
  void sendsNoPlanForAWriteAndOneForARead() {
    try (WireProxy proxy = embedded.proxy();
        FlashFusion watched =
            embedded
                .builder()
                .url(proxy.url(embedded.database()))
                .poolSize(1)
                .slowCalls(Duration.ofMillis(1))
                .connect()) {
      Session through = watched.session(alice);
      proxy.record();
      through
          .dsl()
          .fetch(
              "with gone as (delete from public.projects where slug = 'none' and "
                  + LONG
                  + " returning id) select * from gone");
      slow(through, "none").fetch();
      assertThat(proxy.statements())
          .extracting(statement -> statement.sql())
          .filteredOn(sql -> sql.contains("explain"))
          .hasSize(1)
          .allMatch(sql -> sql.contains("select") && !sql.contains("delete"));
    }
  }

  @Test
  void asksForNoPlanWithinATransaction() {
    session.transaction(tx -> slow(tx, "none").fetch());
    assertThat(log.messages()).hasSize(2).noneMatch(message -> message.contains("plan"));
    assertThat(log.messages().get(1)).startsWith("session.transaction as authenticated took");
  }

  @Test
  void opensNoWayToPlansForUsers() {
    slow(session, "none").fetch();
    assertThatThrownBy(() -> session.dsl().explain(slow(session, "none")))
        .isInstanceOf(RefusedStatementException.class);
  }

  @Test
  void isOffByDefaultAndNeedsAtLeastAMillisecond() {
    slow(embedded.flashfusion().session(alice), "none").fetch();
    assertThat(log.messages()).isEmpty();
    assertThatThrownBy(() -> FlashFusion.builder().slowCalls(Duration.ZERO))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("slowCalls");
  }
}
