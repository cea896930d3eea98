package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Project;
import ai.flashfusion.examples.benchmarks.data.Sql;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * JDBC by hand. The floor uses a login that is exempt from row level security, and writes the
 * tenant filter itself; the usual way sets role and claims in a transaction around each statement.
 */
public final class HandWritten implements Contestant {

  private final HikariDataSource pool;
  private final boolean floor;

  private HandWritten(HikariDataSource pool, boolean floor) {
    this.pool = pool;
    this.floor = floor;
  }

  public static HandWritten floor(Target target) {
    return new HandWritten(target.pool(target.owner(), ""), true);
  }

  public static HandWritten usual(Target target) {
    return new HandWritten(target.pool(target.login(), target.password()), false);
  }

  @Override
  public Project pointRead(Person person, UUID project) {
    return scoped(person, connection -> pointRead(connection, person, project));
  }

  @Override
  public List<Project> page(Person person) {
    return scoped(person, connection -> page(connection, person));
  }

  @Override
  public List<ModelSum> summary(Person person, Instant from, Instant to) {
    return scoped(person, connection -> summary(connection, person, from, to));
  }

  @Override
  public Usage insert(Person person, NewUsage usage) {
    return scoped(person, connection -> insert(connection, usage));
  }

  @Override
  public Project transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    return inTransaction(
        person,
        connection -> {
          pointRead(connection, person, project);
          insert(connection, usage);
          insert(connection, usage);
          update(connection, person, project, description);
          return pointRead(connection, person, project);
        });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    return scoped(
        person,
        connection ->
            List.of(
                pointRead(connection, person, project),
                page(connection, person),
                summary(connection, person, from, to),
                latest(connection, person),
                count(connection, person)));
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    return inTransaction(
        person,
        connection ->
            List.of(
                insert(connection, usage),
                insert(connection, usage),
                insert(connection, usage),
                update(connection, person, project, description),
                update(connection, person, other, description)));
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    return inTransaction(
        person, connection -> floor ? copy(connection, usage) : batch(connection, usage));
  }

  @Override
  public long stream(Person person) {
    return inTransaction(
        person,
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(Sql.STREAM)) {
            select.setObject(1, person.profile());
            select.setFetchSize(FETCH);
            long count = 0;
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                Turn.consume(Usage.read(row));
                count++;
              }
            }
            return count;
          }
        });
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Copies the rows like {@code psql \copy}. */
  private static long copy(Connection connection, List<NewUsage> usage) throws SQLException {
    StringBuilder text = new StringBuilder(usage.size() * 200);
    for (NewUsage row : usage) {
      text.append(row.userId()).append('\t').append(row.projectId()).append('\t');
      text.append(row.provider()).append('\t').append(row.model()).append('\t');
      text.append(row.action()).append('\t').append(row.promptTokens()).append('\t');
      text.append(row.completionTokens()).append('\t').append(row.totalTokens()).append('\t');
      text.append(row.costUsd()).append('\t').append(row.latencyMs()).append('\t');
      text.append(row.status()).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "copy ai_usage_logs (" + Sql.GIVEN + ") from stdin", new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long batch(Connection connection, List<NewUsage> usage) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT_ONLY)) {
      for (NewUsage row : usage) {
        bind(insert, row);
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }

  private Project pointRead(Connection connection, Person person, UUID project)
      throws SQLException {
    String sql = floor ? Sql.POINT_READ + Sql.TENANT : Sql.POINT_READ;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, project);
      if (floor) {
        select.setObject(2, person.profile());
      }
      return rows(select, Project::read).get(0);
    }
  }

  private static List<Project> page(Connection connection, Person person) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.PAGE)) {
      select.setObject(1, person.profile());
      return rows(select, Project::read);
    }
  }

  private List<ModelSum> summary(Connection connection, Person person, Instant from, Instant to)
      throws SQLException {
    String sql = String.format(Sql.SUMMARY, floor ? Sql.TENANT : "");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
      select.setObject(2, OffsetDateTime.ofInstant(to, ZoneOffset.UTC));
      if (floor) {
        select.setObject(3, person.profile());
      }
      return rows(select, ModelSum::read);
    }
  }

  private List<Usage> latest(Connection connection, Person person) throws SQLException {
    String sql = String.format(Sql.LATEST, floor ? Sql.OF_TENANT : "");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      if (floor) {
        select.setObject(1, person.profile());
      }
      return rows(select, Usage::read);
    }
  }

  private static long count(Connection connection, Person person) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Sql.COUNT)) {
      select.setObject(1, person.profile());
      return rows(select, row -> row.getLong(1)).get(0);
    }
  }

  private int update(Connection connection, Person person, UUID project, String description)
      throws SQLException {
    String sql = floor ? Sql.UPDATE + Sql.TENANT : Sql.UPDATE;
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, description);
      update.setObject(2, project);
      if (floor) {
        update.setObject(3, person.profile());
      }
      return update.executeUpdate();
    }
  }

  private static Usage insert(Connection connection, NewUsage usage) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(Sql.INSERT)) {
      bind(insert, usage);
      return rows(insert, Usage::read).get(0);
    }
  }

  public static void bind(PreparedStatement insert, NewUsage usage) throws SQLException {
    insert.setObject(1, usage.userId());
    insert.setObject(2, usage.projectId());
    insert.setString(3, usage.provider());
    insert.setString(4, usage.model());
    insert.setString(5, usage.action());
    insert.setInt(6, usage.promptTokens());
    insert.setInt(7, usage.completionTokens());
    insert.setInt(8, usage.totalTokens());
    insert.setBigDecimal(9, usage.costUsd());
    insert.setInt(10, usage.latencyMs());
    insert.setString(11, usage.status());
  }

  private <T> T scoped(Person person, Work<T> work) {
    if (!floor) {
      return inTransaction(person, work);
    }
    try (Connection connection = pool.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> T inTransaction(Person person, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      if (!floor) {
        try (Statement role = connection.createStatement()) {
          role.execute("set local role authenticated");
        }
        try (PreparedStatement claims =
            connection.prepareStatement("select set_config('request.jwt.claims', ?, true)")) {
          claims.setString(1, person.claims());
          claims.execute();
        }
      }
      T result = work.run(connection);
      connection.commit();
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> List<T> rows(PreparedStatement statement, Reader<T> reader)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
