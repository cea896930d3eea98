package ai.flashfusion.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values that a new row needs besides its references to others. */
final class Samples {

  private Samples() {}

  /** Values for the columns that have neither default nor reference; unique where they must be. */
  static Map<String, @Nullable Object> required(Relation relation) {
    return required(relation, UUID.randomUUID().toString());
  }

  /** The same, with a text of the caller's choice where one must be unique. */
  static Map<String, @Nullable Object> required(Relation relation, String unique) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    switch (relation) {
      case PROFILES -> values.put("email", unique + "@example.com");
      case TEAMS, PROJECTS -> {
        values.put("name", unique);
        values.put("slug", unique);
      }
      case PROJECT_FILES -> {
        values.put("path", unique);
        values.put("name", unique);
      }
      case AI_USAGE_LOGS -> {
        values.put("provider", "openai");
        values.put("model", "gpt");
      }
      case AI_CONVERSATIONS -> values.put("model", "gpt");
      case DEPLOYMENTS -> values.put("provider", "vercel");
      case DEPLOYMENT_LOGS -> values.put("message", unique);
      case WEBHOOKS -> {
        values.put("name", unique);
        values.put("url", "https://example.com");
      }
      case WEBHOOK_LOGS -> values.put("event_type", "push");
      case BILLING_TRANSACTIONS -> values.put("amount_usd", "1.00");
      case SUBSCRIPTION_HISTORY -> {
        values.put("tier", "pro");
        values.put("status", "active");
        values.put("started_at", "2026-01-01");
      }
      case API_KEYS -> {
        values.put("name", unique);
        values.put("key_hash", unique);
        values.put("key_prefix", "ff_");
      }
      case NOTIFICATIONS -> {
        values.put("type", "info");
        values.put("title", unique);
      }
      case TEAM_MEMBERS, PROJECT_COLLABORATORS -> {}
    }
    return values;
  }
}
