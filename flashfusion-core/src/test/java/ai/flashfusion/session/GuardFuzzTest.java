package ai.flashfusion.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.flashfusion.error.RefusedStatementException;
import ai.flashfusion.fixture.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random text against the guard and the server. Hidden in it is the call of a function whose name
 * the guard refuses and which draws a number each time that it runs: text that passes must not have
 * drawn one, however the server reads it.
 */
class GuardFuzzTest {

  private static final int TEXTS = 6_000;
  private static final String FAILED = "failed";
  private static final String CALL = "hypopg_canary()";

  /** Each can be a whole column of a select. */
  private static final String[] COLUMNS = {
    "1",
    "'a'",
    "''",
    "'a''b'",
    "'\\'",
    "'a\\'",
    "e'a'",
    "E'\\''",
    "e'\\\\'",
    "E'a''b'",
    "b'01'",
    "x'1F'",
    "n'a'",
    "N'\\'",
    "u&'a'",
    "U&'\\0061'",
    "$$a$$",
    "$a$ ' $a$",
    "$a$ $b$ $a$",
    "$é$a$é$",
    "$×$ ' $×$",
    "\"a\"",
    "\"a\"\"b\"",
    "a$b$",
    "é$x$",
    "×",
    "a",
    "1.5e3",
    "1e",
    ".5",
    "0x1F",
    "1_0",
    "+1",
    "- -1",
    "1 - 1",
    "2*/* x */3",
    "2 /1",
    "1e'\\'",
    "?",
    "??",
    "'?'",
    "a?",
    "$1",
    "(1)",
    "(select 1)",
    "array[1]",
    "null::text",
    "'a'\n'b'",
    "E'a'\n'\\''",
    "E'a' -- x\n'\\''",
    "case when 1=1then 1 end",
    "{fn now()}",
    "{d '2001-01-01'}",
    "'{fn '",
    CALL,
    "'" + CALL + "'",
  };

  private static final String[] PIECES = {
    "'",
    "''",
    "\"",
    "\\",
    "\\'",
    "$$",
    "$a$",
    "$",
    "/*",
    "*/",
    "/*/",
    "/**/",
    "//",
    "--",
    "-",
    "*",
    "\n",
    "\r",
    "\t",
    "\f",
    "\u000b",
    "\u00a0",
    "\u2028",
    "\u0085",
    "\0",
    "\ud800",
    "\udc00",
    "×",
    "é",
    "İ",
    ";",
    ";;",
    "(",
    ")",
    "?",
    "??",
    "{",
    "}",
    "e'",
    "E'",
    " e",
    "u&\"",
    "&",
    "x'",
    ",",
    ", " + CALL,
    "; select " + CALL,
    " --",
    "' --",
    "'/*",
    "::",
    ":",
    "@",
    "`",
    "#",
    ".",
    "1",
    "_",
    CALL,
    "into",
    " from (select 1 a, 2 b) t",
  };

  private static final String[] GAPS = {
    " ",
    " ",
    "\n",
    "\r\n",
    "\t",
    "/* x */",
    "/* /* x */ */",
    "/*/ x */",
    "/***/",
    "/*'*/",
    "-- '\n",
    "--\r",
    "-- /*\n",
    "/* -- */",
    "/*;*/",
    "",
  };

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final Session service = embedded.flashfusion().asService("fuzz");
  static Connection owner;

