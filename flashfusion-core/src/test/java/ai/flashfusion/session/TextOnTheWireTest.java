package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PGobject;
import tools.jackson.databind.node.JsonNodeFactory;

/** Text that the driver would change on its way, as half of a surrogate pair has no UTF-8. */
class TextOnTheWireTest {

  private static final String HALF = "ab\ud83dc";
  private static final String REASON =
      "cannot be stored: its character 3, counted from 1, is half of a surrogate pair (U+D83D)";

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session alice = embedded.user("alice");
  static final Session service = embedded.flashfusion().asService("a test of text");

  /** The ways in which text can be bound. */
  enum Bind {
    STRING {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setString(1, HALF);
      }
    },
    NATIONAL {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setNString(1, HALF);
      }
    },
    OBJECT {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setObject(1, HALF);
      }
    },
    OBJECT_OF_TYPE {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setObject(1, CharBuffer.wrap(HALF), Types.VARCHAR);
      }
    },
    DRIVER_OBJECT {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        PGobject object = new PGobject();
        object.setType("text");
        object.setValue(HALF);
        statement.setObject(1, object);
      }
    },
    READER {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setCharacterStream(1, new StringReader(HALF));
      }
    },
    READER_OF_LENGTH {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setNCharacterStream(1, new StringReader(HALF), 3);
      }
    },
    ARRAY {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setArray(
            1, statement.getConnection().createArrayOf("text", new Object[] {"x", HALF}));
      }
    },
    ARRAY_AS_OBJECT {
      @Override
      void on(PreparedStatement statement) throws SQLException {
        statement.setObject(1, new String[] {"x", HALF});
      }
    };

    abstract void on(PreparedStatement statement) throws SQLException;
  }

  @ParameterizedTest
  @EnumSource(Bind.class)
  void halfOfASurrogatePairIsNeverBound(Bind bind) {
    alice
        .dsl()
        .connection(
            connection -> {
              String type = bind.name().startsWith("ARRAY") ? "text[]" : "text";
              try (PreparedStatement statement = connection.prepareStatement("select ?::" + type)) {
                assertThatThrownBy(() -> bind.on(statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("bind 1 " + REASON);
              }
            });
  }

  @Test
  void streamsOfBytesAreReadStrictly() {
    alice
        .dsl()
        .connection(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement("select ?::text")) {
                byte[] umlaut = "ä".getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(
                        () -> statement.setAsciiStream(1, new ByteArrayInputStream(umlaut)))
                    .isInstanceOf(SQLException.class);
              }
            });
  }

  @Test
  void jooqsBindsAreNamed() {
    assertThatThrownBy(() -> alice.dsl().fetchValue("select ?::text || ?::text", "a", HALF))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("bind 2 " + REASON);
    assertThatThrownBy(
            () -> alice.dsl().fetchValue(DSL.val(JSONB.jsonb("\"" + HALF.substring(1) + "\""))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(REASON);
    assertThatThrownBy(() -> alice.dsl().fetchValue(DSL.val(new String[] {"a,\"", HALF})))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("element 2 of bind 1 " + REASON);
    assertThatThrownBy(() -> alice.dsl().fetchValue(DSL.inline(HALF)))
        .isInstanceOf(RefusedStatementException.class);
  }

  @Test
  void columnsAreNamedAndNothingIsStored() {
    int before = embedded.dsl().fetchCount(PROJECTS);
    assertColumn("name", () -> alice.projects().insert(project(HALF, "a")));
    assertColumn("slug", () -> alice.projects().upsert(project("a", HALF)));
    assertColumn(
        "full_name",
        () ->
            alice
                .dsl()
                .update(PROFILES)
                .set(PROFILES.BIO, "fine")
                .set(PROFILES.FULL_NAME, HALF)
                .execute());
    assertColumn(
        "slug", () -> alice.dsl().selectFrom(PROJECTS).where(PROJECTS.SLUG.eq(HALF)).fetch());
    assertColumn(
        "events",
        () ->
            alice
                .webhooks()
                .insert(new WebhookRecord().setName("a").setEvents(new String[] {"x", HALF})));
    assertColumn(
        "headers",
        () ->
            alice
                .webhooks()
                .insert(
                    new WebhookRecord()
                        .setName("a")
                        .setHeaders(JsonNodeFactory.instance.objectNode().put("x", HALF))));
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1_500})
  void bulkWritesNameRowAndColumn(int rows) {
    ProfileId me = alice.profiles().me().getId();
    List<ProjectRecord> projects =
        IntStream.range(0, rows)
            .mapToObj(i -> project("a", i == rows - 2 ? HALF : "bulk-" + i).setUserId(me))
            .toList();
    for (Session session : List.of(alice, service)) {
      assertThatThrownBy(() -> session.projects().insertAll(projects))
          .isInstanceOfSatisfying(
              BadRowException.class, bad -> assertThat(bad.index()).isEqualTo(rows - 2))
          .hasMessageContaining("the value of slug " + REASON);
    }
    assertThat(embedded.dsl().fetchCount(PROJECTS, PROJECTS.SLUG.like("bulk-%"))).isZero();
  }

  @Test
  void transactionGoesOnAfterARefusedBind() {
    alice.transaction(
        tx -> {
          assertThatThrownBy(() -> tx.projects().insert(project(HALF, "a")))
              .isInstanceOf(InvalidValueException.class);
          assertThat(tx.projects().count()).isZero();
        });
  }

  @Test
  void identitiesHoldNone() {
    assertThatThrownBy(() -> Identity.service(HALF)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Identity.user(new AuthUserId(new UUID(0, 1)), Map.of("email", HALF)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(HALF);
  }

  @Test
  void wholeCharactersArriveAsTheyAre() {
    String text = "😀\u0001 é é שלום";
    assertThat(alice.dsl().fetchValue(DSL.val(text))).isEqualTo(text);
    assertThat(alice.dsl().fetchValue(DSL.val(new String[] {text, ""}))).containsExactly(text, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_531, 65_535, 70_000})
  void tooManyBindsAreRefusedWithTheTrueLimit(int binds) {
    assertThatThrownBy(() -> count(binds))
        .isInstanceOf(RefusedStatementException.class)
        .hasMessageContaining("binds " + binds + " values: at most 65530 are possible");
  }

  @Test
  void acceptsAsManyBindsAsTheErrorAllows() {
    assertThat(count(65_530)).isEqualTo(65_530);
  }

  private static int count(int binds) {
    return alice
        .dsl()
        .connectionResult(
            connection -> {
              String list = String.join("),(", Collections.nCopies(binds, "?"));
              try (PreparedStatement statement =
                  connection.prepareStatement("select count(*) from (values (" + list + ")) v")) {
                for (int i = 1; i <= binds; i++) {
                  statement.setInt(i, i);
                }
                var row = statement.executeQuery();
                row.next();
                return row.getInt(1);
              }
            });
  }

  private static ProjectRecord project(String name, String slug) {
    return new ProjectRecord().setName(name).setSlug(slug);
  }

  private static void assertColumn(
      String column, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("the value of " + column + " cannot be stored")
        .extracting(e -> ((FlashFusionException) e).column().orElse(""))
        .isEqualTo(column);
  }
}
