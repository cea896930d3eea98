package ai.flashfusion.repository.helpers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.UnconditionalWrites;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.repository.AiConversationRepository;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.repository.ApiKeyRepository;
import ai.flashfusion.repository.BillingTransactionRepository;
import ai.flashfusion.repository.DeploymentLogRepository;
import ai.flashfusion.repository.DeploymentRepository;
import ai.flashfusion.repository.NotificationRepository;
import ai.flashfusion.repository.ProfileRepository;
import ai.flashfusion.repository.ProjectCollaboratorRepository;
import ai.flashfusion.repository.ProjectFileRepository;
import ai.flashfusion.repository.ProjectRepository;
import ai.flashfusion.repository.Repository;
import ai.flashfusion.repository.SubscriptionHistoryRepository;
import ai.flashfusion.repository.TeamMemberRepository;
import ai.flashfusion.repository.TeamRepository;
import ai.flashfusion.repository.WebhookLogRepository;
import ai.flashfusion.repository.WebhookRepository;
import ai.flashfusion.schema.Public;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks every helper of every repository, its round trips, and the table of them in the manual.
 */
class HelpersTest {

  private static final Map<Class<?>, List<Helper>> HELPERS = new LinkedHashMap<>();

  static {
    HELPERS.put(Repository.class, RepositoryHelpers.ALL);
    HELPERS.put(ProfileRepository.class, ProfileRepositoryHelpers.ALL);
    HELPERS.put(ProjectRepository.class, ProjectRepositoryHelpers.ALL);
    HELPERS.put(ProjectCollaboratorRepository.class, ProjectCollaboratorRepositoryHelpers.ALL);
    HELPERS.put(ProjectFileRepository.class, ProjectFileRepositoryHelpers.ALL);
    HELPERS.put(AiUsageRepository.class, AiUsageHelpers.ALL);
    HELPERS.put(AiConversationRepository.class, AiConversationHelpers.ALL);
    HELPERS.put(DeploymentRepository.class, DeploymentRepositoryHelpers.ALL);
    HELPERS.put(DeploymentLogRepository.class, DeploymentLogRepositoryHelpers.ALL);
    HELPERS.put(WebhookRepository.class, WebhookRepositoryHelpers.ALL);
    HELPERS.put(WebhookLogRepository.class, WebhookLogRepositoryHelpers.ALL);
    HELPERS.put(BillingTransactionRepository.class, BillingTransactionRepositoryHelpers.ALL);
    HELPERS.put(SubscriptionHistoryRepository.class, SubscriptionHistoryRepositoryHelpers.ALL);
    HELPERS.put(TeamRepository.class, TeamRepositoryHelpers.ALL);
    HELPERS.put(TeamMemberRepository.class, TeamMemberRepositoryHelpers.ALL);
    HELPERS.put(ApiKeyRepository.class, ApiKeyRepositoryHelpers.ALL);
    HELPERS.put(NotificationRepository.class, NotificationRepositoryHelpers.ALL);
  }

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  static final AtomicInteger statements = new AtomicInteger();
  static final List<String> calls = new CopyOnWriteArrayList<>();

  @AutoClose
  static final FlashFusion flashfusion =
      embedded
          .builder()
          .url(proxy.url(embedded.database()))
          .poolSize(1)
          .listener(
              call -> {
                calls.add(call.repository() + "." + call.method());
                return end -> statements.addAndGet(end.statements());
              })
          .connect();

  static final World world = new World(embedded, flashfusion);

  static List<Class<?>> repositories() {
    return List.copyOf(HELPERS.keySet());
  }

  static List<Helper> of(Class<?> repository) {
    return HELPERS.getOrDefault(repository, List.of());
  }

  static Set<String> publicMethods(Class<?> repository) {
    return Arrays.stream(repository.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .map(java.lang.reflect.Method::getName)
        .collect(Collectors.toSet());
  }

  @Test
  void listsEveryRepository() {
    assertThat(Repository.class.getPermittedSubclasses())
        .hasSameSizeAs(Public.PUBLIC.getTables())
        .isSubsetOf(repositories());
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void everyPublicMethodIsListed(Class<?> repository) {
    assertThat(of(repository).stream().map(Helper::name).collect(Collectors.toSet()))
        .isEqualTo(publicMethods(repository));
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void everyHelperTakesTheRoundTripsThatItIsListedWith(Class<?> repository) {
    List<String> measured = new ArrayList<>();
    List<String> listed = new ArrayList<>();
    for (Helper helper : of(repository)) {
      helper.call().run(world);
      proxy.reset();
      calls.clear();
      statements.set(0);
      helper.call().run(world);
      // The name by which metrics and logs know it.
      assertThat(calls).anyMatch(call -> call.endsWith("." + helper.name()));
      long singly =
          Pipelined.of(repository, helper) == Pipelined.TRANSACTION
              ? statements.get() + 1 // the commit
              : proxy.roundTrips();
      measured.add(helper.name() + " " + proxy.roundTrips() + " " + singly);
      listed.add(
          helper.name() + " " + helper.roundTrips() + " " + Pipelined.singly(repository, helper));
    }
    assertThat(measured).isEqualTo(listed);
  }

  /** Checks that every write has a where, as Supabase's login refuses others. */
  @ParameterizedTest
  @MethodSource("repositories")
  void noHelperUpdatesOrDeletesWithoutWhere(Class<?> repository) {
    proxy.record();
    for (Helper helper : of(repository)) {
      proxy.reset();
      helper.call().run(world);
      assertThat(proxy.statements()).isNotEmpty();
      assertThat(
              proxy.statements().stream()
                  .flatMap(statement -> UnconditionalWrites.in(statement.sql()).stream()))
          .as(helper.name())
          .isEmpty();
    }
  }

  @Test
  void theManualHasTheSameTable() throws IOException {
    Path page = Path.of("..", "docs", "reference", "repositories.md");
    StringBuilder table = new StringBuilder();
    for (Class<?> repository : repositories()) {
      table.append("\n### ").append(repository.getSimpleName()).append("\n\n");
      table.append("| helper | round trips | singly | in a pipeline | who may call it |\n");
      table.append("|---|---:|---:|---|---|\n");
      for (Helper helper : of(repository)) {
        table
            .append("| `")
            .append(helper.name())
            .append("` | ")
            .append(helper.roundTrips() == 0 ? "none" : helper.roundTrips())
            .append(" | ")
            .append(Pipelined.singly(repository, helper))
            .append(" | ")
            .append(Pipelined.of(repository, helper))
            .append(" | ")
            .append(helper.who())
            .append(" |\n");
      }
    }
    String manual = Files.readString(page);
    if (Boolean.getBoolean("flashfusion.write-manual")) {
      int begin = manual.indexOf("\n### Repository\n");
      Files.writeString(page, (begin < 0 ? manual : manual.substring(0, begin)) + table);
      return;
    }
    assertThat(manual).endsWith(table.toString());
  }
}
