package ai.flashfusion.performance;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.embedded.WireStatement;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A database of {@code many-rows.sql}, and the plans of statements there. */
final class ManyRows implements AutoCloseable {

  private final TestDatabase embedded = TestDatabase.start();
  private final WireProxy proxy = embedded.proxy();
  private final FlashFusion flashfusion =
      embedded
          .builder()
          // Values are read from the wire as text.
          .url(proxy.url(embedded.database()) + "?binaryTransfer=false")
          .poolSize(1)
          .connect();

  ManyRows() {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement();
        InputStream script =
            Objects.requireNonNull(ManyRows.class.getResourceAsStream("many-rows.sql"))) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      // Lets vacuum mark the pages as visible to all.
      statement.execute("set synchronous_commit = on");
      statement.execute("vacuum analyze");
      service().projects().count(); // opens the pool of the service
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The id that the script gives to the i-th row of the kind. */
  UUID id(String kind, int i) {
    return UUID.fromString(single("select md5('" + kind + i + "')::uuid"));
  }

  Session person(int i) {
    return flashfusion.asUser(AuthUserId.of(id("user", i)));
  }

  Session service() {
    return flashfusion.asService("plans");
  }

  /** Returns the plan of what the session sends, together with its identity. */
  Plan under(Session session, boolean generic, Consumer<Session> call) {
    proxy.record();
    call.accept(session);
    List<WireStatement> sent =
        proxy.statements().stream()
            // An empty statement is the pool's test of a connection.
            .filter(
                s ->
                    !s.sql()
                        .matches(
                            "(?s)((begin|commit|discard temp|select flashfusion.enter).*|.*set_config.*)?"))
            .toList();
    if (sent.size() != 1) {
      throw new IllegalStateException("one statement was expected: " + sent);
    }
    String sql = sent.get(0).sql().strip();
    String values =
        sent.get(0).parameters().stream()
            .map(value -> value == null ? "null" : "'" + value.replace("'", "''") + "'")
            .collect(Collectors.joining(", ", "(", ")"));
    return run(
        "set local role "
            + session.identity().role()
            + "; set local plan_cache_mode = "
            + (generic ? "force_generic_plan" : "force_custom_plan"),
        session.identity().claims(),
        "prepare asked as " + sql,
        "execute asked" + (values.equals("()") ? "" : values));
  }

  /** Returns the plan of the query for a login that is exempt from policies. */
  Plan without(String sql) {
    return run("", "", "prepare asked as " + sql, "execute asked");
  }

  private Plan run(String settings, String claims, String prepare, String execute) {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute(settings);
      try (PreparedStatement identity =
          owner.prepareStatement("select set_config('request.jwt.claims', ?, true)")) {
        identity.setString(1, claims);
        identity.execute();
      }
      statement.execute(prepare);
      // What a new connection reads from the catalog is not a cost of the statement.
      statement.execute(execute);
      statement.execute(execute);
      try (ResultSet row =
          statement.executeQuery("explain (analyze, buffers, format json) " + execute)) {
        row.next();
        return Plan.parse(row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(prepare, e);
    }
  }

  private String single(String sql) {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    flashfusion.close();
    proxy.close();
    embedded.close();
  }
}
