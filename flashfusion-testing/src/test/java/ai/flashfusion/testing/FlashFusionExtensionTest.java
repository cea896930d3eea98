package ai.flashfusion.testing;

import static ai.flashfusion.schema.enums.ProjectFramework.REACT;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.session.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class FlashFusionExtensionTest {

  private static final List<String> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @FlashFusionTest
  static class SameSlug {
    @Test
    void first(@AsUser("alice@example.com") Session alice, EmbeddedFlashFusion embedded) {
      alice.projects().create("Shop", "shop", REACT, PRIVATE);
      SEEN.add(embedded.database() + " " + alice.projects().count());
    }

    @Test
    void second(@AsUser("alice@example.com") Session alice, EmbeddedFlashFusion embedded) {
      first(alice, embedded);
    }
  }

  @Test
  void eachTestHasADatabaseOfItsOwnWhichIsDropped() throws SQLException {
    assertThat(run(SameSlug.class)).isEmpty();

    assertThat(SEEN).hasSize(2).allMatch(seen -> seen.endsWith(" 1")).doesNotHaveDuplicates();
    assertThat(databases())
        .noneMatch(database -> SEEN.stream().anyMatch(seen -> seen.startsWith(database + " ")));
  }

  @FlashFusionTest
  static class Prepared {
    @BeforeEach
    void prepare(@AsUser("alice@example.com") Session alice, EmbeddedFlashFusion embedded) {
      alice.projects().create("Shop", "shop", REACT, PRIVATE);
      embedded.signUp("bob@example.com");
    }

    @Test
    void test(
        @AsUser("alice@example.com") Session alice,
        @AsUser("bob@example.com") Session bob,
        FlashFusion flashfusion) {
      SEEN.add(alice.projects().count() + " " + bob.projects().count());
      SEEN.add("" + flashfusion.asService("test").profiles().count());
    }
  }

  @Test
  void anAddressIsTheSameUserThroughoutTheTest() {
    assertThat(run(Prepared.class)).isEmpty();

    assertThat(SEEN).containsExactly("1 0", "2");
  }

  @FlashFusionTest
  @AsUser("class@example.com")
  static class Places {
    @Test
    void ofTheClass(Session session) {
      see(session);
    }

    @Test
    @AsUser("method@example.com")
    void ofTheMethod(Session session) {
      see(session);
    }

    @Test
    @AsUser("method@example.com")
    void ofTheParameter(@AsUser("parameter@example.com") Session session) {
      see(session);
    }

    @Nested
    class Inner {
      @Test
      void ofTheOuterClass(Session session) {
        see(session);
      }
    }

    @Nested
    @AsUser("inner@example.com")
    class Other {
      @Test
      void ofTheInnerClass(Session session) {
        see(session);
      }
    }

    private static void see(Session session) {
      SEEN.add(session.profiles().me().getEmail());
    }
  }

  @Test
  void theNearestPlaceNamesTheUser() {
    assertThat(run(Places.class)).isEmpty();

    assertThat(SEEN)
        .containsExactlyInAnyOrder(
            "class@example.com",
            "method@example.com",
            "parameter@example.com",
            "class@example.com",
            "inner@example.com");
  }

  @FlashFusionTest
  static class BeforeAllTests {
    @BeforeAll
    static void prepare(FlashFusion flashfusion) {
      SEEN.add(flashfusion.asAnonymous().toString());
    }

    @Test
    void test() {}
  }

  @Test
  void refusesParametersBeforeAllTests() {
    assertThat(run(BeforeAllTests.class))
        .singleElement()
        .asString()
        .contains("Each test has a database of its own, so that there is none for static void")
        .endsWith(
            "take the FlashFusion in the test, or in a method with @BeforeEach or @AfterEach");
  }

  @FlashFusionTest
  static class Nobody {
    @Test
    void test(Session session) {
      SEEN.add(session.toString());
    }
  }

  @Test
  void refusesASessionOfNobody() {
    assertThat(run(Nobody.class))
        .containsExactly(
            "Nobody says whose session the parameter session is: put"
                + " @AsUser(\"alice@example.com\") before it, or on the method or class; for others"
                + " take a FlashFusion and call asAnonymous() or asService(reason)");
    assertThat(SEEN).isEmpty();
  }

  @FlashFusionTest
  static class OtherType {
    @Test
    void test(@AsUser("alice@example.com") String alice) {
      SEEN.add(alice);
    }
  }

  @Test
  void refusesAUserOfAnotherType() {
    assertThat(run(OtherType.class))
        .containsExactly(
            "@AsUser belongs to a parameter of type Session, and not of type java.lang.String");
  }

  /** Runs the tests of a class, and returns the messages of those that failed. */
  private static List<String> run(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    return listener.getSummary().getFailures().stream()
        .map(TestExecutionSummary.Failure::getException)
        .map(failure -> Objects.requireNonNullElse(failure.getMessage(), failure.toString()))
        .toList();
  }

  private static List<String> databases() throws SQLException {
    List<String> names = new ArrayList<>();
    try (EmbeddedFlashFusion any = EmbeddedFlashFusion.start();
        Connection connection = any.owner().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select datname from pg_database")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }
}
