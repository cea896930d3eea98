package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.PROFILES;
import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageByProfile;
import ai.flashfusion.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The page of the whole platform, as the service sees it. For admins only; for everybody else there
 * is no such page.
 *
 * @param reason the reason for which the service looks, which is logged as well
 */
public record PlatformPage(
    Viewer viewer,
    String reason,
    List<UsageByModel> byModel,
    List<UsageByProfile> spenders,
    List<ProjectRecord> projects,
    Map<ProfileId, ProfileRecord> people)
    implements Page {

  private static final int SPENDERS = 10;

  // snippet: dashboard-platform-page
  static PlatformPage of(Session session, FlashFusion flashfusion, Clock clock) {
    Viewer viewer = admin(session);
    String reason = "dashboard: " + viewer.name() + " looks at the platform";
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    UsageQuery days = UsagePage.days(today.minusDays(UsagePage.DAYS - 1), clock);
    try (Pipeline page = flashfusion.asService(reason).pipeline()) {
      Response<List<UsageByModel>> byModel = page.add(s -> s.aiUsage().byModel(days));
      Response<List<UsageByProfile>> spenders =
          page.add(s -> s.aiUsage().topSpenders(days, SPENDERS));
      Response<List<ProjectRecord>> projects =
          page.add(s -> s.dsl().selectFrom(PROJECTS).orderBy(PROJECTS.NAME).fetch());
      Response<List<ProfileRecord>> people =
          page.add(s -> s.dsl().selectFrom(PROFILES).orderBy(PROFILES.FULL_NAME).fetch());
      page.flush();
      return new PlatformPage(
          viewer,
          reason,
          byModel.get(),
          spenders.get(),
          projects.get(),
          people.get().stream().collect(Collectors.toMap(ProfileRecord::getId, row -> row)));
    }
  }

  /**
   * Returns the viewer if the database says that they are an admin, which nobody can say of
   * themselves.
   */
  static Viewer admin(Session session) {
    try (Pipeline page = session.pipeline()) {
      Viewer.Asked viewer = Viewer.ask(page, session);
      page.flush();
      if (!viewer.get().admin()) {
        throw new NotFoundException("this page is there for admins only");
      }
      return viewer.get();
    }
  }

  // end

  @Override
  public String title() {
    return "Platform";
  }

  @Override
  public String template() {
    return "platform";
  }

  public String peopleCount() {
    return Words.count(people.size());
  }

  public String projectCount() {
    return Words.count(projects.size());
  }

  public String cost() {
    return Words.dollars(
        byModel.stream()
            .map(line -> line.usage().costUsd())
            .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  public String requests() {
    return Words.count(byModel.stream().mapToLong(line -> line.usage().requests()).sum());
  }

  public int days() {
    return UsagePage.DAYS;
  }

  /** Somebody who spends, with a bar as long as their share of the largest. */
  public record Spender(String name, String requests, String cost, int share) {}

  public List<Spender> topSpenders() {
    double largest =
        spenders.stream().mapToDouble(line -> line.usage().costUsd().doubleValue()).max().orElse(1);
    return spenders.stream()
        .map(
            line ->
                new Spender(
                    name(line.profile()),
                    Words.count(line.usage().requests()),
                    Words.dollars(line.usage().costUsd()),
                    (int) Math.round(100 * line.usage().costUsd().doubleValue() / largest)))
        .toList();
  }

  /** A project in the list. */
  public record Line(String name, String owner, String visibility, String why) {}

  public List<Line> projectLines() {
    return projects.stream()
        .map(
            project ->
                new Line(
                    project.getName(),
                    name(project.getUserId()),
                    Objects.requireNonNull(project.getVisibility()).getLiteral(),
                    "/projects/" + project.getId() + "/why"))
        .toList();
  }

  private String name(ProfileId profile) {
    ProfileRecord person = people.get(profile);
    return Words.name(person == null ? null : person.getFullName());
  }
}
