package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Project;
import ai.flashfusion.examples.benchmarks.data.Sql;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The calls of the Vert.x client. A single statement goes into {@code withTransaction}, together
 * with the identity and without waiting in between; independent statements are pipelined by hand.
 * The caller waits for the outcome, as the other contestants do.
 */
public final class VertxCalls implements Contestant {

  private static final String POINT_READ = Sql.numbered(Sql.POINT_READ);
  private static final String PAGE = Sql.numbered(Sql.PAGE);
  private static final String SUMMARY = Sql.numbered(String.format(Sql.SUMMARY, ""));
  private static final String LATEST = Sql.numbered(String.format(Sql.LATEST, ""));
  private static final String COUNT = Sql.numbered(Sql.COUNT);
  private static final String INSERT = Sql.numbered(Sql.INSERT);
  private static final String INSERT_ONLY = Sql.numbered(Sql.INSERT_ONLY);
  private static final String UPDATE = Sql.numbered(Sql.UPDATE);
  private static final String STREAM = Sql.numbered(Sql.STREAM);
  private static final String IDENTITY = Sql.numbered(Sql.IDENTITY);

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  public VertxCalls(Target target) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(target.host())
            .setPort(target.port())
            .setDatabase(target.database())
            .setUser(target.login())
            .setPassword(target.password())
            .setCachePreparedStatements(true);
    this.pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(POOL))
            .connectingTo(options)
            .using(vertx)
            .build();
  }

  @Override
  public Project pointRead(Person person, UUID project) {
    return scoped(person, connection -> pointRead(connection, project));
  }

  @Override
  public List<Project> page(Person person) {
    return scoped(person, connection -> page(connection, person));
  }

  @Override
  public List<ModelSum> summary(Person person, Instant from, Instant to) {
    return scoped(person, connection -> summary(connection, from, to));
  }

  @Override
  public Usage insert(Person person, NewUsage usage) {
    return scoped(person, connection -> insert(connection, usage));
  }

  @Override
  public Project transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    return scoped(
        person,
        connection -> {
          // All are sent before the first answer comes.
          Future<Project> read = pointRead(connection, project);
          Future<Usage> first = insert(connection, usage);
          Future<Usage> second = insert(connection, usage);
          Future<Integer> update = update(connection, project, description);
          Future<Project> again = pointRead(connection, project);
          return Future.all(read, first, second, update, again).compose(all -> again);
        });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    return pipelined(
        person,
        connection ->
            List.of(
                pointRead(connection, project),
                page(connection, person),
                summary(connection, from, to),
                rows(connection, LATEST, Tuple.tuple(), VertxRows::usage),
                rows(connection, COUNT, Tuple.of(person.profile()), row -> row.getLong(0))
                    .map(rows -> rows.get(0))));
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    return pipelined(
        person,
        connection ->
            List.of(
                insert(connection, usage),
                insert(connection, usage),
                insert(connection, usage),
                update(connection, project, description),
                update(connection, other, description)));
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    List<Tuple> batch = new ArrayList<>(usage.size());
    usage.forEach(row -> batch.add(tuple(row)));
    return scoped(
        person,
        connection ->
            connection
                .preparedQuery(INSERT_ONLY)
                .executeBatch(batch)
                .map(done -> (long) batch.size()));
  }

  @Override
  public long stream(Person person) {
    return scoped(
        person,
        connection ->
            connection.prepare(STREAM).compose(statement -> count(statement, person.profile())));
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
  }

  private static Future<Long> count(PreparedStatement statement, UUID profile) {
    Promise<Long> count = Promise.promise();
    AtomicLong rows = new AtomicLong();
    RowStream<Row> stream = statement.createStream(FETCH, Tuple.of(profile));
    stream.exceptionHandler(count::tryFail);
    stream.endHandler(end -> count.tryComplete(rows.get()));
    stream.handler(
        row -> {
          Turn.consume(VertxRows.usage(row));
          rows.incrementAndGet();
        });
    return count.future();
  }

  private static Future<Project> pointRead(SqlConnection connection, UUID project) {
    return rows(connection, POINT_READ, Tuple.of(project), VertxRows::project)
        .map(rows -> rows.get(0));
  }

  private static Future<List<Project>> page(SqlConnection connection, Person person) {
    return rows(connection, PAGE, Tuple.of(person.profile()), VertxRows::project);
  }

  private static Future<List<ModelSum>> summary(
      SqlConnection connection, Instant from, Instant to) {
    Tuple period = Tuple.of(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC));
    return rows(connection, SUMMARY, period, VertxRows::sum);
  }

  private static Future<Integer> update(
      SqlConnection connection, UUID project, String description) {
    return connection
        .preparedQuery(UPDATE)
        .execute(Tuple.of(description, project))
        .map(RowSet::rowCount);
  }

  private static Future<Usage> insert(SqlConnection connection, NewUsage usage) {
    return rows(connection, INSERT, tuple(usage), VertxRows::usage).map(rows -> rows.get(0));
  }

  private static Tuple tuple(NewUsage usage) {
    BigDecimal cost = usage.costUsd();
    return Tuple.tuple()
        .addUUID(usage.userId())
        .addUUID(usage.projectId())
        .addString(usage.provider())
        .addString(usage.model())
        .addString(usage.action())
        .addInteger(usage.promptTokens())
        .addInteger(usage.completionTokens())
        .addInteger(usage.totalTokens())
        .addBigDecimal(cost)
        .addInteger(usage.latencyMs())
        .addString(usage.status());
  }

  private static <T> Future<List<T>> rows(
      SqlConnection connection, String sql, Tuple parameters, Function<Row, T> reader) {
    return connection
        .preparedQuery(sql)
        .execute(parameters)
        .map(
            set -> {
              List<T> rows = new ArrayList<>();
              set.forEach(row -> rows.add(reader.apply(row)));
              return rows;
            });
  }

  private <T> T scoped(Person person, Function<SqlConnection, Future<T>> work) {
    return await(
        pool.withTransaction(
            connection -> {
              Future<?> identity =
                  connection.preparedQuery(IDENTITY).execute(Tuple.of(person.claims()));
              Future<T> result = work.apply(connection);
              return identity.compose(set -> result);
            }));
  }

  /**
   * Sends everything before the first answer comes, {@code begin} and {@code commit} included,
   * which takes one round trip where {@code withTransaction} takes three. After an error Postgres
   * refuses what follows, and {@code commit} rolls back.
   */
  private List<?> pipelined(Person person, Function<SqlConnection, List<Future<?>>> work) {
    return await(
        pool.withConnection(
            connection -> {
              List<Future<?>> sent = new ArrayList<>();
              sent.add(connection.query("begin").execute());
              sent.add(connection.preparedQuery(IDENTITY).execute(Tuple.of(person.claims())));
              List<Future<?>> results = work.apply(connection);
              sent.addAll(results);
              sent.add(connection.query("commit").execute());
              return Future.all(sent).map(all -> results.stream().map(Future::result).toList());
            }));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
