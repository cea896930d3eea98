package ai.flashfusion.repository;

import static ai.flashfusion.fixture.Given.collaborator;
import static ai.flashfusion.fixture.Given.project;
import static ai.flashfusion.schema.Tables.PROFILES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.PublicCard;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProfileRepositoryTest extends RepositoryFixture {

  private static final JsonMapper JSON = JsonMapper.shared();

  private void limit(ProfileId profile, @Nullable Integer used, @Nullable Integer limit) {
    service
        .dsl()
        .update(PROFILES)
        .set(PROFILES.API_CALLS_USED, used)
        .set(PROFILES.API_CALLS_LIMIT, limit)
        .where(PROFILES.ID.eq(profile))
        .execute();
  }

  @Test
  void aProfileIsFoundByEmailUsernameAndStripeCustomer() {
    service
        .dsl()
        .update(PROFILES)
        .set(PROFILES.USERNAME, "alice")
        .set(PROFILES.STRIPE_CUSTOMER_ID, "cus_1")
        .where(PROFILES.ID.eq(aliceProfile))
        .execute();
    for (Session reader : List.of(alice, service)) {
      assertThat(reader.profiles().findByEmail("ALICE@example.com")).isPresent();
      assertThat(reader.profiles().findByUsername("alice")).isPresent();
      assertThat(reader.profiles().findByUsername("Alice")).isEmpty();
      assertThat(reader.profiles().findByStripeCustomer("cus_1"))
          .map(ProfileRecord::getId)
          .contains(aliceProfile);
    }
    assertThat(bob.profiles().findByEmail("alice@example.com")).isEmpty();
    assertThat(bob.profiles().findByUsername("alice")).isEmpty();
    assertThat(bob.profiles().findByStripeCustomer("cus_1")).isEmpty();
  }

  private JsonNode preferences(String patch) {
    return Objects.requireNonNull(
        alice.profiles().updatePreferences(JSON.readTree(patch)).getPreferences());
  }

  @Test
  void preferencesAreMergedAsTheStandardSays() {
    preferences("{'a':{'b':'c'},'theme':'dark','n':1e400}".replace('\'', '"'));
    String[][] patches = {
      // patch, result: the examples of RFC 7396 among them
      {"{'a':'z','n':null}", "{'a':'z','theme':'dark'}"},
      {"{'a':{'b':'d','c':{'x':null,'y':1}}}", "{'a':{'b':'d','c':{'y':1}},'theme':'dark'}"},
      {"{'a':{'b':null},'theme':null}", "{'a':{'c':{'y':1}}}"},
      {"{'a':[{'b':'c'}]}", "{'a':[{'b':'c'}]}"},
      {"{'a':{'0':{'q':true}}}", "{'a':{'0':{'q':true}}}"},
      {"{'a':null,'l':[1,null],'?':{'\\'}':2}}", "{'l':[1,null],'?':{'\\'}':2}}"},
      {"{}", "{'l':[1,null],'?':{'\\'}':2}}"},
    };
    for (String[] patch : patches) {
      assertThat(preferences(quoted(patch[0])))
          .as(patch[0])
          .isEqualTo(JSON.readTree(quoted(patch[1])));
    }
  }

  private static String quoted(String json) {
    return json.replace("\\'", "{").replace('\'', '"');
  }

  @Test
  void aPatchThatIsNoObjectOrNestsTooDeeplyIsRefused() {
    assertThatThrownBy(() -> preferences("[1]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a merge patch must be a JSON object");
    assertThatThrownBy(() -> preferences("{\"a\":".repeat(60) + "1" + "}".repeat(60)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50 levels deep");
    assertThatThrownBy(() -> service.profiles().updatePreferences(JSON.readTree("{}")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void patchesOfManyCallersAreAllKept() throws Exception {
    Callers.together(caller -> preferences("{\"all\":{\"k" + caller + "\":" + caller + "}}"));
    assertThat(Objects.requireNonNull(alice.profiles().me().getPreferences()).get("all"))
        .hasSize(Callers.COUNT);
  }

  @Test
  void apiCallsAreCountedUpToTheLimit() {
    limit(aliceProfile, null, 10);
    assertThat(service.profiles().consumeApiCalls(aliceProfile, 7)).isEqualTo(3);
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(aliceProfile, 4))
        .isInstanceOfSatisfying(
            QuotaExceededException.class,
            quota -> {
              assertThat(quota.limit()).isEqualTo(10);
              assertThat(quota.used()).isEqualTo(7);
              assertThat(quota.asked()).isEqualTo(4);
              assertThat(quota).hasMessageContaining("4 requested, 3 left (7 of 10 used)");
            });
    assertThat(service.profiles().consumeApiCalls(aliceProfile, 3)).isZero();
    assertThat(service.profiles().resetApiCalls(List.of(aliceProfile, bobProfile))).isEqualTo(2);
    assertThat(service.profiles().resetApiCalls(List.of())).isZero();
    assertThat(alice.profiles().me().getApiCallsUsed()).isZero();
    limit(aliceProfile, 0, null);
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(aliceProfile, Integer.MAX_VALUE))
        .isInstanceOf(QuotaExceededException.class);
    limit(aliceProfile, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(aliceProfile, 2))
        .isInstanceOf(QuotaExceededException.class);
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(ProfileId.random(), 1))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> service.profiles().consumeApiCalls(aliceProfile, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nobodyCountsOrResetsTheirOwnApiCalls() {
    assertThatThrownBy(() -> alice.profiles().consumeApiCalls(aliceProfile, 1))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> alice.profiles().resetApiCalls(List.of(aliceProfile)))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void concurrentCallersNeverExceedLimit() throws Exception {
    limit(aliceProfile, 0, 100);
    List<Callers.Answer<Integer>> answers =
        Callers.together(
            caller -> {
              int granted = 0;
              for (int i = 0; i < 10; i++) {
                try {
                  int remaining = service.profiles().consumeApiCalls(aliceProfile, 1 + caller % 3);
                  assertThat(remaining).isBetween(0, 99);
                  granted += 1 + caller % 3;
                } catch (QuotaExceededException full) {
                  assertThat(full.used() + full.asked()).isGreaterThan(full.limit());
                }
              }
              return granted;
            });
    assertThat(Callers.failures(answers)).isEmpty();
    assertThat(alice.profiles().me().getApiCallsUsed())
        .isEqualTo(100)
        .isEqualTo(Callers.results(answers).stream().mapToInt(granted -> granted).sum());
  }

  @Test
  void profilesAtAShareOfTheirLimitAreFoundByTheService() {
    limit(aliceProfile, 8, 10);
    limit(bobProfile, 0, 10);
    assertThat(service.profiles().overQuota(0.8))
        .extracting(ProfileRecord::getId)
        .containsExactly(aliceProfile);
    assertThat(service.profiles().overQuota(0.81)).isEmpty();
    limit(bobProfile, 0, null);
    assertThat(service.profiles().overQuota(0.5))
        .extracting(ProfileRecord::getId)
        .containsExactly(bobProfile, aliceProfile);
    service
        .dsl()
        .update(PROFILES)
        .set(PROFILES.STORAGE_USED_MB, 501)
        .where(PROFILES.ID.eq(aliceProfile))
        .execute();
    assertThat(service.profiles().overQuota(1)).hasSize(2);
    assertThat(bob.profiles().overQuota(0.5)).hasSize(1);
    assertThatThrownBy(() -> service.profiles().overQuota(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void returnsCardsOfPeopleWhoShareWithCaller() {
    List<ProfileId> both = List.of(aliceProfile, bobProfile);
    assertThat(alice.profiles().publicCards(both))
        .extracting(PublicCard::id)
        .containsExactly(aliceProfile);
    ProjectId project = project(alice, "a");
    collaborator(alice, project, bobProfile, ProjectCollaboratorRole.VIEWER);
    assertThat(bob.profiles().publicCards(both)).hasSize(2);
    assertThat(bob.profiles().publicCards(List.of())).isEmpty();
    assertThatThrownBy(() -> service.profiles().publicCards(both))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("shares nothing");
  }

  @Test
  void namesMigrationIfFunctionForCardsIsMissing() throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("drop function flashfusion.public_cards(uuid[])");
    }
    assertThatThrownBy(() -> alice.profiles().publicCards(List.of(aliceProfile)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("apply the migrations");
  }
}
