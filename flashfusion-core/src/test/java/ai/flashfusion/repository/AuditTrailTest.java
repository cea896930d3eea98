package ai.flashfusion.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.audit.AuditEntry;
import ai.flashfusion.audit.AuditEntry.Operation;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.jooq.impl.UpdatableRecordImpl;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditTrailTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  AuthUserId aliceId;
  Session alice;
  Session bob;

  @BeforeEach
  void start() {
    embedded.run("select flashfusion_audit.enable('public.projects')");
    aliceId = embedded.signUp("alice@example.com");
    alice = embedded.flashfusion().asUser(aliceId);
    bob = embedded.user("bob");
  }

  @Test
  void theHistoryOfARowTellsWhoDidWhat() {
    ProjectRecord project = create(alice, "shop");
    project.setName("Shop");
    alice.projects().update(project);

    assertThat(alice.audit().of(project))
        .extracting(AuditEntry::operation, AuditEntry::actor, AuditEntry::role, AuditEntry::reason)
        .containsExactly(
            tuple(Operation.INSERT, aliceId, "authenticated", null),
            tuple(Operation.UPDATE, aliceId, "authenticated", null));
    AuditEntry created = alice.audit().of(project).get(0);
    AuditEntry renamed = alice.audit().of(project).get(1);
    assertThat(created.login()).isEqualTo(embedded.logins().user());
    assertThat(created.changes()).doesNotContainKey("description");
    assertThat(change(renamed, "name")).hasToString("Change[before=\"shop\", after=\"Shop\"]");
    assertThat(renamed.changes()).containsOnlyKeys("name", "updated_at");
    assertThat(renamed.at()).isAfter(created.at());
    assertThat(renamed.transaction()).isGreaterThan(created.transaction());
  }

  @Test
  void theServiceIsRecordedWithItsReason() {
    ProjectRecord project = create(alice, "shop");
    Session service = embedded.flashfusion().asService("moderation");
    service.projects().delete(project.getId());

    assertThat(alice.audit().of(project)).isEmpty();
    AuditEntry deleted = service.audit().of(project).get(1);
    assertThat(deleted.operation()).isEqualTo(Operation.DELETE);
    assertThat(deleted.reason()).isEqualTo("moderation");
    assertThat(deleted.role()).isEqualTo("service_role");
    assertThat(deleted.actor()).isNull();
    assertThat(change(deleted, "slug").after()).isNull();
    assertThat(service.audit().of(new ProjectRecord().setId(project.getId()))).hasSize(2);
  }

  @Test
  void strangerSeesHistoryOfVisibleRowsOnly() {
    ProjectRecord project = create(alice, "shop");
    assertThat(bob.audit().of(project)).isEmpty();
    project.setVisibility(ProjectVisibility.PUBLIC);
    alice.projects().update(project);
    assertThat(bob.audit().of(project)).hasSize(2);
    assertThatThrownBy(() -> embedded.flashfusion().asAnonymous().audit().of(project))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void changesOfOneTransactionShareItsNumber() {
    ProjectRecord project =
        alice.transactionResult(
            tx -> {
              ProjectRecord created = create(tx, "shop");
              created.setName("Shop");
              return tx.projects().update(created);
            });
    assertThat(alice.audit().of(project))
        .hasSize(2)
        .extracting(AuditEntry::transaction)
        .containsOnly(alice.audit().of(project).get(0).transaction());
  }

  @Test
  void returnsLatestEntriesOldestFirst() {
    ProjectRecord project = create(alice, "shop");
    for (String name : new String[] {"a", "b", "c"}) {
      project.setName(name);
      project = alice.projects().update(project);
    }
    assertThat(alice.audit().of(project, 2))
        .extracting(entry -> String.valueOf(change(entry, "name").after()))
        .containsExactly("\"b\"", "\"c\"");
    ProjectRecord last = project;
    assertThatThrownBy(() -> alice.audit().of(last, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit is 0");
  }

  @Test
  void readingIsOneRoundTripAndRecordingAddsNone() {
    try (WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion counted =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      Session session = counted.asUser(aliceId);
      session.projects().count();
      proxy.reset();
      ProjectRecord project = create(session, "shop");
      assertThat(proxy.roundTrips()).isEqualTo(1);
      assertThat(session.audit().of(project)).hasSize(1);
      assertThat(proxy.roundTrips()).isEqualTo(2);
      assertThat(session.audit().of(project, 5)).hasSize(1);
      assertThat(proxy.roundTrips()).isEqualTo(3);
    }
  }

  @Test
  void aTableWithoutHistoryHasNoEntries() {
    embedded.run("select flashfusion_audit.disable('public.projects')");
    assertThat(alice.audit().of(create(alice, "shop"))).isEmpty();
  }

  @Test
  void aDatabaseWithoutAuditTrailSaysWhatToDo() {
    ProjectRecord project = create(alice, "shop");
    embedded.run("drop schema flashfusion_audit cascade");
    assertThatThrownBy(() -> alice.audit().of(project))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("apply the migrations")
        .hasMessageContaining("flashfusion_audit.enable('projects')");
  }

  @Test
  void rejectsTableWithoutHistory() {
    assertThatThrownBy(() -> alice.audit().of(new ProjectRecord()))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("no id");
    assertThatThrownBy(() -> alice.audit().of(new Elsewhere()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  void aUserCanNeitherForgeNorRemoveEntries() {
    create(alice, "shop");
    for (String statement :
        new String[] {
          "delete from flashfusion_audit.entries",
          "update flashfusion_audit.entries set auth_user = null",
          "select flashfusion_audit.disable('public.projects')"
        }) {
      assertThatThrownBy(() -> alice.dsl().execute(statement))
          .as(statement)
          .isInstanceOf(AccessDeniedException.class);
    }
    for (String statement :
        new String[] {
          "truncate flashfusion_audit.entries",
          "select set_config('flashfusion.reason', 'forged', true)"
        }) {
      assertThatThrownBy(() -> alice.dsl().execute(statement))
          .isInstanceOf(RefusedStatementException.class);
    }
  }

  private static AuditEntry.Change change(AuditEntry entry, String column) {
    return Objects.requireNonNull(entry.changes().get(column), column);
  }

  private static ProjectRecord create(Session session, String slug) {
    return session.projects().create(slug, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  /** A row of a table that is not among the sixteen. */
  private static final class Elsewhere extends UpdatableRecordImpl<Elsewhere> {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unchecked")
    Elsewhere() {
      super((org.jooq.Table<Elsewhere>) (org.jooq.Table<?>) DSL.table(DSL.name("elsewhere")));
    }
  }
}
