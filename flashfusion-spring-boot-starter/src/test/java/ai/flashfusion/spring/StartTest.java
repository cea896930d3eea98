package ai.flashfusion.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests from what a service can start, and what it says if it cannot. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

  @AutoClose static final EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
  static final AuthUserId alice = database.signUp("alice@example.com");

  static Service start(Class<?> application, String... properties) {
    List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off"));
    all.addAll(List.of(properties));
    return Service.start(WebApplicationType.NONE, application, all);
  }

  static String uid(Service service, AuthUserId user) {
    return service
        .bean(Jobs.class)
        .resultAsUser(
            user,
            session ->
                String.valueOf(
                    service
                        .bean(JdbcTemplate.class)
                        .queryForObject("select auth.uid()::text", String.class)));
  }

  /** Returns the URL and login of an empty database's owner. */
  static String[] emptyDatabase() throws Exception {
    try (Connection connection = EmbeddedPostgres.emptyDatabase().getConnection()) {
      return new String[] {
        connection.getMetaData().getURL(), connection.getMetaData().getUserName()
      };
    }
  }

  @Test
  void startsFromAnAddressAndAPassword() {
    new JdbcTemplate(database.owner())
        .execute("alter role authenticator login password 'of the api'");
    try (Service service =
        start(
            Application.class,
            "spring.flyway.enabled=false",
            "flashfusion.url=" + database.url(),
            "flashfusion.password=of the api")) {
      assertThat(uid(service, alice)).isEqualTo(alice.toString());
    }
  }

  @Test
  void takesThePoolThatBootConfigures() {
    Logins logins = database.logins();
    try (Service service =
        start(
            Application.class,
            "spring.flyway.enabled=false",
            "spring.datasource.url=" + database.url(),
            "spring.datasource.username=" + logins.user(),
            "spring.datasource.password=" + logins.userPassword(),
            "spring.datasource.hikari.pool-name=boots",
            "flashfusion.seal-key=" + logins.sealKey())) {
      assertThat(uid(service, alice)).isEqualTo(alice.toString());
      DataSource source = service.bean(DataSource.class);
      assertThat(source).isNotInstanceOf(HikariDataSource.class);
      assertThatThrownBy(source::getConnection).hasMessageContaining("serves no request");
      assertThatThrownBy(() -> source.unwrap(HikariDataSource.class))
          .hasMessageContaining("unwrap is refused");
      assertThat(service.context().getBeansOfType(DataSource.class)).hasSize(1);
      assertThat(service.context().getBeansOfType(HikariDataSource.class)).isEmpty();
    }
  }

  @Test
  void migratesAnEmptyContainerAndConnectsWithLoginsOfItsOwn() throws Exception {
    Container.address = emptyDatabase();
    try (Service service =
        start(Container.class, "flashfusion.migrate=true", "spring.flyway.enabled=false")) {
      AuthUserId user = AuthUserId.of(UUID.randomUUID());
      assertThat(uid(service, user)).isEqualTo(user.toString());
      assertThat(
              service
                  .bean(Jobs.class)
                  .<String>resultAsUser(
                      user,
                      session -> String.valueOf(session.dsl().fetchValue("select session_user"))))
          .isEqualTo("flashfusion_user");
    }
  }

  @Test
  void migrationsOfTheApplicationRunBesideTheLibrarys() throws Exception {
    String[] empty = emptyDatabase();
    Logins logins = database.logins();
    String[] properties = {
      "flashfusion.url=" + empty[0],
      "flashfusion.user=" + logins.user(),
      "flashfusion.password=" + logins.userPassword(),
      "flashfusion.migrate=true",
      "flashfusion.owner.user=" + empty[1]
    };
    for (int i = 0; i < 2; i++) {
      try (Service service = start(Application.class, properties)) {
        assertThat(
                service
                    .bean(Jobs.class)
                    .<Object>resultAsUser(
                        alice, session -> session.dsl().fetchValue("select count(*) from gadgets")))
            .isEqualTo(0L);
        assertThat(service.context().getBeansOfType(DataSource.class)).hasSize(1);
      }
    }
  }

  @Test
  void explainsAPrivilegedLogin(CapturedOutput output) throws Exception {
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "flashfusion.url=" + database.url(),
                    "flashfusion.user=" + emptyDatabase()[1]))
        .isInstanceOf(RuntimeException.class);
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", "is superuser", "can do nothing by itself");
  }

  @Test
  void explainsADatabaseWithoutTables(CapturedOutput output) throws Exception {
    String[] empty = emptyDatabase();
    new JdbcTemplate(database.owner())
        .execute("alter role authenticator login password 'of the api'");
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "flashfusion.url=" + empty[0],
                    "flashfusion.password=of the api"))
        .isInstanceOf(RuntimeException.class);
    assertThat(output.getAll())
        .contains(
            "APPLICATION FAILED TO START", "has no FlashFusion tables", "flashfusion.migrate");
  }

  @Test
  void explainsAServerThatIsNotThere(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "flashfusion.url=jdbc:postgresql://localhost:1/none",
                    "flashfusion.password=a secret of the test",
                    "flashfusion.connection-timeout=300ms"))
        .isInstanceOf(RuntimeException.class);
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", "Check flashfusion.url")
        .doesNotContain("a secret of the test");
  }

  @Test
  void explainsMigratingWithoutAnOwner(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "flashfusion.url=" + database.url(),
                    "flashfusion.migrate=true"))
        .isInstanceOf(RuntimeException.class);
    assertThat(output.getAll()).contains("nothing says as whom");
  }

  @Test
  void theOwnersServerIsVerified() {
    String[] urls = {"jdbc:postgresql://db.example.com/x", "jdbc:postgresql://localhost/x"};
    List<String> of = new ArrayList<>();
    for (String url : urls) {
      FlashFusionProperties properties =
          new Binder(
                  new MapConfigurationPropertySource(
                      Map.of("flashfusion.url", url, "flashfusion.owner.user", "postgres")))
              .bind("flashfusion", FlashFusionProperties.class)
              .get();
      of.add(Connecting.ownerUrl(properties, null));
    }
    assertThat(of.get(0)).startsWith(urls[0]).contains("sslmode=verify-full");
    assertThat(of.get(1)).isEqualTo(urls[1]);
  }

  @Test
  void explainsWhichJooqJava17Needs() {
    UnsupportedClassVersionError tooNew =
        new UnsupportedClassVersionError(
            "org/jooq/DSLContext has been compiled by a more recent version of the Java Runtime");
    var analysis =
        Objects.requireNonNull(new JooqOfJava21().analyze(new IllegalStateException(tooNew)));
    assertThat(analysis.getAction()).contains("jooq.version", "3.19.38");
    assertThat(new JooqOfJava21().analyze(new UnsupportedClassVersionError("other/Class")))
        .isNull();
  }

  @SpringBootApplication
  static class Application {}

  @SpringBootApplication
  static class Container {

    static String[] address = {};

    @Bean
    JdbcConnectionDetails container() {
      return new JdbcConnectionDetails() {
        @Override
        public String getUsername() {
          return address[1];
        }

        @Override
        public String getPassword() {
          return "";
        }

        @Override
        public String getJdbcUrl() {
          return address[0];
        }
      };
    }
  }
}
