package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.CheckViolationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageDimension;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RepositoryTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.flashfusion().asUser(embedded.signUp("Alice@Example.com"));
  final Session bob = embedded.user("bob");
  final ProfileId aliceProfile = alice.profiles().me().getId();

  @Test
  void aProfileIsFoundByItsOwnerOnly() {
    assertThat(alice.profiles().findByEmail("alice@example.COM")).isPresent();
    assertThat(bob.profiles().findByEmail("alice@example.com")).isEmpty();
    assertThat(bob.profiles().find(aliceProfile)).isEmpty();
    assertThat(alice.profiles().count()).isEqualTo(1);
    assertThat(alice.profiles().exists(aliceProfile)).isTrue();
    assertThat(bob.profiles().exists(aliceProfile)).isFalse();
  }

  @Test
  void aProjectIsStoredWithItsDefaults() {
    ProjectRecord project =
        alice
            .projects()
            .create("My App", "my-app", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    assertThat(project.getUserId()).isEqualTo(aliceProfile);
    assertThat(project.getStarCount()).isZero();
    assertThat(project.getCreatedAt()).isNotNull();
    assertThat(alice.projects().findBySlug("my-app")).contains(project);
    assertThat(bob.projects().findBySlug("my-app")).isEmpty();
    assertThat(alice.projects().owned()).containsExactly(project);
    assertThat(bob.projects().delete(project.getId())).isFalse();
    assertThat(alice.projects().delete(project.getId())).isTrue();
  }

  @Test
  void publicProjectsAreVisibleToAll() {
    alice.projects().create("Open", "open", ProjectFramework.REACT, ProjectVisibility.PUBLIC);
    project(alice, "closed");
    for (Session anyone : List.of(alice, bob, embedded.flashfusion().asAnonymous())) {
      assertThat(anyone.projects().publicProjects())
          .extracting(ProjectRecord::getSlug)
          .containsExactly("open");
    }
  }

  @Test
  void anUpdateWritesWhatWasChangedAndDetectsALostUpdate() {
    ProjectRecord first =
        alice
            .projects()
            .create("My App", "my-app", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
    ProjectRecord second = alice.projects().get(first.getId());
    first.setDescription("first");
    ProjectRecord stored = alice.projects().update(first);
    assertThat(stored.getDescription()).isEqualTo("first");
    assertThat(stored.getUpdatedAt()).isAfter(second.getUpdatedAt());
    second.setName("second");
    assertThatThrownBy(() -> alice.projects().update(second))
        .isInstanceOf(StaleRecordException.class)
        .hasMessageContaining("read it again");
    assertThat(alice.projects().get(first.getId()).getName()).isEqualTo("My App");
  }

  @Test
  void aDeploymentIsSeenByThoseWhoWorkOnTheProjectOnly() {
    ProjectRecord project =
        alice.projects().create("Open", "open", ProjectFramework.REACT, ProjectVisibility.PUBLIC);
    DeploymentRecord deployment =
        alice
            .deployments()
            .start(
                project.getId(),
                DeploymentProvider.VERCEL,
                DeploymentEnvironment.fromString("dev"));
    assertThat(deployment.getStatus()).isEqualTo(DeploymentStatus.PENDING);
    assertThat(alice.deployments().latest(project.getId(), DeploymentEnvironment.DEVELOPMENT))
        .contains(deployment);
    assertThat(alice.deployments().history(project.getId())).containsExactly(deployment);
    assertThat(bob.deployments().history(project.getId())).isEmpty();
    assertThatThrownBy(
            () ->
                bob.deployments()
                    .start(
                        project.getId(), DeploymentProvider.VERCEL, DeploymentEnvironment.PREVIEW))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("editor or higher");
  }

  private AiUsageLogRecord usage(ProfileId profile, Instant at, String model, int tokens) {
    AiUsageLogRecord row = AI_USAGE_LOGS.newRecord();
    row.setUserId(profile);
    row.setProvider(AiUsageLogProvider.OPENAI);
    row.setModel(model);
    row.setPromptTokens(tokens);
    row.setCompletionTokens(1);
    row.setTotalTokens(tokens + 1);
    row.setCostUsd(new BigDecimal("0.000125"));
    row.setCreatedAt(at);
    return row;
  }

  @Test
  void usageIsSummedPerModelDayAndWhole() {
    Instant day = Instant.parse("2024-03-30T12:00:00Z");
    AiUsageLogRecord failed = usage(aliceProfile, day.plusSeconds(3 * 86_400), "b", 5);
    failed.setStatus(AiUsageLogStatus.TIMEOUT);
    alice
        .aiUsage()
        .recordAll(
            List.of(usage(aliceProfile, day, "a", 10), usage(aliceProfile, day, "a", 20), failed),
            sent -> {});
    bob.aiUsage()
        .recordAll(List.of(usage(bob.profiles().me().getId(), day, "a", 1000)), sent -> {});
    UsageQuery query = UsageQuery.between(day.minusSeconds(86_400), day.plusSeconds(5 * 86_400));

    Usage total = alice.aiUsage().total(query);
    assertThat(total).isEqualTo(new Usage(3, 35, 3, 38, new BigDecimal("0.000375"), 1));
    assertThat(total.errorRate()).isEqualTo(1.0 / 3);
    assertThat(alice.aiUsage().byModel(query))
        .extracting(byModel -> byModel.model() + " " + byModel.usage().requests())
        .containsExactly("a 2", "b 1");
    assertThat(alice.aiUsage().daily(query))
        .extracting(UsageByDay::day)
        .startsWith(LocalDate.of(2024, 3, 29))
        .endsWith(LocalDate.of(2024, 4, 4))
        .hasSize(7);
    assertThat(alice.aiUsage().summary(query, UsageDimension.TIME, UsageDimension.MODEL))
        .extracting(group -> group.start() + " " + group.model())
        .containsExactly("2024-03-30T00:00Z a", "2024-04-02T00:00Z b");
    assertThat(alice.aiUsage().total(query.withProfile(bob.profiles().me().getId())))
        .isEqualTo(Usage.NONE);
    assertThat(embedded.flashfusion().asService("test").aiUsage().total(query).requests())
        .isEqualTo(4);
  }

  @Test
  void daysFollowClockOfZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    // Summer time began on 31 March 2024 at 02:00, so that this day had 23 hours.
    Instant before = Instant.parse("2024-03-30T22:59:59Z");
    Instant first = Instant.parse("2024-03-30T23:00:00Z");
    Instant last = Instant.parse("2024-03-31T21:59:59Z");
    Instant after = Instant.parse("2024-03-31T22:00:00Z");
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (Instant at : List.of(before, first, last, after)) {
      rows.add(usage(aliceProfile, at, "a", 1));
    }
    alice.aiUsage().recordAll(rows, sent -> {});
    assertThat(
            alice
                .aiUsage()
                .daily(UsageQuery.between(before, after.plusSeconds(1)).withZone(berlin)))
        .extracting(day -> day.day() + " " + day.usage().requests())
        .containsExactly("2024-03-30 1", "2024-03-31 2", "2024-04-01 1");
  }

  @Test
  void aBulkInsertStoresAllRowsOrNone() {
    Instant now = Instant.parse("2024-03-30T12:00:00Z");
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      rows.add(usage(aliceProfile, now, "a", i));
    }
    List<Long> progress = new ArrayList<>();
    assertThat(alice.aiUsage().recordAll(rows, progress::add)).isEqualTo(12_000);
    assertThat(progress).containsExactly(5_000L, 10_000L, 12_000L);
    assertThat(alice.aiUsage().count()).isEqualTo(12_000);

    rows.get(11_999).setUserId(bob.profiles().me().getId());
    assertThatThrownBy(() -> alice.aiUsage().recordAll(rows, sent -> {}))
        .isInstanceOfSatisfying(
            BadRowException.class, bad -> assertThat(bad.index()).isEqualTo(11_999))
        .hasCauseInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("ai_usage_logs_insert");
    assertThat(alice.aiUsage().count()).isEqualTo(12_000);
    assertThat(bob.aiUsage().count()).isZero();
  }

  @Test
  void aColumnThatARowOfABulkInsertLeavesOutGetsItsDefault() {
    AiUsageLogRecord bare = AI_USAGE_LOGS.newRecord();
    bare.setUserId(aliceProfile);
    bare.setProvider(AiUsageLogProvider.OPENAI);
    bare.setModel("bare");
    Instant now = Instant.parse("2024-03-30T12:00:00Z");
    alice.aiUsage().recordAll(List.of(bare, usage(aliceProfile, now, "full", 1)), sent -> {});
    AiUsageLogRecord stored =
        alice.dsl().selectFrom(AI_USAGE_LOGS).where(AI_USAGE_LOGS.MODEL.eq("bare")).fetchSingle();
    assertThat(stored.getStatus()).isEqualTo(AiUsageLogStatus.SUCCESS);
    assertThat(stored.getTotalTokens()).isZero();
    assertThat(stored.getCreatedAt()).isNotNull();
  }

  @Test
  void usageIsAppendOnly() {
    alice
        .aiUsage()
        .recordAll(
            List.of(usage(aliceProfile, Instant.parse("2024-03-30T12:00:00Z"), "a", 1)),
            sent -> {});
    AiUsageLogRecord row = alice.dsl().fetchSingle(AI_USAGE_LOGS);
    assertThatThrownBy(() -> alice.aiUsage().delete(row.getId()))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("authenticated may not delete ai_usage_logs");
    row.setCostUsd(BigDecimal.ZERO);
    assertThatThrownBy(() -> alice.aiUsage().update(row)).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void rejectsReversedRange() {
    Instant now = Instant.parse("2024-03-30T12:00:00Z");
    assertThatThrownBy(() -> UsageQuery.between(now, now.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before it begins");
    assertThatThrownBy(() -> UsageQuery.lastDays(0)).hasMessageContaining("days is 0");
    assertThat(alice.aiUsage().daily(UsageQuery.between(now, now))).isEmpty();
  }

  @Test
  void anUpdateThatBreaksACheckLeavesTheRowAsItWas() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      tx.projects()
                          .create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
                      tx.dsl().execute("update projects set status = 'gone'");
                    }))
        .isInstanceOf(CheckViolationException.class)
        .isInstanceOf(FlashFusionException.class)
        .hasMessageContaining("active, archived, deleted, suspended");
    assertThat(alice.projects().count()).isZero();
  }
}
