package ai.flashfusion.access;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A superuser's connection to a database that holds one world. Statements run as somebody else, and
 * none of them leaves a trace; some run in pipelines of the library if it is given.
 */
final class Database implements AutoCloseable {

  /** Runs statements with the rights of its caller, each rolled back, many in one round trip. */
  private static final String HELPER =
      """
      create schema access_test;
      grant usage on schema access_test to anon, authenticated, service_role;
      create function access_test.attempt(statements text[]) returns text[]
        language plpgsql security invoker
        as $$
        declare
          statement text;
          outcome text;
          affected bigint;
          outcomes text[] := '{}';
        begin
          foreach statement in array statements loop
            begin
              if statement like 'with %' or statement like 'select %' then
                execute statement into outcome;
                outcome := 'ids:' || coalesce(outcome, '');
              else
                execute statement;
                get diagnostics affected = row_count;
                outcome := 'rows:' || affected;
              end if;
              raise exception using errcode = 'BACK0';
            exception
              when sqlstate 'BACK0' then null;
              when others then outcome := 'state:' || sqlstate || ' ' || sqlerrm;
            end;
            outcomes := outcomes || outcome;
          end loop;
          return outcomes;
        end
        $$;
      """;

  private static final int MOST_ENTRIES = 6;

  private final Connection connection;
  private @Nullable FlashFusion flashfusion;
  private Random random = new Random(0);
  private long pipelines;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /** Puts a world into a migrated database without rows. */
  static Database load(DataSource owner, World world) throws SQLException {
    Connection connection = owner.getConnection();
    connection.setAutoCommit(false);
    Database database = new Database(connection);
    database.execute(HELPER);
    for (String statement : statements(world)) {
      database.execute(statement);
    }
    connection.commit();
    database.execute("analyze");
    connection.commit();
    return database;
  }

  /** Runs some of the statements in pipelines of the library from now on, at random. */
  Database withPipelines(FlashFusion library, long seed) {
    flashfusion = library;
    random = new Random(seed);
    return this;
  }

  /** Returns how many pipelines were run. */
  long pipelines() {
    return pipelines;
  }

  /** Returns the outcome of each statement if somebody runs it. */
  List<Outcome> run(Caller caller, List<String> statements) throws SQLException {
    // The library knows nobody who is signed in without an id.
    boolean known = caller.authUser() != null || !caller.isSignedIn();
    if (flashfusion != null && known && random.nextBoolean()) {
      return inPipeline(session(flashfusion, caller), statements);
    }
    execute("set local role " + caller.role());
    try (PreparedStatement claims =
        connection.prepareStatement("select set_config('request.jwt.claims', ?, true)")) {
      claims.setString(1, caller.claims());
      claims.execute();
    }
    List<Outcome> outcomes = new ArrayList<>();
    try (PreparedStatement attempt = connection.prepareStatement("select access_test.attempt(?)")) {
      Array array = connection.createArrayOf("text", statements.toArray());
      attempt.setArray(1, array);
      try (ResultSet result = attempt.executeQuery()) {
        result.next();
        Arrays.stream((String[]) result.getArray(1).getArray())
            .map(Outcome::parse)
            .forEach(outcomes::add);
      }
    }
    execute("set local role none");
    return outcomes;
  }

  private static Session session(FlashFusion flashfusion, Caller caller) {
    return caller.authUser() != null
        ? flashfusion.asUser(AuthUserId.of(caller.authUser()))
        : caller.isService() ? flashfusion.asService("model") : flashfusion.asAnonymous();
  }

  private List<Outcome> inPipeline(Session session, List<String> statements) {
    pipelines++;
    List<Response<String[]>> parts = new ArrayList<>();
    int size = 1 + statements.size() / (1 + random.nextInt(MOST_ENTRIES));
    try (Pipeline pipeline =
        random.nextBoolean() ? session.writePipeline() : session.writePipelineAtOnce()) {
      for (int i = 0; i < statements.size(); i += size) {
        String[] part =
            statements.subList(i, Math.min(statements.size(), i + size)).toArray(String[]::new);
        parts.add(
            pipeline.add(
                s ->
                    s.dsl()
                        .fetchSingle("select access_test.attempt(?)", (Object) part)
                        .get(0, String[].class)));
      }
      pipeline.flush();
    }
    return parts.stream().flatMap(part -> Arrays.stream(part.get())).map(Outcome::parse).toList();
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query, as text, one array each. */
  List<List<@Nullable String>> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }

  /** The statements that put a world into an empty database. */
  static List<String> statements(World world) {
    List<String> statements = new ArrayList<>();
    // The world is stored unchanged, without triggers, and a team may be missing.
    statements.add("set local session_replication_role = replica");
    statements.add(
        "insert into auth.users (id, email, email_confirmed_at) values "
            + world.authUsers().stream()
                .map(id -> "('" + id + "', '" + World.email(id) + "', now())")
                .collect(Collectors.joining(",")));
    for (Relation relation : Relation.values()) {
      world.rows(relation).stream().map(Database::insert).forEach(statements::add);
    }
    return statements;
  }

  private static String insert(Row row) {
    Map<String, @Nullable Object> values = new TreeMap<>(row.values());
    values.put("id", row.id());
    return "insert into "
        + row.relation().sql()
        + values.keySet().stream()
            .map(column -> '"' + column + '"')
            .collect(Collectors.joining(",", " (", ")"))
        + values.values().stream()
            .map(Columns::quote)
            .collect(Collectors.joining(",", " values (", ")"));
  }
}
