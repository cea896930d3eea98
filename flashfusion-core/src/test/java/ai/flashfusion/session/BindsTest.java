package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts to bind over the identity, which travels as binds before the statement's own. */
class BindsTest {

  private static final String WHO_AM_I =
      "select current_setting('role') || ' ' || current_setting('request.jwt.claims'),"
          + " ?::text || ?::text";

  private static final int OWN = 2;

  /** The identity has fewer than ten binds. */
  private static final List<Integer> INDEXES =
      Stream.of(
              IntStream.rangeClosed(Integer.MIN_VALUE, Integer.MIN_VALUE + 10),
              IntStream.rangeClosed(-10, 0),
              IntStream.rangeClosed(OWN + 1, OWN + 3),
              IntStream.of(Integer.MAX_VALUE - 10, Integer.MAX_VALUE - 1, Integer.MAX_VALUE))
          .flatMap(IntStream::boxed)
          .toList();

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");
  static final Session service = embedded.flashfusion().asService("bind");

  /**
   * The places where a statement can be prepared, each with other binds before the statement's own.
   */
  enum Path {
    SINGLE,
    SERVICE,
    FIRST_OF_A_TRANSACTION,
    LATER_IN_A_TRANSACTION,
    BATCH,
    LENT,
    LENT_IN_A_TRANSACTION,
    EXPECTING,
    EXPECTING_IN_A_TRANSACTION;

    Session session() {
      return this == SERVICE ? service : alice;
    }

    void run(Work work) {
      switch (this) {
        case SINGLE, SERVICE -> session().dsl().connection(work::on);
        case FIRST_OF_A_TRANSACTION -> alice.transaction(tx -> tx.dsl().connection(work::on));
        case LATER_IN_A_TRANSACTION ->
            alice.transaction(
                tx -> {
                  tx.dsl().fetchValue("select 1");
                  tx.dsl().connection(work::on);
                });
        case BATCH ->
            alice
                .dsl()
                .connection(
                    connection -> {
                      connection.createStatement().close();
                      work.on(connection);
                    });
        case LENT -> lent(alice, work);
        case LENT_IN_A_TRANSACTION -> alice.transaction(tx -> lent(tx, work));
        case EXPECTING -> alice.maxAffected(1).dsl().connection(work::on);
        case EXPECTING_IN_A_TRANSACTION ->
            alice.transaction(tx -> tx.maxAffected(1).dsl().connection(work::on));
      }
    }
  }

  static void lent(Session session, Work work) {
    try (Connection connection = session.dataSource().getConnection()) {
      work.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  interface Work {
    void on(Connection connection) throws SQLException;
  }

  @ParameterizedTest
  @EnumSource(Path.class)
  void settersReachOnlyTheStatementsOwnBinds(Path path) {
    for (Method setter : setters()) {
      path.run(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(WHO_AM_I)) {
              statement.setString(1, "mi");
              statement.setString(2, "ne");
              for (int index : INDEXES) {
                assertRefused(statement, setter, index);
              }
              try (ResultSet row = statement.executeQuery()) {
                row.next();
                assertThat(row.getString(1))
                    .as("%s", setter)
                    .isEqualTo(
                        path.session().identity().role()
                            + " "
                            + path.session().identity().claims());
                assertThat(row.getString(2)).as("%s", setter).isEqualTo("mine");
              }
            }
          });
    }
  }

  /** All of the interface, also those of newer JDKs than this was written with. */
  private static List<Method> setters() {
    List<Method> setters =
        Arrays.stream(PreparedStatement.class.getMethods())
            .filter(method -> method.getName().startsWith("set"))
            .filter(method -> method.getDeclaringClass() == PreparedStatement.class)
            .sorted(Comparator.comparing(Method::toString))
            .toList();
    assertThat(setters).hasSizeGreaterThan(40);
    return setters;
  }

