package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static ai.flashfusion.schema.enums.ProjectVisibility.PUBLIC;
import static ai.flashfusion.schema.enums.ProjectVisibility.TEAM;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.deployment.DeploymentOutcome;
import ai.flashfusion.notification.Notice;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.enums.NotificationType;
import ai.flashfusion.schema.enums.ProfileRole;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.TeamId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Four people who share some things and keep others to themselves. Nothing in it is real. */
public final class SampleData {

  private static final int DAYS = 45;

  private record Model(AiUsageLogProvider provider, String name, double usdPerMillion) {}

  private static final List<Model> MODELS =
      List.of(
          new Model(AiUsageLogProvider.OPENAI, "gpt-4o", 9),
          new Model(AiUsageLogProvider.ANTHROPIC, "claude-3-5-sonnet", 10),
          new Model(AiUsageLogProvider.GOOGLE, "gemini-2.5-flash", 2.5),
          new Model(AiUsageLogProvider.COHERE, "command-r", 1.2));

  private final EmbeddedFlashFusion database;
  private final FlashFusion flashfusion;
  private final Session service;
  private final Instant now;
  private final Random random = new Random(42); // specified to the bit, so the same on every JDK
  private final List<SamplePerson> people = new ArrayList<>();

  private SampleData(EmbeddedFlashFusion database, Clock clock) {
    this.database = database;
    this.flashfusion = database.flashfusion();
    this.service = flashfusion.asService("sample data");
    this.now = clock.instant();
  }

  /** Signs up the people and writes what they have. */
  static SampleData write(EmbeddedFlashFusion database, Clock clock) {
    SampleData data = new SampleData(database, clock);
    data.write();
    return data;
  }

  List<SamplePerson> people() {
    return List.copyOf(people);
  }

  SamplePerson person(String firstName) {
    return people.stream()
        .filter(person -> person.firstName().equals(firstName))
        .findFirst()
        .orElseThrow();
  }

  private Session as(SamplePerson person) {
    return flashfusion.asUser(person.user());
  }

  private void write() {
    SamplePerson alice = signUp("Alice Moreau", "Admin. Owns the shop and a team");
    SamplePerson bob = signUp("Bob Tanaka", "Builds the shop with Alice, as an editor");
    SamplePerson carol = signUp("Carol Okafor", "Looks on: a viewer, and a guest of the team");
    SamplePerson dan = signUp("Dan Weiss", "New here. Shares nothing with anybody yet");
    service
        .dsl()
        .update(PROFILES)
        .set(PROFILES.ROLE, ProfileRole.ADMIN)
        .where(PROFILES.ID.eq(alice.profile()))
        .execute();

    ProjectId shop =
        project(alice, "Storefront", "Where the customers buy", ProjectFramework.NEXTJS, PRIVATE);
    ProjectId api =
        project(alice, "Orders API", "Takes the orders", ProjectFramework.CUSTOM, PRIVATE);
    ProjectId lab =
        project(alice, "Lab notes", "Nobody else sees this one", ProjectFramework.ASTRO, PRIVATE);
    ProjectId prompts =
        project(bob, "Prompt library", "Prompts that work", ProjectFramework.VUE, PUBLIC);
    ProjectId notebook =
        project(bob, "Bob's notebook", "Half-finished thoughts", ProjectFramework.SVELTE, PRIVATE);
    ProjectId studio =
        project(carol, "Studio site", "Portfolio of the studio", ProjectFramework.GATSBY, PUBLIC);
    ProjectId prototype = project(dan, "Prototype", "A first try", ProjectFramework.REACT, PRIVATE);

    invite(alice, shop, bob, ProjectCollaboratorRole.EDITOR);
    invite(alice, shop, carol, ProjectCollaboratorRole.VIEWER);
    invite(bob, notebook, carol, ProjectCollaboratorRole.EDITOR);
    team(alice, api, bob, carol);

    files(alice, shop);
    files(alice, api);
    files(bob, prompts);
    files(carol, studio);
    files(dan, prototype);
    deployments(alice, shop);
    deployments(bob, prompts);
    deployments(carol, studio);

    usage(alice, 22, List.of(shop, api, lab));
    usage(bob, 14, List.of(shop, prompts, notebook));
    usage(carol, 6, List.of(studio));
    usage(dan, 2, List.of(prototype));
    notifications(alice, bob, carol, dan);
  }

  private SamplePerson signUp(String name, String about) {
    AuthUserId user = database.signUp(SamplePerson.email(name));
    Session session = flashfusion.asUser(user);
    ProfileId profile =
        session.profiles().update(session.profiles().me().setFullName(name)).getId();
    SamplePerson person = new SamplePerson(user, profile, name, about);
    people.add(person);
    return person;
  }