  @BeforeAll
  static void start() throws SQLException {
    owner = embedded.owner().getConnection();
    try (Statement statement = owner.createStatement()) {
      statement.execute("create sequence public.canary");
      statement.execute("grant all on sequence public.canary to public");
      statement.execute(
          "create function public.hypopg_canary() returns bigint language sql volatile"
              + " as $$ select nextval('public.canary') $$");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    owner.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void serverReadsTextAsItWasChecked(long seed) throws SQLException {
    Random random = new Random(seed);
    int passed = 0;
    int ran = 0;
    // Sends each text whole, so that the server alone decides where statements end.
    try (Connection simple =
        DriverManager.getConnection(
            embedded.url() + "?preferQueryMode=simple", "postgres", "postgres")) {
      for (int i = 0; i < TEXTS; i++) {
        String text = text(random);
        if (!passes(text, seed)) {
          continue;
        }
        passed++;
        if (runs(simple, text)) {
          ran++;
        }
        try {
          service.dsl().connection(connection -> execute(connection, text));
        } catch (RuntimeException e) {
          // The server may refuse it; below follows the check that no number was drawn.
        }
        assertThat(drawn()).as("seed %d, text %s", seed, text).isZero();
      }
    }
    System.out.println("seed " + seed + ": " + passed + " texts passed, " + ran + " ran");
    assertThat(passed).isGreaterThan(TEXTS / 10);
    assertThat(ran).isGreaterThan(TEXTS / 30);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void textThatPassesLeavesItsNeighboursInAPipelineAlone(long seed) {
    Random random = new Random(seed);
    int ran = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random);
      if (!passes(text, seed)) {
        continue;
      }
      try (Pipeline page = service.pipeline()) {
        Response<Object> before = page.add(s -> s.dsl().fetchValue("select 11"));
        page.add(
            s -> {
              s.dsl().connection(connection -> execute(connection, text));
              return true;
            });
        Response<Object> after = page.add(s -> s.dsl().fetchValue("select 33"));
        if (isFlushed(page)) {
          assertThat(before.get()).as("seed %d, before %s", seed, text).isEqualTo(11);
          assertThat(after.get()).as("seed %d, after %s", seed, text).isEqualTo(33);
          ran++;
        } else {
          assertThatThrownBy(before::get)
              .as("seed %d, before %s", seed, text)
              .hasMessageContaining("as entry 2 failed");
        }
      }
    }
    assertThat(ran).isGreaterThan(TEXTS / 100);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void textsThatPassDoNotJoinInAPipeline(long seed) {
    Random random = new Random(seed);
    int ran = 0;
    for (int i = 0; i < TEXTS; i++) {
      String first = text(random);
      String second = text(random);
      if (!passes(first, seed) || !passes(second, seed)) {
        continue;
      }
      try (Pipeline page = service.pipeline()) {
        Response<String> one = page.add(s -> rows(s, first));
        Response<Object> between = page.add(s -> s.dsl().fetchValue("select 22"));
        Response<String> two = page.add(s -> rows(s, second));
        if (isFlushed(page)) {
          assertThat(between.get()).as("seed %d, %s and %s", seed, first, second).isEqualTo(22);
          assertThat(one.get()).as("seed %d, %s", seed, first).isEqualTo(alone(first));
          assertThat(two.get()).as("seed %d, %s", seed, second).isEqualTo(alone(second));
          ran++;
        } else {
          assertThat(List.of(alone(first), alone(second)))
              .as("seed %d, %s and %s", seed, first, second)
              .contains(FAILED);
        }
      }
    }
    assertThat(ran).isGreaterThan(TEXTS / 1_000);
  }

  private static String alone(String text) {
    try {
      return rows(service, text);
    } catch (RuntimeException e) {
      return FAILED;
    }
  }

  private static String rows(Session session, String text) {
    return session
        .dsl()
        .connectionResult(
            connection -> {
              try (var statement = connection.prepareStatement(text);
                  ResultSet rows = statement.executeQuery()) {
                StringBuilder read = new StringBuilder();
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                  for (int i = 1; i <= columns; i++) {
                    String type = rows.getMetaData().getColumnTypeName(i);
                    read.append(type.startsWith("time") ? "now" : rows.getString(i)).append('|');
                  }
                }
                return read.toString();
              }
            });
  }

  private static boolean isFlushed(Pipeline page) {
    try {
      page.flush();
      return true;
    } catch (RuntimeException e) {
      return false; // The server may refuse it.
    }
  }

  @Test
  void aTextOfAnyLengthIsReadInOnePass() {
    String[] open = {"(", "/*", "'a' ", "$a$ ", "-- x\n", "\"a\".", "e'\\\\' ", "1 ", "?,", "x "};
    for (String piece : open) {
      String text = "select " + piece.repeat(300_000) + "1";
      passes(text, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 /*",
        "select 1 /* /* */",
        "select 1 /*/",
        "select 1 /",
        "select 1 --",
        "select 'open",
        "select e'open\\'",
        "select e'open\\",
        "select $x$ open $y$",
        "select $x",
        "select $",
        "select \"open",
        "select u&\"s\\0065t_config\"(1)",
        "select ~\\",
        "select ?a",
        "select a?",
        "select $1",
        "select 1e'\\' , hypopg_canary() --'",
        "select E'a'\n'\\''; set role service_role; select 1 --'",
        "select E'a' -- x\n '\\''; set role service_role; select 1 --'",
        "select E'a'/* x */'\\''; set role service_role; select 1 --'",
        "select E'a''\\' ', hypopg_canary() --'",
        "select E'a''\\' '; set role service_role --'",
        "select 1 /*/ ' */, hypopg_canary() --'",
        "select 1 /*/ ' */; set role service_role --'",
        "select a×$x$, hypopg_canary() --$x$",
        "select 1$x$ ' $x$, hypopg_canary() --'",
        "select $×$ ' $×$, hypopg_canary() --'",
        "select\u000b1",
        "select '\0'",
        "select '\ud800'",
        "select '\udc00\ud800'"
      })
  void refusesTextThatIsOpenOrReadInTwoWays(String text) {
    if (text.equals("select 1 --") || text.equals("select 1 /")) {
      assertThat(passes(text, 0)).isTrue();
      return;
    }
    assertThatThrownBy(() -> service.dsl().fetch("{0}", org.jooq.impl.DSL.raw(text)))
        .isInstanceOf(RefusedStatementException.class);
    assertThat(passes(text, 0)).isFalse();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("select");
    int columns = 1 + random.nextInt(5);
    for (int i = 0; i < columns; i++) {
      text.append(i == 0 ? " " : ",")
          .append(any(GAPS, random))
          .append(any(COLUMNS, random))
          .append(any(GAPS, random));
    }
    text.append(random.nextBoolean() ? " from (select 1 a, 2 b, 3 x) t" : "");
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = "select".length() + random.nextInt(text.length() - "select".length() + 1);
      if (random.nextInt(3) == 0 && at < text.length()) {
        text.deleteCharAt(at);
      } else {
        text.insert(at, any(PIECES, random));
      }
    }
    return text.toString();
  }

  private static String any(String[] pieces, Random random) {
    return pieces[random.nextInt(pieces.length)];
  }

  /** Asks the guard; nothing is sent. */
  private static boolean passes(String text, long seed) {
    try {
      service.dsl().connection(connection -> connection.prepareStatement(text).close());
      return true;
    } catch (RefusedStatementException e) {
      return false;
    } catch (RuntimeException e) {
      return fail(
          "seed "
              + seed
              + ": neither passed nor refused: "
              + text.substring(0, Math.min(200, text.length())),
          e);
    }
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (var statement = connection.prepareStatement(text)) {
      statement.execute();
    }
  }

  private static boolean runs(Connection connection, String text) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(text);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static long drawn() throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select case when is_called then last_value else 0 end from public.canary")) {
      row.next();
      return row.getLong(1);
    }
  }
}