  private static void assertRefused(PreparedStatement statement, Method setter, int index) {
    // One for every argument after the index, which comes first.
    for (List<Argument> arguments : Argument.lists(setter, statement)) {
      if (!Objects.equals(arguments.get(0).value(), 1)) {
        continue;
      }
      Object[] values = arguments.stream().map(Argument::value).toArray();
      values[0] = index;
      try {
        setter.invoke(statement, values);
        throw new AssertionError(setter + " was accepted for bind " + index);
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof SQLFeatureNotSupportedException)) {
          assertThat(e.getCause())
              .as("%s", setter)
              .isInstanceOf(SQLException.class)
              .hasMessage("there is no bind %d: the statement has 2, counted from 1", index);
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Path.class)
  void everyKindOfBindStillArrives(Path path) {
    path.run(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select ?::text, ?::text, ?::bytea, ?::bytea, ?::text[], ?::int[], ?::bytea[],"
                      + " ?::text[]")) {
            Array texts =
                connection.createArrayOf("text", new Object[] {"a,\"b\\", null, "NULL", ""});
            statement.setCharacterStream(1, new StringReader("long"), 3);
            statement.setCharacterStream(2, new StringReader("text"));
            statement.setBinaryStream(3, new ByteArrayInputStream(new byte[] {1, 2, 3}), 2);
            statement.setBinaryStream(4, new ByteArrayInputStream(new byte[] {1, 2, 3}));
            statement.setArray(5, texts);
            statement.setObject(
                6,
                connection.createArrayOf(
                    "int4", new Object[] {new Object[] {1}, new Object[] {2}}));
            statement.setArray(7, connection.createArrayOf("bytea", new byte[][] {{7}}));
            statement.setArray(8, null);
            // From the sixth on the driver reads arrays in binary.
            for (int i = 0; i < 7; i++) {
              assertArrived(statement);
            }
          }
        });
  }

  private static void assertArrived(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("lon");
      assertThat(row.getString(2)).isEqualTo("text");
      assertThat(row.getBytes(3)).containsExactly(1, 2);
      assertThat(row.getBytes(4)).containsExactly(1, 2, 3);
      assertThat((Object[]) row.getArray(5).getArray())
          .containsExactly("a,\"b\\", null, "NULL", "");
      assertThat(row.getArray(5)).hasToString("{\"a,\\\"b\\\\\",NULL,\"NULL\",\"\"}");
      assertThat((Object[]) row.getArray(5).getArray(2, 2)).containsExactly(null, "NULL");
      assertThatThrownBy(() -> row.getArray(5).getArray(4, 2)).hasMessageContaining("has 4");
      assertThat(row.getArray(5).getBaseTypeName()).isEqualTo("text");
      assertThat((Object[]) row.getArray(6).getArray()).isEqualTo(new Integer[][] {{1}, {2}});
      assertThat(((Object[]) row.getArray(7).getArray())[0]).isEqualTo(new byte[] {7});
      assertThat(row.getArray(8)).isNull();
    }
  }

  /** Half of a message is sent by then: what follows on the wire would be taken for its rest. */
  @ParameterizedTest
  @EnumSource(Path.class)
  void streamCannotSendStatementWithinAnother(Path path) {
    List<String> order = new ArrayList<>();
    path.run(
        connection -> {
          try (PreparedStatement inner = connection.prepareStatement("select 'inner'::text");
              PreparedStatement statement =
                  connection.prepareStatement("select octet_length(?::bytea), length(?::text)")) {
            statement.setBinaryStream(
                1,
                new FilterInputStream(new ByteArrayInputStream(new byte[10_000])) {
                  @Override
                  public int read(byte[] bytes, int from, int length) throws IOException {
                    execute(inner, order);
                    return super.read(bytes, from, length);
                  }
                },
                10_000);
            statement.setCharacterStream(
                2,
                new FilterReader(new StringReader("x".repeat(10_000))) {
                  @Override
                  public int read(char[] text, int from, int length) throws IOException {
                    execute(inner, order);
                    return super.read(text, from, length);
                  }
                });
            order.add("outer");
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              assertThat(row.getInt(1)).isEqualTo(10_000);
              assertThat(row.getInt(2)).isEqualTo(10_000);
            }
          }
        });
    assertThat(order).contains("inner").endsWith("outer");
  }

  private static void execute(PreparedStatement statement, List<String> order) throws IOException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      order.add(row.getString(1));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aStreamThatEndsTooEarlyIsRefused() {
    alice
        .dsl()
        .connection(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement("select ?::bytea")) {
                InputStream three = new ByteArrayInputStream(new byte[3]);
                assertThatThrownBy(() -> statement.setBinaryStream(1, three, 4))
                    .isInstanceOf(SQLException.class)
                    .hasRootCauseMessage("the input ended after 3 of 4");
                Reader text = new StringReader("abc");
                assertThatThrownBy(() -> statement.setCharacterStream(1, text, -1))
                    .hasRootCauseMessage("a value cannot have the length -1");
              }
            });
  }
}
