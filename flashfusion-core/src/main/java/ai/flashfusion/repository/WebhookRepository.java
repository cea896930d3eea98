package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static ai.flashfusion.schema.Tables.PROJECT_COLLABORATORS;
import static ai.flashfusion.schema.Tables.TEAMS;
import static ai.flashfusion.schema.Tables.TEAM_MEMBERS;
import static ai.flashfusion.schema.Tables.WEBHOOKS;
import static ai.flashfusion.schema.Tables.WEBHOOK_LOGS;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;

import ai.flashfusion.apikey.Secret;
import ai.flashfusion.error.ForeignKeyViolationException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.repository.Changes;
import ai.flashfusion.internal.repository.KeyedInsert;
import ai.flashfusion.internal.repository.Now;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.notification.WebhookSignature;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.enums.ProjectCollaboratorRole;
import ai.flashfusion.schema.enums.TeamMemberRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.ids.WebhookId;
import ai.flashfusion.schema.tables.records.WebhookLogRecord;
import ai.flashfusion.schema.tables.records.WebhookRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The webhooks to notify of events. As they hold secrets, a user sees and changes only their own.
 */
public final class WebhookRepository extends Repository<WebhookRecord, WebhookId> {

  WebhookRepository(SessionContext context) {
    super(context, WEBHOOKS, WEBHOOKS.ID, Keys.WEBHOOKS_PKEY);
  }

