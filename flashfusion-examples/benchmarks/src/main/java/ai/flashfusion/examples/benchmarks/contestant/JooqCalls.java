package ai.flashfusion.examples.benchmarks.contestant;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;
import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Sql;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The calls of jOOQ alone, with the tables generated for this library; the identity is set in its
 * transactions.
 */
public final class JooqCalls implements Contestant {

  private static final Field<BigDecimal> COST =
      DSL.coalesce(DSL.sum(AI_USAGE_LOGS.COST_USD), BigDecimal.ZERO);

  private final HikariDataSource pool;
  private final DSLContext dsl;

  public JooqCalls(Target target) {
    this.pool = target.pool(target.login(), target.password());
    this.dsl = DSL.using(pool, SQLDialect.POSTGRES);
  }

  @Override
  public ProjectRecord pointRead(Person person, UUID project) {
    return scoped(person, tx -> pointRead(tx, ProjectId.of(project)));
  }

  @Override
  public List<ProjectRecord> page(Person person) {
    return scoped(person, tx -> page(tx, person));
  }

  @Override
  public List<ModelSum> summary(Person person, Instant from, Instant to) {
    return scoped(person, tx -> summary(tx, from, to));
  }

  @Override
  public AiUsageLogRecord insert(Person person, NewUsage usage) {
    return scoped(person, tx -> insert(tx, usage));
  }

  @Override
  public ProjectRecord transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    ProjectId id = ProjectId.of(project);
    return scoped(
        person,
        tx -> {
          pointRead(tx, id);
          insert(tx, usage);
          insert(tx, usage);
          update(tx, id, description);
          return pointRead(tx, id);
        });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    return scoped(
        person,
        tx ->
            List.of(
                pointRead(tx, ProjectId.of(project)),
                page(tx, person),
                summary(tx, from, to),
                latest(tx),
                count(tx, person)));
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    return scoped(
        person,
        tx ->
            List.of(
                insert(tx, usage),
                insert(tx, usage),
                insert(tx, usage),
                update(tx, ProjectId.of(project), description),
                update(tx, ProjectId.of(other), description)));
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    return scoped(
        person,
        tx -> (long) tx.batchInsert(usage.stream().map(JooqCalls::row).toList()).execute().length);
  }

  @Override
  public long stream(Person person) {
    return scoped(
        person,
        tx -> {
          long count = 0;
          try (Cursor<AiUsageLogRecord> rows =
              tx.selectFrom(AI_USAGE_LOGS)
                  .where(AI_USAGE_LOGS.USER_ID.eq(ProfileId.of(person.profile())))
                  .fetchSize(FETCH)
                  .fetchLazy()) {
            for (AiUsageLogRecord row : rows) {
              Turn.consume(row);
              count++;
            }
          }
          return count;
        });
  }

  @Override
  public void close() {
    pool.close();
  }

  public static AiUsageLogRecord row(NewUsage usage) {
    return new AiUsageLogRecord()
        .setUserId(ProfileId.of(usage.userId()))
        .setProjectId(ProjectId.of(usage.projectId()))
        .setProvider(AiUsageLogProvider.fromString(usage.provider()))
        .setModel(usage.model())
        .setAction(AiUsageLogAction.fromString(usage.action()))
        .setPromptTokens(usage.promptTokens())
        .setCompletionTokens(usage.completionTokens())
        .setTotalTokens(usage.totalTokens())
        .setCostUsd(usage.costUsd())
        .setLatencyMs(usage.latencyMs())
        .setStatus(AiUsageLogStatus.fromString(usage.status()));
  }

  /** Returns rows that are created as they are read. */
  public static Iterable<AiUsageLogRecord> rows(List<NewUsage> usage) {
    return () -> usage.stream().map(JooqCalls::row).iterator();
  }

  private static ProjectRecord pointRead(DSLContext tx, ProjectId project) {
    return tx.selectFrom(PROJECTS).where(PROJECTS.ID.eq(project)).fetchSingle();
  }

  private static List<ProjectRecord> page(DSLContext tx, Person person) {
    return tx.selectFrom(PROJECTS)
        .where(PROJECTS.USER_ID.eq(ProfileId.of(person.profile())))
        .orderBy(PROJECTS.CREATED_AT.desc(), PROJECTS.ID.desc())
        .limit(21)
        .fetch();
  }

  private static List<ModelSum> summary(DSLContext tx, Instant from, Instant to) {
    return tx.select(
            AI_USAGE_LOGS.PROVIDER,
            AI_USAGE_LOGS.MODEL,
            DSL.count().coerce(SQLDataType.BIGINT),
            sum(AI_USAGE_LOGS.PROMPT_TOKENS),
            sum(AI_USAGE_LOGS.COMPLETION_TOKENS),
            sum(AI_USAGE_LOGS.TOTAL_TOKENS),
            COST,
            DSL.count()
                .filterWhere(
                    AI_USAGE_LOGS.STATUS.in(AiUsageLogStatus.ERROR, AiUsageLogStatus.TIMEOUT))
                .coerce(SQLDataType.BIGINT))
        .from(AI_USAGE_LOGS)
        .where(
            AI_USAGE_LOGS
                .CREATED_AT
                .greaterOrEqual(from)
                .and(AI_USAGE_LOGS.CREATED_AT.lessThan(to)))
        .groupBy(AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
        .orderBy(COST.desc(), AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
        .fetch(
            row ->
                new ModelSum(
                    row.value1().getLiteral(),
                    row.value2(),
                    row.value3(),
                    row.value4(),
                    row.value5(),
                    row.value6(),
                    row.value7(),
                    row.value8()));
  }

  /** Returns the latest usage rows that the caller may see. */
  static List<AiUsageLogRecord> latest(DSLContext dsl) {
    return dsl.selectFrom(AI_USAGE_LOGS)
        .orderBy(AI_USAGE_LOGS.CREATED_AT.desc(), AI_USAGE_LOGS.ID.desc())
        .limit(5)
        .fetch();
  }

  static long count(DSLContext dsl, Person person) {
    return dsl.fetchCount(PROJECTS, PROJECTS.USER_ID.eq(ProfileId.of(person.profile())));
  }

  static int update(DSLContext dsl, ProjectId project, String description) {
    return dsl.update(PROJECTS)
        .set(PROJECTS.DESCRIPTION, description)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }

  private static AiUsageLogRecord insert(DSLContext tx, NewUsage usage) {
    return tx.insertInto(AI_USAGE_LOGS).set(row(usage)).returning().fetchSingle();
  }

  private static Field<Long> sum(Field<Integer> field) {
    return DSL.coalesce(DSL.sum(field), BigDecimal.ZERO).coerce(SQLDataType.BIGINT);
  }

  private <T> T scoped(Person person, Function<DSLContext, T> work) {
    return dsl.transactionResult(
        configuration -> {
          DSLContext tx = configuration.dsl();
          tx.fetch(Sql.IDENTITY, person.claims());
          return work.apply(tx);
        });
  }
}
