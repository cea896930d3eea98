package ai.flashfusion.fault;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.schema.migration.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A server for one test, which can be stopped and started again, also as a hot standby. */
final class OwnServer implements AutoCloseable {

  private final Path folder = Files.createTempDirectory("server");
  private final Logins logins = Logins.random();
  private final AuthUserId alice;
  private final int port;
  private EmbeddedPostgres postgres;

  private OwnServer() throws IOException {
    postgres = settings().start();
    port = postgres.getPort();
    DataSource owner = postgres.getPostgresDatabase();
    Migrations.bootstrap(owner);
    Migrations.migrate(owner);
    logins.create(owner);
    alice =
        AuthUserId.of(
            DSL.using(owner, SQLDialect.POSTGRES)
                .resultQuery(
                    "insert into auth.users (email, email_confirmed_at)"
                        + " values ('alice@example.com', now()) returning id")
                .fetchSingle(0, UUID.class));
  }

  /** Starts a server with the schema. */
  static OwnServer start() throws IOException {
    return new OwnServer();
  }

  private EmbeddedPostgres.Builder settings() {
    return EmbeddedPostgres.builder()
        .setLocaleConfig("locale", "C")
        .setDataDirectory(folder)
        .setCleanDataDirectory(false);
  }

  /** Ends all connections, and stops. */
  void stop() throws IOException {
    postgres.close();
  }

  /** Starts again after {@link #stop}, at the same port. */
  void startAgain() throws IOException {
    postgres = settings().setPort(port).start();
  }

  /** Restarts as a hot standby. It has no primary, and takes writes once it is promoted. */
  void restartAsStandby() throws IOException {
    stop();
    Files.createFile(folder.resolve("standby.signal"));
    startAgain();
  }

  FlashFusionBuilder builder() {
    return FlashFusion.builder()
        .url(url())
        .user(logins.user())
        .password(logins.userPassword())
        .serviceLogin(logins.service(), logins.servicePassword())
        .sealKey(logins.sealKey());
  }

  String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  AuthUserId alice() {
    return alice;
  }

  /** Runs a statement as the superuser. */
  void run(String sql) {
    DSL.using(postgres.getPostgresDatabase(), SQLDialect.POSTGRES).execute(sql);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