  /**
   * Returns the active webhooks to notify of an event in the project, the oldest first: a user's
   * own, or all in a service session. A webhook of the project counts if its owner is now an admin
   * or owner of the project; a webhook without a project counts if its owner owns the project. One
   * round trip.
   *
   * @param event the type of the event, exactly as the webhooks name it
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is anonymous
   */
  public List<WebhookRecord> subscribersOf(ProjectId project, String event) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(event, "event");
    return call(
        "subscribersOf",
        () ->
            fetch(
                WEBHOOKS
                    .ACTIVE
                    .isTrue()
                    .and(WEBHOOKS.EVENTS.contains(new String[] {event}))
                    .and(ownUnlessService(WEBHOOKS.USER_ID))
                    .and(
                        WEBHOOKS
                            .PROJECT_ID
                            .eq(project)
                            .and(isOneOf(owners(project).unionAll(admins(project))))
                            .or(WEBHOOKS.PROJECT_ID.isNull().and(isOneOf(owners(project))))),
                WEBHOOKS.CREATED_AT,
                WEBHOOKS.ID));
  }

  /** Returns a condition with an array that is evaluated once, so that an index can be used. */
  private static Condition isOneOf(Select<Record1<ProfileId>> people) {
    return WEBHOOKS.USER_ID.eq(DSL.any(DSL.array(people)));
  }

  private static Select<Record1<ProfileId>> owners(ProjectId project) {
    return DSL.select(PROJECTS.USER_ID)
        .from(PROJECTS)
        .where(PROJECTS.ID.eq(project))
        .unionAll(collaborators(project, ProjectCollaboratorRole.OWNER));
  }

  /** Returns the admins of the project who are not owners, apart from some who are both. */
  private static Select<Record1<ProfileId>> admins(ProjectId project) {
    Condition shared = PROJECTS.ID.eq(project).and(PROJECTS.VISIBILITY.ne(PRIVATE));
    return collaborators(project, ProjectCollaboratorRole.ADMIN)
        .unionAll(
            DSL.select(TEAMS.OWNER_ID)
                .from(TEAMS)
                .join(PROJECTS)
                .on(TEAMS.ID.eq(PROJECTS.TEAM_ID))
                .where(shared))
        .unionAll(
            DSL.select(TEAM_MEMBERS.USER_ID)
                .from(TEAM_MEMBERS)
                .join(PROJECTS)
                .on(TEAM_MEMBERS.TEAM_ID.eq(PROJECTS.TEAM_ID))
                .where(shared)
                .and(TEAM_MEMBERS.ROLE.in(TeamMemberRole.ADMIN, TeamMemberRole.OWNER)));
  }

  private static Select<Record1<ProfileId>> collaborators(
      ProjectId project, ProjectCollaboratorRole role) {
    return DSL.select(PROJECT_COLLABORATORS.USER_ID)
        .from(PROJECT_COLLABORATORS)
        .where(PROJECT_COLLABORATORS.PROJECT_ID.eq(project))
        .and(PROJECT_COLLABORATORS.ROLE.eq(role));
  }

  /**
   * Gives the webhook a new random secret. Payloads signed with the old one can no longer be
   * verified. Of several calls at once, the last one counts. One round trip.
   *
   * @return the secret
   * @throws NotFoundException if there is no such webhook that this identity may change
   */
  public Secret rotateSecret(WebhookId webhook) {
    Objects.requireNonNull(webhook, "webhook");
    return call(
        "rotateSecret",
        () -> {
          Secret secret = Secret.random("whsec_");
          int changed =
              dsl()
                  .update(WEBHOOKS)
                  .set(WEBHOOKS.SECRET, secret.reveal())
                  .where(WEBHOOKS.ID.eq(webhook))
                  .execute();
          if (changed == 0) {
            throw notFound(webhook);
          }
          return secret;
        });
  }

  /**
   * Returns the header that proves that a payload comes from the webhook, signed at the current
   * time; see {@link WebhookSignature}. The secret is not returned. One round trip.
   *
   * @param payload the body, exactly as it is sent
   * @throws NotFoundException if there is no such webhook for this identity
   * @throws IllegalStateException if it has no secret
   */
  public String sign(WebhookId webhook, String payload) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(payload, "payload");
    return call(
        "sign",
        () -> WebhookSignature.sign(payload, secretOf(webhook), Clock.systemUTC().instant()));
  }

  /**
   * Returns whether the header proves that the payload comes from the webhook; see {@link
   * WebhookSignature#verify}. One round trip.
   *
   * @param header the header; null if it is missing
   * @param tolerance the maximum difference between its time and now
   * @throws NotFoundException if there is no such webhook for this identity
   * @throws IllegalStateException if it has no secret
   */
  public boolean verify(
      WebhookId webhook, @Nullable String header, String payload, Duration tolerance) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(tolerance, "tolerance");
    return call(
        "verify",
        () ->
            WebhookSignature.verify(
                header, payload, secretOf(webhook), tolerance, Clock.systemUTC()));
  }

  /**
   * Enables the webhook, so that it is notified of events. One round trip.
   *
   * @return the webhook as stored
   * @throws NotFoundException if there is no such webhook that this identity may change
   */
  public WebhookRecord enable(WebhookId webhook) {
    Objects.requireNonNull(webhook, "webhook");
    return call("enable", () -> setActive(webhook, true));
  }

  /**
   * Disables the webhook, so that {@link #subscribersOf} leaves it out. One round trip.
   *
   * @return the webhook as stored
   * @throws NotFoundException if there is no such webhook that this identity may change
   */
  public WebhookRecord disable(WebhookId webhook) {
    Objects.requireNonNull(webhook, "webhook");
    return call("disable", () -> setActive(webhook, false));
  }

  /**
   * Records a delivery, and that the webhook was triggered. Service only. Also sets the webhook's
   * {@code updated_at}. One round trip.
   *
   * @return the log's row as stored
   * @throws NotFoundException if there is no such webhook
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is not the service
   */
  public WebhookLogRecord recordDelivery(WebhookId webhook, WebhookDelivery delivery) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(delivery, "delivery");
    return call(
        "recordDelivery",
        () -> {
          Map<Field<?>, @Nullable Object> values = Changes.of(row(delivery));
          if (context().isKeyed()) {
            return recordOnce(webhook, values);
          }
          List<Field<?>> columns = new ArrayList<>(values.keySet());
          List<Field<?>> row = new ArrayList<>();
          values.forEach((column, value) -> row.add(DSL.val(value, column)));
          columns.add(WEBHOOK_LOGS.WEBHOOK_ID);
          row.add(DSL.field(DSL.name("triggered", "id"), WEBHOOKS.ID.getDataType()));
          WebhookLogRecord stored =
              dsl()
                  .with(triggered(webhook))
                  .insertInto(WEBHOOK_LOGS, columns)
                  .select(DSL.select(row).from(DSL.name("triggered")))
                  .returning()
                  .fetchOne();
          if (stored == null) {
            throw notFound(webhook);
          }
          return stored;
        });
  }

  /**
   * Records a delivery like {@link #recordDelivery(WebhookId, WebhookDelivery)}, at most once under
   * an idempotency key.
   *
   * @param key the idempotency key: 1 to 255 characters, unique among the service's requests
   * @throws ai.flashfusion.error.IdempotencyException if the key was used for something else
   */
  public WebhookLogRecord recordDelivery(WebhookId webhook, WebhookDelivery delivery, String key) {
    Objects.requireNonNull(webhook, "webhook");
    Objects.requireNonNull(delivery, "delivery");
    return call(
        "recordDelivery", () -> new WebhookRepository(once(key)).recordDelivery(webhook, delivery));
  }

  /** Fails in the database if there is no such webhook, so that the key is not used either. */
  private WebhookLogRecord recordOnce(WebhookId webhook, Map<Field<?>, @Nullable Object> values) {
    values.put(WEBHOOK_LOGS.WEBHOOK_ID, webhook);
    try {
      return context()
          .write(
              KeyedInsert.of(
                  context(),
                  WEBHOOK_LOGS,
                  WEBHOOK_LOGS.ID,
                  values,
                  (dsl, all) ->
                      dsl.with(triggered(webhook))
                          .insertInto(WEBHOOK_LOGS)
                          .set(all)
                          .returning()
                          .fetchSingle()));
    } catch (ForeignKeyViolationException e) {
      throw notFound(webhook);
    }
  }

  private static CommonTableExpression<Record1<WebhookId>> triggered(WebhookId webhook) {
    return DSL.name("triggered")
        .as(
            DSL.update(WEBHOOKS)
                .set(
                    WEBHOOKS.LAST_TRIGGERED_AT,
                    DSL.greatest(WEBHOOKS.LAST_TRIGGERED_AT, Now.OF_TRANSACTION))
                .where(WEBHOOKS.ID.eq(webhook))
                .returningResult(WEBHOOKS.ID));
  }

  private static WebhookLogRecord row(WebhookDelivery delivery) {
    Duration duration = Objects.requireNonNull(delivery, "delivery").duration();
    return new WebhookLogRecord()
        .setEventType(delivery.event())
        .setStatusCode(delivery.status())
        .setDurationMs(duration == null ? null : (int) duration.toMillis())
        .setRequestBody(body(delivery.request()))
        .setResponseBody(body(delivery.response()))
        .setErrorMessage(delivery.error());
  }

  private WebhookRecord setActive(WebhookId webhook, boolean active) {
    return dsl()
        .update(WEBHOOKS)
        .set(WEBHOOKS.ACTIVE, active)
        .where(WEBHOOKS.ID.eq(webhook))
        .returning()
        .fetchOptional()
        .orElseThrow(() -> notFound(webhook));
  }

  private String secretOf(WebhookId webhook) {
    Record1<String> row =
        dsl().select(WEBHOOKS.SECRET).from(WEBHOOKS).where(WEBHOOKS.ID.eq(webhook)).fetchOne();
    if (row == null) {
      throw notFound(webhook);
    }
    return Optional.ofNullable(row.value1())
        .filter(secret -> !secret.isBlank())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "webhook " + webhook + " has no secret: give it one with rotateSecret"));
  }

  private static JsonNode body(@Nullable JsonNode given) {
    return given == null ? JsonNodeFactory.instance.objectNode() : given;
  }
}
