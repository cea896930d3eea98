package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** Settings of driver and server that change text on its way. */
class DriverModesTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  @BeforeAll
  static void start() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "create function public.old_strings(lasting boolean) returns text language sql"
              + " as $$ select set_config('standard_conforming_strings', 'off', not lasting) $$");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "preferQueryMode=simple, preferQueryMode=simple",
    "preferQueryMode=extendedForPrepared, preferQueryMode=extendedForPrepared",
    "preferQueryMode=extendedCacheEverything, preferQueryMode=extendedCacheEverything",
    "autosave=always, autosave=always",
    "autosave=conservative, autosave=conservative",
    "reWriteBatchedInserts=true, reWriteBatchedInserts",
    "options=-c%20standard_conforming_strings=off, standard_conforming_strings=off",
  })
  void isRefusedAtConnect(String parameters, String named) {
    assertThatThrownBy(() -> embedded.builder().url(embedded.url() + "?" + parameters).connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(named);
  }

  @Test
  void isRefusedWheneverConnectionIsTaken() throws SQLException {
    try (HikariDataSource pool = pool("?allowEncodingChanges=true");
        FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
      Session session = flashfusion.asAnonymous();
      assertThat(session.dsl().fetchCount(PROJECTS)).isZero();
      leave(pool, driver -> driver.execSQLUpdate("set client_encoding = 'LATIN1'"));
      assertRefused(session, "client_encoding=LATIN1");
      leave(pool, driver -> driver.getQueryExecutor().setPreferQueryMode(PreferQueryMode.SIMPLE));
      assertRefused(session, "preferQueryMode=simple");
      leave(pool, driver -> driver.setAutosave(AutoSave.ALWAYS));
      assertRefused(session, "autosave=always");
      leave(pool, driver -> driver.execSQLUpdate("set standard_conforming_strings = off"));
      assertRefused(session, "standard_conforming_strings=off");
      assertThat(session.dsl().fetchCount(PROJECTS)).isZero();
    }
  }

  @Test
  void isRefusedInTheMiddleOfATransaction() throws SQLException {
    try (HikariDataSource pool = pool("");
        FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
      Session alice = flashfusion.asUser(embedded.signUp("alice@example.com"));
      assertThatThrownBy(
              () ->
                  alice.transaction(
                      tx -> {
                        tx.projects()
                            .create("A", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE);
                        tx.dsl().fetch("select public.old_strings(false)");
                        tx.dsl().fetch("select '\\', reset role --'");
                      }))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("standard_conforming_strings=off");
      assertThat(alice.projects().count()).isZero();
      assertThatThrownBy(
              () ->
                  alice
                      .dsl()
                      .connection(
                          connection -> {
                            for (int i = 0; i < 2; i++) {
                              try (PreparedStatement statement =
                                  connection.prepareStatement("select public.old_strings(true)")) {
                                statement.execute();
                              }
                            }
                          }))
          .isInstanceOf(ConfigurationException.class);
    }
  }

  @Test
  void discardsConnectionWithSettingLeftByFunction() throws SQLException {
    try (HikariDataSource pool = pool("");
        FlashFusion flashfusion = FlashFusion.builder().dataSource(pool).connect()) {
      Session session = flashfusion.asAnonymous();
      Object before = session.dsl().fetchValue("select pg_backend_pid()");
      session.dsl().fetch("select public.old_strings(true)");
      assertThat(session.dsl().fetchValue("select pg_backend_pid()")).isNotEqualTo(before);
      assertThat(session.dsl().fetchValue("select current_setting('standard_conforming_strings')"))
          .isEqualTo("on");
    }
  }

  /**
   * Checks the reason for the refusal: the expected number of written rows could not be checked.
   */
  @Test
  void rewrittenInsertsHideRowCount() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                embedded.url() + "?reWriteBatchedInserts=true", "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("create temporary table kept (a int)");
      try (PreparedStatement insert = connection.prepareStatement("insert into kept values (?)")) {
        for (int i = 0; i < 3; i++) {
          insert.setInt(1, i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).contains(Statement.SUCCESS_NO_INFO);
      }
    }
  }

  /** The reason: the driver sees one string where the server sees the end of one. */
  @Test
  void ambiguousTextShedsRoleInOtherModes() throws SQLException {
    String text = "select E'a'\n'\\''; set role service_role; select 1 --'";
    assertThat(roleAfter("extendedForPrepared", text)).isEqualTo("service_role");
    assertThat(roleAfter("simple", text)).isEqualTo("service_role");
    assertThat(roleAfter("extended", text)).startsWith("ERROR: cannot insert multiple commands");
    assertThat(roleAfter("extendedCacheEverything", text))
        .startsWith("ERROR: cannot insert multiple commands");
  }

  private static String roleAfter(String mode, String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                embedded.url() + "?preferQueryMode=" + mode,
                embedded.login(),
                embedded.password());
        Statement statement = connection.createStatement()) {
      try {
        statement.execute(text);
      } catch (SQLException e) {
        return String.valueOf(e.getMessage());
      }
      try (var row = statement.executeQuery("select current_setting('role')")) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }

  private static final Set<String> REFUSED =
      Set.of("PREFER_QUERY_MODE", "AUTOSAVE", "REWRITE_BATCHED_INSERTS");

  /** Refused where they bring about a setting of the server's that is. */
  private static final Set<String> REFUSED_BY_EFFECT = Set.of("OPTIONS", "ALLOW_ENCODING_CHANGES");

  private static final Set<String> HARMLESS_TO_TEXT =
      words(
          // How the connection is found, opened, authenticated and secured.
          """
          AUTHENTICATION_PLUGIN_CLASS_NAME CHANNEL_BINDING CLASS_LOADER_STRATEGY CONNECT_EXECUTOR
          CONNECT_EXECUTOR_ARG CONNECT_TIMEOUT GSS_ENC_MODE GSS_LIB GSS_RESPONSE_TIMEOUT
          GSS_USE_DEFAULT_CREDS HOST_RECHECK_SECONDS JAAS_APPLICATION_NAME JAAS_LOGIN
          KERBEROS_SERVER_NAME LOAD_BALANCE_HOSTS LOCAL_SOCKET_ADDRESS LOGIN_TIMEOUT PASSWORD
          PEM_KEY_ALGORITHM PG_DBNAME PG_HOST PG_PORT PROTOCOL_VERSION REQUIRE_AUTH
          SCRAM_MAX_ITERATIONS SERVICE SOCKET_FACTORY SOCKET_FACTORY_ARG SSL SSL_CERT SSL_FACTORY
          SSL_FACTORY_ARG SSL_HOSTNAME_VERIFIER SSL_KEY SSL_MODE SSL_NEGOTIATION SSL_PASSWORD
          SSL_PASSWORD_CALLBACK SSL_RESPONSE_TIMEOUT SSL_ROOT_CERT SSPI_SERVICE_CLASS
          TARGET_SERVER_TYPE USER USE_SPNEGO
          """,
          // How bytes travel, and how long they may take.
          """
          CANCEL_SIGNAL_TIMEOUT MAX_RESULT_BUFFER MAX_SEND_BUFFER_SIZE QUERY_TIMEOUT
          RECEIVE_BUFFER_SIZE SEND_BUFFER_SIZE SOCKET_TIMEOUT TCP_KEEP_ALIVE TCP_NO_DELAY
          """,
          // How answers and binds are read and written, and how many rows at a time.
          """
          ADAPTIVE_FETCH ADAPTIVE_FETCH_MAXIMUM ADAPTIVE_FETCH_MINIMUM BINARY_TRANSFER
          BINARY_TRANSFER_DISABLE BINARY_TRANSFER_ENABLE CONVERT_BOOLEAN_TO_NUMERIC
          DATABASE_METADATA_CACHE_FIELDS DATABASE_METADATA_CACHE_FIELDS_MIB DEFAULT_ROW_FETCH_SIZE
          DISABLE_COLUMN_SANITISER HIDE_UNPRIVILEGED_OBJECTS STRING_TYPE UNKNOWN_LENGTH
          XML_FACTORY_FACTORY
          """,
          // When statements are prepared on the server, and how many are kept.
          """
          FLUSH_CACHE_ON_DDL PREPARED_STATEMENT_CACHE_QUERIES PREPARED_STATEMENT_CACHE_SIZE_MIB
          PREPARE_THRESHOLD
          """,
          // What is logged, and the name under which.
          """
          APPLICATION_NAME ASSUME_MIN_SERVER_VERSION GROUP_STARTUP_PARAMETERS LOGGER_FILE
          LOGGER_LEVEL LOG_SERVER_ERROR_DETAIL LOG_UNCLOSED_CONNECTIONS
          """,
          // They concern only text that sessions cannot send: calls, savepoints of the driver, keys
          // that an insert returns by name, and the replication protocol.
          """
          CLEANUP_SAVEPOINTS ESCAPE_SYNTAX_CALL_MODE QUOTE_RETURNING_IDENTIFIERS REPLICATION
          REWRITE_BATCHED_INSERTS_SIZE
          """,
          // Set for the session, before and beside the preamble.
          "CURRENT_SCHEMA READ_ONLY READ_ONLY_MODE");

  @Test
  void everyPropertyOfTheDriverIsDecided() {
    Set<String> all =
        Arrays.stream(PGProperty.values())
            .map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> decided = new TreeSet<>(REFUSED);
    decided.addAll(REFUSED_BY_EFFECT);
    decided.addAll(HARMLESS_TO_TEXT);
    assertThat(decided).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({
    "stringtype=unspecified",
    "prepareThreshold=1",
    "prepareThreshold=0",
    "preparedStatementCacheQueries=0",
    "escapeSyntaxCallMode=call",
    "defaultRowFetchSize=1",
    "adaptiveFetch=true",
    "currentSchema=public",
    "binaryTransfer=false",
    "allowEncodingChanges=true",
    "cleanupSavepoints=true",
    "logServerErrorDetail=false",
    "convertBooleanToNumeric=true",
    "disableColumnSanitiser=true",
    "quoteReturningIdentifiers=false",
  })
  void acceptsHarmlessSettings(String parameter) {
    assertThatCode(
            () -> {
              try (FlashFusion flashfusion =
                  embedded.builder().url(embedded.url() + "?" + parameter).connect()) {
                Session session = flashfusion.asAnonymous();
                for (int i = 0; i < 7; i++) {
                  assertThat(session.dsl().fetchValue("select current_setting('role')"))
                      .isEqualTo("anon");
                  session.transaction(tx -> tx.dsl().fetchCount(PROJECTS));
                }
              }
            })
        .doesNotThrowAnyException();
  }

  private static void assertRefused(Session session, String named) {
    assertThatThrownBy(() -> session.dsl().fetchCount(PROJECTS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(named);
  }

  private interface Change {
    void on(PgConnection driver) throws SQLException;
  }

  /** Leaves a change on the pool's only connection, like another user of the pool. */
  private static void leave(HikariDataSource pool, Change change) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      change.on(connection.unwrap(PgConnection.class));
    }
  }

  private static HikariDataSource pool(String parameters) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(embedded.url() + parameters);
    config.setUsername(embedded.login());
    config.setPassword(embedded.password());
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  private static Set<String> words(String... groups) {
    return Arrays.stream(String.join(" ", groups).strip().split("\\s+"))
        .collect(Collectors.toSet());
  }
}
