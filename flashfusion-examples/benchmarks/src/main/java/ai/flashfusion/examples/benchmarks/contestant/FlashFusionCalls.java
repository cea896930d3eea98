package ai.flashfusion.examples.benchmarks.contestant;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The calls of this library, with a session for each, like for a request. */
public final class FlashFusionCalls implements Contestant {

  private final FlashFusion flashfusion;

  public FlashFusionCalls(Target target) {
    this(target, POOL);
  }

  public FlashFusionCalls(Target target, int connections) {
    this.flashfusion = target.flashfusion().poolSize(connections).connect();
  }

  @Override
  public ProjectRecord pointRead(Person person, UUID project) {
    return session(person).projects().get(ProjectId.of(project));
  }

  @Override
  public List<ProjectRecord> page(Person person) {
    return session(person)
        .projects()
        .page(PageQuery.ofSize(20).where(PROJECTS.USER_ID.eq(ProfileId.of(person.profile()))))
        .rows();
  }

  @Override
  public List<UsageByModel> summary(Person person, Instant from, Instant to) {
    return session(person).aiUsage().byModel(UsageQuery.between(from, to));
  }

  @Override
  public AiUsageLogRecord insert(Person person, NewUsage usage) {
    return session(person).aiUsage().insert(JooqCalls.row(usage));
  }

  @Override
  public ProjectRecord transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    ProjectId id = ProjectId.of(project);
    return session(person)
        .transactionResult(
            tx -> {
              tx.projects().get(id);
              tx.aiUsage().insert(JooqCalls.row(usage));
              tx.aiUsage().insert(JooqCalls.row(usage));
              tx.dsl()
                  .update(PROJECTS)
                  .set(PROJECTS.DESCRIPTION, description)
                  .where(PROJECTS.ID.eq(id))
                  .execute();
              return tx.projects().get(id);
            });
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    return session(person).aiUsage().insertAll(JooqCalls.rows(usage));
  }

  /** Inserts usage rows like {@link #bulk}, in a service session. */
  public long bulkAsService(List<NewUsage> usage) {
    return service().insertAll(JooqCalls.rows(usage));
  }

  public AiUsageRepository service() {
    return flashfusion.asService("benchmark").aiUsage();
  }

  @Override
  public long stream(Person person) {
    return session(person).aiUsage().stream(
        AI_USAGE_LOGS.USER_ID.eq(ProfileId.of(person.profile())), Turn::consume);
  }

  @Override
  public void close() {
    flashfusion.close();
  }

  private Session session(Person person) {
    return flashfusion.asUser(AuthUserId.of(person.auth()));
  }
}