  private ProjectId project(
      SamplePerson owner,
      String name,
      String description,
      ProjectFramework framework,
      ProjectVisibility visibility) {
    Session session = as(owner);
    String slug = name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]+", "-");
    return session
        .projects()
        .update(
            session
                .projects()
                .create(name, slug, framework, visibility)
                .setDescription(description))
        .getId();
  }

  private void invite(
      SamplePerson owner, ProjectId project, SamplePerson guest, ProjectCollaboratorRole role) {
    as(owner).collaborators().invite(project, guest.profile(), role);
    as(guest).collaborators().accept(project);
  }

  private void team(
      SamplePerson owner, ProjectId project, SamplePerson member, SamplePerson guest) {
    TeamId team = as(owner).teams().create("Commerce", "commerce").getId();
    as(owner).teamMembers().invite(team, member.profile(), TeamMemberRole.MEMBER);
    as(owner).teamMembers().invite(team, guest.profile(), TeamMemberRole.GUEST);
    as(owner)
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.TEAM_ID, team)
        .set(PROJECTS.VISIBILITY, TEAM)
        .where(PROJECTS.ID.eq(project))
        .execute();
  }

  private void files(SamplePerson author, ProjectId project) {
    Session session = as(author);
    session.files().mkdir(project, "src");
    session.files().mkdir(project, "src/pages");
    session.files().write(project, "README.md", "# Read me\n\nHow to build, and why.\n");
    session.files().write(project, "package.json", "{ \"private\": true }\n");
    session.files().write(project, "src/main.ts", "import './pages';\n".repeat(20));
    session.files().write(project, "src/pages/index.tsx", "export const page = 1;\n".repeat(64));
    session.files().write(project, "src/pages/orders.tsx", "export const page = 2;\n".repeat(110));
  }

  private void deployments(SamplePerson person, ProjectId project) {
    deployment(person, project, DeploymentEnvironment.PREVIEW, DeploymentStatus.ERROR, 7);
    deployment(person, project, DeploymentEnvironment.PRODUCTION, DeploymentStatus.READY, 2);
    service
        .dsl()
        .update(PROJECTS)
        .set(PROJECTS.LAST_DEPLOYED_AT, now.minus(2, ChronoUnit.DAYS))
        .where(PROJECTS.ID.eq(project))
        .execute();
  }

  private void deployment(
      SamplePerson person,
      ProjectId project,
      DeploymentEnvironment environment,
      DeploymentStatus end,
      int daysAgo) {
    DeploymentId id =
        as(person).deployments().start(project, DeploymentProvider.VERCEL, environment).getId();
    service.deployments().transition(id, DeploymentStatus.BUILDING);
    service.deploymentLogs().appendAll(id, Builds.LINES.subList(0, 5));
    if (end == DeploymentStatus.ERROR) {
      service
          .deployments()
          .transition(
              id,
              end,
              DeploymentOutcome.failed("a page does not compile")
                  .withBuildTime(Duration.ofSeconds(18)));
    } else {
      service.deployments().transition(id, DeploymentStatus.DEPLOYING);
      service
          .deployments()
          .transition(
              id,
              end,
              DeploymentOutcome.at("https://shop.example.com")
                  .withBuildTime(Duration.ofSeconds(41)));
    }
    service
        .dsl()
        .update(ai.flashfusion.schema.Tables.DEPLOYMENTS)
        .set(
            ai.flashfusion.schema.Tables.DEPLOYMENTS.CREATED_AT,
            now.minus(daysAgo, ChronoUnit.DAYS))
        .where(ai.flashfusion.schema.Tables.DEPLOYMENTS.ID.eq(id))
        .execute();
  }

  private void usage(SamplePerson person, int perDay, List<ProjectId> projects) {
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (int day = DAYS; day >= 0; day--) {
      Instant date = now.minus(day, ChronoUnit.DAYS);
      DayOfWeek weekday = date.atZone(ZoneOffset.UTC).getDayOfWeek();
      double share = weekday.getValue() > 5 ? 0.3 : 0.8 + 0.5 * random.nextDouble();
      int count = (int) Math.round(perDay * share * (1.25 - 0.5 * day / DAYS));
      for (int row = 0; row < count; row++) {
        rows.add(call(person, projects.get(random.nextInt(projects.size())), date));
      }
    }
    service.aiUsage().recordAll(rows, sent -> {});
  }

  private AiUsageLogRecord call(SamplePerson person, ProjectId project, Instant date) {
    Model model = MODELS.get(Math.min(random.nextInt(4), random.nextInt(4)));
    int prompt = 400 + random.nextInt(18_000);
    int completion = 40 + random.nextInt(2_400);
    int percent = random.nextInt(100);
    Instant at =
        date.truncatedTo(ChronoUnit.DAYS)
            .plusSeconds(random.nextInt((int) Duration.ofHours(23).toSeconds()));
    return new AiUsageLogRecord()
        .setUserId(person.profile())
        .setProjectId(project)
        .setProvider(model.provider())
        .setModel(model.name())
        .setAction(AiUsageLogAction.CHAT)
        .setPromptTokens(prompt)
        .setCompletionTokens(completion)
        .setTotalTokens(prompt + completion)
        .setCostUsd(
            BigDecimal.valueOf(Math.round((prompt + 4L * completion) * model.usdPerMillion()), 6))
        .setLatencyMs(300 + random.nextInt(4_000))
        .setStatus(percent < 2 ? AiUsageLogStatus.ERROR : AiUsageLogStatus.SUCCESS)
        .setCreatedAt(at.isAfter(now) ? now.minusSeconds(random.nextInt(3_000)) : at);
  }

  private void notifications(
      SamplePerson alice, SamplePerson bob, SamplePerson carol, SamplePerson dan) {
    notice(alice, NotificationType.SUCCESS, "Storefront is in production", "It took 41 seconds.");
    notice(alice, NotificationType.WARNING, "A build failed", "A page does not compile.");
    notice(alice, NotificationType.BILLING, "Half of the budget is spent", "It is $60 a month.");
    notice(bob, NotificationType.PROJECT, "Alice shared Storefront with you", "As an editor.");
    notice(bob, NotificationType.SECURITY, "A new key was made", "For the laptop.");
    notice(carol, NotificationType.PROJECT, "Alice shared Storefront with you", "As a viewer.");
    notice(dan, NotificationType.INFO, "Welcome", "Start with a project of your own.");
  }

  private void notice(SamplePerson person, NotificationType type, String title, String message) {
    service.notifications().notify(person.profile(), Notice.of(type, title).withMessage(message));
  }
}
