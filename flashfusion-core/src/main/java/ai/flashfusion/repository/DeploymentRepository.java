package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.DEPLOYMENTS;

import ai.flashfusion.deployment.BuildTimes;
import ai.flashfusion.deployment.DeploymentOutcome;
import ai.flashfusion.deployment.SuccessRate;
import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of projects. Visible to everybody who works on the project, not to mere readers.
 */
public final class DeploymentRepository extends Repository<DeploymentRecord, DeploymentId> {

  private static final OrderField<?>[] NEWEST_FIRST = {
    DEPLOYMENTS.CREATED_AT.desc(), DEPLOYMENTS.ID.desc()
  };

  DeploymentRepository(SessionContext context) {
    super(context, DEPLOYMENTS, DEPLOYMENTS.ID, Keys.DEPLOYMENTS_PKEY);
  }

  /**
   * Starts a pending deployment by the caller. One round trip.
   *
   * @return the deployment as stored
   * @throws AccessDeniedException if the caller is not an editor of the project
   */
  public DeploymentRecord start(
      ProjectId project, DeploymentProvider provider, DeploymentEnvironment environment) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(environment, "environment");
    return call(
        "start",
        () -> {
          Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
          values.put(DEPLOYMENTS.PROJECT_ID, project);
          values.put(DEPLOYMENTS.USER_ID, callerProfile());
          values.put(DEPLOYMENTS.PROVIDER, provider);
          values.put(DEPLOYMENTS.ENVIRONMENT, environment);
          return insert(values);
        });
  }

  /**
   * Moves the deployment like {@link #transition(DeploymentId, DeploymentStatus,
   * DeploymentOutcome)}, without details.
   */
  public DeploymentRecord transition(DeploymentId deployment, DeploymentStatus to) {
    return transition(deployment, to, DeploymentOutcome.NONE);
  }

  /**
   * Moves the deployment to another status: step by step from pending to building, deploying and
   * ready, and from any of the first three to error or canceled. If several callers try the same
   * move at once, one succeeds. The last move also records its time and the duration of the
   * deployment. One round trip; more only to explain why the deployment was not moved.
   *
   * @return the deployment as stored
   * @throws IllegalTransitionException if this move is not possible from its current status
   * @throws NotFoundException if there is no such deployment that this identity may see
   * @throws AccessDeniedException if the caller sees it but is not an editor of the project
   * @throws IllegalArgumentException if the outcome does not fit the status
   */
  public DeploymentRecord transition(
      DeploymentId deployment, DeploymentStatus to, DeploymentOutcome outcome) {
    Objects.requireNonNull(deployment, "deployment");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(outcome, "outcome");
    return call(
        "transition",
        () -> {
          boolean ends = ends(to);
          if (outcome.error() != null && to != DeploymentStatus.ERROR) {
            throw new IllegalArgumentException(
                "an error message belongs to a move to error, not to " + to + ": leave it out");
          }
          if (outcome.buildTime() != null && !ends) {
            throw new IllegalArgumentException(
                "the build time is known at the end, not at " + to + ": leave it out");
          }
          DeploymentStatus before = null;
          while (true) {
            Optional<DeploymentRecord> moved = move(deployment, to, outcome, ends);
            if (moved.isPresent()) {
              return moved.get();
            }
            DeploymentStatus now = status(get(deployment));
            if (!next(now).contains(to)) {
              throw new IllegalTransitionException(illegal(deployment, now, to));
            }
            if (now == before) {
              // A deployment never returns to an earlier status, so it was in this one all along.
              throw new AccessDeniedException(
                  context().identity()
                      + " may see deployment "
                      + deployment
                      + " but not move it: that takes an editor of the project or higher");
            }
            before = now;
          }
        });
  }

  private Optional<DeploymentRecord> move(
      DeploymentId deployment, DeploymentStatus to, DeploymentOutcome outcome, boolean ends) {
    var update = dsl().update(DEPLOYMENTS).set(DEPLOYMENTS.STATUS, to);
    if (outcome.url() != null) {
      update = update.set(DEPLOYMENTS.URL, outcome.url());
    }
    if (outcome.error() != null) {
      update = update.set(DEPLOYMENTS.ERROR_MESSAGE, outcome.error());
    }
    if (ends) {
      update =
          update
              .set(DEPLOYMENTS.COMPLETED_AT, Now.OF_CLOCK)
              .set(DEPLOYMENTS.BUILD_TIME_SECONDS, seconds(outcome.buildTime()));
    }
    List<DeploymentStatus> from =
        Arrays.stream(DeploymentStatus.values())
            .filter(status -> next(status).contains(to))
            .toList();
    return update
        .where(DEPLOYMENTS.ID.eq(deployment))
        .and(
            DSL.coalesce(
                    DEPLOYMENTS.STATUS, DSL.inline(DeploymentStatus.PENDING, DEPLOYMENTS.STATUS))
                .in(from))
        .returning()
        .fetchOptional();
  }

  private static Field<Integer> seconds(@Nullable Duration measured) {
    return measured != null
        ? DSL.val((int) measured.toSeconds())
        : DSL.field(
            "pg_catalog.floor(extract(epoch from {0} - {1}))::int",
            SQLDataType.INTEGER, Now.OF_CLOCK, DEPLOYMENTS.CREATED_AT);
  }

  private static DeploymentStatus status(DeploymentRecord deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null ? DeploymentStatus.PENDING : status;
  }

  private static boolean ends(DeploymentStatus status) {
    return next(status).isEmpty();
  }

  /** Returns the statuses that can follow. */
  private static Set<DeploymentStatus> next(DeploymentStatus status) {
    return switch (status) {
      case PENDING -> orEnd(DeploymentStatus.BUILDING);
      case BUILDING -> orEnd(DeploymentStatus.DEPLOYING);
      case DEPLOYING -> orEnd(DeploymentStatus.READY);
      case READY, ERROR, CANCELED -> Set.of();
    };
  }

  private static Set<DeploymentStatus> orEnd(DeploymentStatus next) {
    return EnumSet.of(next, DeploymentStatus.ERROR, DeploymentStatus.CANCELED);
  }

  private static String illegal(
      DeploymentId deployment, DeploymentStatus from, DeploymentStatus to) {
    return "deployment "
        + deployment
        + " is "
        + from
        + " and cannot become "
        + to
        + ": "
        + (ends(from) ? "that is final, start another" : "it can become " + next(from));
  }

  /**
   * Returns the newest deployment of the project in the environment; empty if none is visible. One
   * round trip.
   */
  public Optional<DeploymentRecord> latest(ProjectId project, DeploymentEnvironment environment) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(environment, "environment");
    return call(
        "latest",
        () ->
            dsl()
                .selectFrom(DEPLOYMENTS)
                .where(in(project, environment))
                .orderBy(NEWEST_FIRST)
                .limit(1)
                .fetchOptional());
  }

  /**
   * Returns the newest visible deployment of the project in each environment that has one. One
   * round trip.
   */
  public Map<DeploymentEnvironment, DeploymentRecord> latestPerEnvironment(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call(
        "latestPerEnvironment",
        () -> {
          Map<DeploymentEnvironment, DeploymentRecord> latest =
              new EnumMap<>(DeploymentEnvironment.class);
          dsl()
              .select(DEPLOYMENTS.fields())
              .distinctOn(DEPLOYMENTS.ENVIRONMENT)
              .from(DEPLOYMENTS)
              .where(DEPLOYMENTS.PROJECT_ID.eq(project))
              .and(DEPLOYMENTS.ENVIRONMENT.isNotNull())
              .orderBy(DEPLOYMENTS.ENVIRONMENT, NEWEST_FIRST[0], NEWEST_FIRST[1])
              .forEach(row -> latest.put(row.get(DEPLOYMENTS.ENVIRONMENT), row.into(DEPLOYMENTS)));
          return latest;
        });
  }

  /** Returns all visible deployments of the project, newest first. One round trip. */
  public List<DeploymentRecord> history(ProjectId project) {
    Objects.requireNonNull(project, "project");
    return call("history", () -> fetch(DEPLOYMENTS.PROJECT_ID.eq(project), NEWEST_FIRST));
  }

  /**
   * Returns the deployment of the project that became ready last in the environment, to which one
   * can go back if a newer one fails; empty if none is visible. One round trip.
   */
  public Optional<DeploymentRecord> lastReady(
      ProjectId project, DeploymentEnvironment environment) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(environment, "environment");
    return call(
        "lastReady",
        () ->
            dsl()
                .selectFrom(DEPLOYMENTS)
                .where(in(project, environment))
                .and(DEPLOYMENTS.STATUS.eq(DeploymentStatus.READY))
                .orderBy(
                    DEPLOYMENTS.COMPLETED_AT.desc().nullsLast(), NEWEST_FIRST[0], NEWEST_FIRST[1])
                .limit(1)
                .fetchOptional());
  }

  /**
   * Returns statistics on how long the project's visible deployments took that became ready in the
   * range. One round trip.
   */
  public BuildTimes buildTimes(ProjectId project, TimeRange range) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(range, "range");
    return call(
        "buildTimes",
        () -> {
          Field<Integer> seconds = DEPLOYMENTS.BUILD_TIME_SECONDS;
          return dsl()
              .select(
                  DSL.count(seconds),
                  DSL.percentileCont(0.5).withinGroupOrderBy(seconds),
                  DSL.percentileCont(0.95).withinGroupOrderBy(seconds),
                  DSL.regrSlope(
                      seconds,
                      DSL.field(
                          "extract(epoch from {0}) / 86400",
                          SQLDataType.NUMERIC, DEPLOYMENTS.COMPLETED_AT)))
              .from(DEPLOYMENTS)
              .where(ended(project, range))
              .and(DEPLOYMENTS.STATUS.eq(DeploymentStatus.READY))
              .fetchSingle(
                  row ->
                      new BuildTimes(
                          row.value1(),
                          duration(row.value2()),
                          duration(row.value3()),
                          duration(row.value4())));
        });
  }

  /**
   * Returns how those visible deployments of the project ended that ended in the range. One round
   * trip.
   */
  public SuccessRate successRate(ProjectId project, TimeRange range) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(range, "range");
    return call(
        "successRate",
        () ->
            dsl()
                .select(
                    count(DeploymentStatus.READY),
                    count(DeploymentStatus.ERROR),
                    count(DeploymentStatus.CANCELED))
                .from(DEPLOYMENTS)
                .where(ended(project, range))
                .fetchSingle(row -> new SuccessRate(row.value1(), row.value2(), row.value3())));
  }

  private static Field<Integer> count(DeploymentStatus status) {
    return DSL.count().filterWhere(DEPLOYMENTS.STATUS.eq(status));
  }

  private static Condition in(ProjectId project, DeploymentEnvironment environment) {
    return DEPLOYMENTS.PROJECT_ID.eq(project).and(DEPLOYMENTS.ENVIRONMENT.eq(environment));
  }

  private static Condition ended(ProjectId project, TimeRange range) {
    return DEPLOYMENTS
        .PROJECT_ID
        .eq(project)
        .and(DEPLOYMENTS.COMPLETED_AT.ge(range.from()))
        .and(DEPLOYMENTS.COMPLETED_AT.lt(range.to()));
  }

  private static @Nullable Duration duration(@Nullable BigDecimal seconds) {
    return seconds == null ? null : Duration.ofNanos(seconds.movePointRight(9).longValue());
  }
}
