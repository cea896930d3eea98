package ai.flashfusion.examples.benchmarks.contestant;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;
import java.time.Instant;
import java.util.ArrayList;
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
    return session(person).projects().page(firstPage(person)).rows();
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
              JooqCalls.update(tx.dsl(), id, description);
              return tx.projects().get(id);
            });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    try (Pipeline page = session(person).pipeline()) {
      Response<ProjectRecord> one = page.add(s -> s.projects().get(ProjectId.of(project)));
      Response<Page<ProjectRecord>> newest = page.add(s -> s.projects().page(firstPage(person)));
      Response<List<UsageByModel>> usage =
          page.add(s -> s.aiUsage().byModel(UsageQuery.between(from, to)));
      Response<List<AiUsageLogRecord>> latest = page.add(s -> JooqCalls.latest(s.dsl()));
      Response<Long> count = page.add(s -> JooqCalls.count(s.dsl(), person));
      page.flush();
      return List.of(one.get(), newest.get().rows(), usage.get(), latest.get(), count.get());
    }
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    try (Pipeline writes = session(person).writePipelineAtOnce()) {
      List<Response<?>> responses = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        responses.add(writes.add(s -> s.aiUsage().insert(JooqCalls.row(usage))));
      }
      for (UUID id : List.of(project, other)) {
        responses.add(writes.add(s -> JooqCalls.update(s.dsl(), ProjectId.of(id), description)));
      }
      writes.flush();
      return responses.stream().map(Response::get).toList();
    }
  }

  /** Reads a project like {@link #pointRead}, as the only entry of a pipeline. */
  public ProjectRecord pointReadInPipeline(Person person, UUID project) {
    try (Pipeline page = session(person).pipeline()) {
      Response<ProjectRecord> one = page.add(s -> s.projects().get(ProjectId.of(project)));
      page.flush();
      return one.get();
    }
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

  private static PageQuery firstPage(Person person) {
    return PageQuery.ofSize(20).where(PROJECTS.USER_ID.eq(ProfileId.of(person.profile())));
  }

  private Session session(Person person) {
    return flashfusion.asUser(AuthUserId.of(person.auth()));
  }
}
