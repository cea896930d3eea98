package ai.flashfusion.access;

import java.util.Locale;

/** One of the sixteen tables, with the letters its rows go by in sentences. */
enum Relation {
  PROFILES("U"),
  TEAMS("T"),
  TEAM_MEMBERS("M"),
  PROJECTS("P"),
  PROJECT_COLLABORATORS("C"),
  PROJECT_FILES("F"),
  AI_USAGE_LOGS("L"),
  AI_CONVERSATIONS("A"),
  DEPLOYMENTS("D"),
  DEPLOYMENT_LOGS("DL"),
  WEBHOOKS("W"),
  WEBHOOK_LOGS("WL"),
  BILLING_TRANSACTIONS("B"),
  SUBSCRIPTION_HISTORY("S"),
  API_KEYS("K"),
  NOTIFICATIONS("N");

  private final String letters;

  Relation(String letters) {
    this.letters = letters;
  }

  String letters() {
    return letters;
  }

  /** The table's name without schema. */
  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The table's name as a statement writes it. */
  String sql() {
    return "public." + table();
  }
}
