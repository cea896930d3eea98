package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Project;
import ai.flashfusion.examples.benchmarks.data.Sql;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** The calls of JDBI, with the identity set first in each {@code inTransaction}. */
public final class JdbiCalls implements Contestant {

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  public JdbiCalls(Target target) {
    this.pool = target.pool(target.login(), target.password());
    this.jdbi = Jdbi.create(pool);
  }

  @Override
  public Project pointRead(Person person, UUID project) {
    return scoped(person, handle -> pointRead(handle, project));
  }

  @Override
  public List<Project> page(Person person) {
    return scoped(person, handle -> page(handle, person));
  }

  @Override
  public List<ModelSum> summary(Person person, Instant from, Instant to) {
    return scoped(person, handle -> summary(handle, from, to));
  }

  @Override
  public Usage insert(Person person, NewUsage usage) {
    return scoped(person, handle -> insert(handle, usage));
  }

  @Override
  public Project transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    return scoped(
        person,
        handle -> {
          pointRead(handle, project);
          insert(handle, usage);
          insert(handle, usage);
          update(handle, project, description);
          return pointRead(handle, project);
        });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    return scoped(
        person,
        handle ->
            List.of(
                pointRead(handle, project),
                page(handle, person),
                summary(handle, from, to),
                handle
                    .createQuery(String.format(Sql.LATEST, ""))
                    .map((row, context) -> Usage.read(row))
                    .list(),
                handle.createQuery(Sql.COUNT).bind(0, person.profile()).mapTo(long.class).one()));
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    return scoped(
        person,
        handle ->
            List.of(
                insert(handle, usage),
                insert(handle, usage),
                insert(handle, usage),
                update(handle, project, description),
                update(handle, other, description)));
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    return scoped(
        person,
        handle -> {
          try (PreparedBatch batch = handle.prepareBatch(Sql.INSERT_ONLY)) {
            for (NewUsage row : usage) {
              bind(batch, row).add();
            }
            return (long) batch.execute().length;
          }
        });
  }

  @Override
  public long stream(Person person) {
    return scoped(
        person,
        handle -> {
          ResultIterable<Usage> rows =
              handle
                  .createQuery(Sql.STREAM)
                  .bind(0, person.profile())
                  .setFetchSize(FETCH)
                  .map((row, context) -> Usage.read(row));
          long count = 0;
          for (Iterator<Usage> row = rows.iterator(); row.hasNext(); count++) {
            Turn.consume(row.next());
          }
          return count;
        });
  }

  @Override
  public void close() {
    pool.close();
  }

  private static Project pointRead(Handle handle, UUID project) {
    return handle
        .createQuery(Sql.POINT_READ)
        .bind(0, project)
        .map((row, context) -> Project.read(row))
        .one();
  }

  private static List<Project> page(Handle handle, Person person) {
    return handle
        .createQuery(Sql.PAGE)
        .bind(0, person.profile())
        .map((row, context) -> Project.read(row))
        .list();
  }

  private static List<ModelSum> summary(Handle handle, Instant from, Instant to) {
    return handle
        .createQuery(String.format(Sql.SUMMARY, ""))
        .bind(0, from)
        .bind(1, to)
        .map((row, context) -> ModelSum.read(row))
        .list();
  }

  private static int update(Handle handle, UUID project, String description) {
    return handle.createUpdate(Sql.UPDATE).bind(0, description).bind(1, project).execute();
  }

  private static Usage insert(Handle handle, NewUsage usage) {
    return bind(handle.createQuery(Sql.INSERT), usage).map((row, context) -> Usage.read(row)).one();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, NewUsage usage) {
    return statement
        .bind(0, usage.userId())
        .bind(1, usage.projectId())
        .bind(2, usage.provider())
        .bind(3, usage.model())
        .bind(4, usage.action())
        .bind(5, usage.promptTokens())
        .bind(6, usage.completionTokens())
        .bind(7, usage.totalTokens())
        .bind(8, usage.costUsd())
        .bind(9, usage.latencyMs())
        .bind(10, usage.status());
  }

  private <T> T scoped(Person person, Function<Handle, T> work) {
    return jdbi.inTransaction(
        handle -> {
          handle.createQuery(Sql.IDENTITY).bind(0, person.claims()).mapTo(String.class).one();
          return work.apply(handle);
        });
  }
}
