package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;
import static ai.flashfusion.schema.Tables.DEPLOYMENT_LOGS;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.project.FileEntry;
import ai.flashfusion.schema.enums.DeploymentLogLevel;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentLogRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.Collaborator;
import ai.flashfusion.sharing.ProjectRole;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The page of one project: its files, its deployments and the log of the last one. */
public record ProjectPage(
    Viewer viewer,
    ProjectRecord project,
    ProjectRole role,
    List<FileEntry> files,
    List<Collaborator> collaborators,
    List<DeploymentRecord> deployments,
    List<DeploymentLogRecord> log,
    Instant now)
    implements Page {

  private static final int LINES = 200;
  private static final int DEPLOYMENTS_SHOWN = 8;

  // snippet: dashboard-project-page
  static ProjectPage of(Session session, ProjectId id, Clock clock) {
    try (Pipeline page = session.pipeline()) {
      Viewer.Asked viewer = Viewer.ask(page, session);
      Response<Optional<ProjectRecord>> project = page.add(s -> s.projects().find(id));
      Response<ProjectRole> role = page.add(s -> s.collaborators().roleOn(id));
      Response<List<FileEntry>> files = page.add(s -> s.files().tree(id, "", 8));
      boolean more = Viewer.isSignedIn(session); // the others may not even ask
      var people = more ? page.add(s -> s.collaborators().of(id)) : null;
      var deployments = more ? page.add(s -> s.deployments().history(id)) : null;
      var log = more ? page.add(s -> logOfTheLast(s, id)) : null;
      page.flush();
      return new ProjectPage(
          viewer.get(),
          // A row that is hidden and one that is missing are the same: 404.
          project.get().orElseThrow(() -> new NotFoundException("there is no project " + id)),
          role.get(),
          files.get(),
          people == null ? List.of() : people.get(),
          deployments == null ? List.of() : deployments.get(),
          log == null ? List.of() : log.get(),
          clock.instant());
    }
  }

  // end

  private static List<DeploymentLogRecord> logOfTheLast(Session session, ProjectId project) {
    List<DeploymentLogRecord> lines =
        session
            .dsl()
            .selectFrom(DEPLOYMENT_LOGS)
            .where(
                DEPLOYMENT_LOGS.DEPLOYMENT_ID.eq(
                    DSL.select(DEPLOYMENTS.ID)
                        .from(DEPLOYMENTS)
                        .where(DEPLOYMENTS.PROJECT_ID.eq(project))
                        .orderBy(DEPLOYMENTS.CREATED_AT.desc(), DEPLOYMENTS.ID.desc())
                        .limit(1)))
            .orderBy(DEPLOYMENT_LOGS.TIMESTAMP, DEPLOYMENT_LOGS.ID)
            .limit(LINES)
            .fetch();
    return lines;
  }

  @Override
  public String title() {
    return project.getName();
  }

  @Override
  public String template() {
    return "project";
  }

  public String address() {
    return "/projects/" + project.getId();
  }

  public String description() {
    return Objects.requireNonNullElse(project.getDescription(), "");
  }

  public String visibility() {
    return Objects.requireNonNullElse(project.getVisibility(), ProjectVisibility.PRIVATE)
        .getLiteral();
  }

  public String roleName() {
    return role.name().toLowerCase(Locale.ROOT);
  }

  public String may() {
    return ProjectsPage.may(role);
  }

  /** A file or a directory in the list; deeper ones are indented by a class. */
  public record FileLine(String name, int depth, boolean directory, String size) {}

  public List<FileLine> fileLines() {
    return files.stream()
        .map(
            file ->
                new FileLine(
                    file.name(),
                    (int) file.path().chars().filter(c -> c == '/').count(),
                    file.type() == ProjectFileType.DIRECTORY,
                    file.type() == ProjectFileType.DIRECTORY ? "" : Words.bytes(file.size())))
        .toList();
  }

  public boolean hasFiles() {
    return !files.isEmpty();
  }

  public List<ProjectsPage.Member> people() {
    return collaborators.stream()
        .map(
            collaborator ->
                new ProjectsPage.Member(
                    viewer.is(collaborator.row().getUserId())
                        ? "you"
                        : Words.name(
                            collaborator.card() == null ? null : collaborator.card().fullName()),
                    String.valueOf(collaborator.row().getRole())))
        .toList();
  }

  public boolean hasPeople() {
    return !collaborators.isEmpty();
  }

  /** A deployment in the list. */
  public record DeploymentLine(
      String status, String environment, String provider, String started, String took) {}

  public List<DeploymentLine> deploymentLines() {
    return deployments.stream()
        .limit(DEPLOYMENTS_SHOWN)
        .map(
            deployment ->
                new DeploymentLine(
                    status(deployment).getLiteral(),
                    String.valueOf(deployment.getEnvironment()),
                    deployment.getProvider().getLiteral(),
                    Words.ago(deployment.getCreatedAt(), now),
                    deployment.getBuildTimeSeconds() == null
                        ? ""
                        : deployment.getBuildTimeSeconds() + " s"))
        .toList();
  }

  public boolean hasDeployments() {
    return !deployments.isEmpty();
  }

  public boolean mayRead() {
    return role.atLeast(ProjectRole.VIEWER);
  }

  /** Returns the address of the live log of the last deployment. */
  public String liveLog() {
    return "/deployments/" + deployments.get(0).getId() + "/log";
  }

  /** A line of the log, as the page shows it and as the live log sends it. */
  public record LogLine(String id, String time, String level, String message) {
    static LogLine of(DeploymentLogRecord line) {
      return new LogLine(
          line.getId().toString(),
          line.getTimestamp() == null ? "" : Words.time(line.getTimestamp()),
          Objects.requireNonNullElse(line.getLevel(), DeploymentLogLevel.INFO).getLiteral(),
          line.getMessage());
    }
  }

  public List<LogLine> logLines() {
    return log.stream().map(LogLine::of).toList();
  }

  private static DeploymentStatus status(DeploymentRecord deployment) {
    @Nullable DeploymentStatus status = deployment.getStatus();
    return status == null ? DeploymentStatus.PENDING : status;
  }
}
