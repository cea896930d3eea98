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
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A hot standby: a server of its own that was stopped and told to be one. It has no primary, and
 * takes writes once it is promoted.
 */
final class StandbyServer implements AutoCloseable {

  private final Logins logins;
  private final EmbeddedPostgres postgres;
  private final AuthUserId alice;

  private StandbyServer(Logins logins, EmbeddedPostgres postgres, AuthUserId alice) {
    this.logins = logins;
    this.postgres = postgres;
    this.alice = alice;
  }

  /**
   * Starts a server with the schema, and restarts it as a standby.
   *
   * @param rows is called while it can still be written to
   */
  static StandbyServer start(Consumer<StandbyServer> rows) throws IOException {
    Path folder = Files.createTempDirectory("standby");
    Logins logins = Logins.random();
    AuthUserId alice;
    try (EmbeddedPostgres primary = postgres(folder)) {
      DataSource owner = primary.getPostgresDatabase();
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
      rows.accept(new StandbyServer(logins, primary, alice));
    }
    Files.createFile(folder.resolve("standby.signal"));
    return new StandbyServer(logins, postgres(folder), alice);
  }

  private static EmbeddedPostgres postgres(Path folder) throws IOException {
    return EmbeddedPostgres.builder()
        .setLocaleConfig("locale", "C")
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .start();
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
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
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
