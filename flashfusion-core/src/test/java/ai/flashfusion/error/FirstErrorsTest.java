package ai.flashfusion.error;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Migrations;
import ai.flashfusion.session.Session;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The errors that come first when somebody tries the library; each says what to do. */
class FirstErrorsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();

  @Test
  void unknownHostIsNamed() {
    assertThatThrownBy(
            () ->
                FlashFusion.builder()
                    .url("jdbc:postgresql://db.example.invalid:6543/postgres")
                    .user("authenticator")
                    .password("secret")
                    .connectionTimeout(Duration.ofSeconds(5))
                    .connect())
        .isInstanceOf(ConnectionException.class)
        .hasMessageContaining("cannot connect to db.example.invalid:6543 as 'authenticator'")
        .hasMessageContaining("the host is not known (db.example.invalid)");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:secret@db.example.com:6543/app, jdbc:postgresql://db.example.com:6543/app",
    "postgres://db.example.com/app, jdbc:postgresql://db.example.com/app",
    "https://abcdefgh.supabase.co, jdbc:postgresql://db.abcdefgh.supabase.co:5432/postgres",
    "https://abcdefgh.supabase.co/rest/v1, jdbc:postgresql://db.abcdefgh.supabase.co:5432/postgres",
    "postgresql://me:1234/secret@db.example.com/app, jdbc:postgresql://host:port/database",
    "postgresql://db.example.com/app?password=secret, jdbc:postgresql://host:port/database",
    "db.example.com, jdbc:postgresql://host:port/database",
  })
  void otherUrlsAreShownInJavasForm(String url, String shown) {
    assertThatThrownBy(() -> FlashFusion.builder().url(url).user("me").connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'" + shown + "'")
        .message()
        .doesNotContain("secret", "1234");
  }

  @Test
  void missingUserIsNamed() {
    assertThatThrownBy(() -> FlashFusion.builder().url(embedded.url()).connect())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no user is set");
  }

  @Test
  void databaseWithoutTablesSaysHowToGetThem() {
    DataSource empty = TestDatabase.emptyDatabase();
    Migrations.bootstrap(empty);
    String url =
        "jdbc:postgresql://"
            + embedded.host()
            + ":"
            + embedded.port()
            + "/"
            + ((PGSimpleDataSource) empty).getDatabaseName();
    try (FlashFusion flashfusion = embedded.builder().url(url).connect()) {
      Session user = flashfusion.asUser(AuthUserId.random());
      assertThatThrownBy(() -> user.projects().count())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContainingAll("Migrations.migrate", "Migrations.adopt", "doctor()");
      assertThatThrownBy(
              () ->
                  user.projects()
                      .create("a", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("Migrations.migrate");
      assertThatThrownBy(() -> user.dsl().fetch("select * from elsewhere"))
          .isInstanceOf(DatabaseException.class)
          .message()
          .doesNotContain("Migrations");
    }
  }

  @Test
  void profileIdInPlaceOfAuthUserIdIsFoundOut() {
    AuthUserId alice = embedded.signUp("alice@example.com");
    Session mistaken =
        embedded
            .flashfusion()
            .asUser(
                new AuthUserId(
                    embedded.flashfusion().asUser(alice).profiles().me().getId().value()));
    assertThatThrownBy(() -> mistaken.profiles().me())
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("profiles.user_id");
    assertThatThrownBy(
            () ->
                mistaken
                    .projects()
                    .create("a", "a", ProjectFramework.REACT, ProjectVisibility.PRIVATE))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("profiles.user_id");
    assertThat(embedded.dsl().fetchCount(PROJECTS)).isZero();
  }
}
