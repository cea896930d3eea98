package ai.flashfusion.schema.escalation;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The people and rows of every attack, the same in both databases. In statements {@code {alice}} is
 * the id of whatever has that name, and {@code {alice.auth}} a person's auth user id.
 *
 * <p>Alice owns the team and the projects {@code private}, {@code shared} (with the team), {@code
 * public}, {@code deleted} and {@code orphan}, whose team is gone. Ed edits, Pat administers and
 * Vic views {@code private} and {@code shared}; Tina is admin, Mia member, Gus guest of the team.
 * Mallory is a stranger with a project and a team of her own; the newcomer has no profile yet.
 */
final class Cast {

  private static final Pattern NAME = Pattern.compile("\\{([a-z.]+)\\}");

  private static final List<String> PEOPLE =
      List.of("alice", "root", "ed", "pat", "vic", "tina", "mia", "gus", "mallory");

  private static final String ROWS =
      """
      insert into public.teams (id, name, slug, owner_id) values
        ({team}, 'Team', 'team', {alice}), ({team.of.mallory}, 'M', 'team-of-mallory', {mallory});
      insert into public.team_members (id, team_id, user_id, role) values
        ({seat.of.tina}, {team}, {tina}, 'admin'), ({seat.of.mia}, {team}, {mia}, 'member'),
        ({seat.of.gus}, {team}, {gus}, 'guest');
      insert into public.projects (id, user_id, team_id, name, slug, visibility, status) values
        ({private}, {alice}, null, 'hidden-name', 'private', 'private', 'active'),
        ({shared}, {alice}, {team}, 'hidden-name', 'shared', 'team', 'active'),
        ({orphan}, {alice}, {team.gone}, 'hidden-name', 'orphan', 'team', 'active'),
        ({public}, {alice}, null, 'Public', 'public', 'public', 'active'),
        ({deleted}, {alice}, null, 'deleted-name', 'deleted', 'public', 'deleted'),
        ({mine}, {mallory}, null, 'Mine', 'mine', 'private', 'active'),
        ({empty}, {mallory}, null, 'Empty', 'empty', 'private', 'active');
      insert into public.project_collaborators (id, project_id, user_id, role) values
        ({seat.of.ed}, {private}, {ed}, 'editor'), ({seat.of.pat}, {private}, {pat}, 'admin'),
        ({seat.of.vic}, {private}, {vic}, 'viewer');
      insert into public.project_files (id, project_id, path, name, content) values
        ({file}, {private}, 'a', 'a', 'hidden-content'), ({file.of.mallory}, {mine}, 'a', 'a', '');
      insert into public.ai_usage_logs (id, user_id, provider, model, error_message) values
        ({usage}, {alice}, 'openai', 'm', 'hidden-error'), ({usage.of.mallory}, {mallory}, 'openai', 'm', '');
      insert into public.ai_conversations (id, user_id, model, title) values
        ({conversation}, {alice}, 'm', 'hidden-title'), ({conversation.of.mallory}, {mallory}, 'm', '');
      insert into public.deployments (id, project_id, user_id, provider, url) values
        ({deployment}, {private}, {alice}, 'vercel', 'hidden-url'),
        ({deployment.of.mallory}, {mine}, {mallory}, 'vercel', '');
      insert into public.deployment_logs (id, deployment_id, message) values
        ({log}, {deployment}, 'hidden-message'), ({log.of.mallory}, {deployment.of.mallory}, 'mine');
      insert into public.webhooks (id, user_id, project_id, name, url, secret) values
        ({webhook}, {alice}, {private}, 'w', 'https://example.com', 'hidden-secret'),
        ({webhook.of.mallory}, {mallory}, {mine}, 'w', 'https://example.com', null);
      insert into public.webhook_logs (id, webhook_id, event_type, error_message) values
        ({webhook.log}, {webhook}, 'push', 'hidden-delivery');
      insert into public.billing_transactions (id, user_id, amount_usd, stripe_payment_intent_id, description) values
        ({bill}, {alice}, 10, 'pi_1', 'hidden-bill'), ({bill.of.mallory}, {mallory}, 10, 'pi_2', '');
      insert into public.subscription_history (id, user_id, tier, status, started_at, reason) values
        ({subscription}, {alice}, 'pro', 'active', now(), 'hidden-reason'),
        ({subscription.of.mallory}, {mallory}, 'free', 'active', now(), '');
      insert into public.api_keys (id, user_id, name, key_hash, key_prefix, permissions) values
        ({key}, {alice}, 'hidden-key', 'hash-of-alice', 'ff_', '{"read": true}'),
        ({key.of.mallory}, {mallory}, 'k', 'hash-of-mallory', 'ff_', '{"read": true}');
      insert into public.notifications (id, user_id, type, title) values
        ({notification}, {alice}, 'info', 'hidden-notice'), ({notification.of.mallory}, {mallory}, 'info', 'n');
      """;

  private Cast() {}

  /** Adds everybody and everything, without triggers and foreign keys. */
  static void enter(SchemaDatabase database) {
    try (Sql sql = database.sql()) {
      sql.run("set session_replication_role = replica");
      for (String name : PEOPLE) {
        sql.run(
            ids(
                """
                insert into auth.users (id, email, email_confirmed_at)
                  values ({%1$s.auth}, '%1$s@example.com', now());
                insert into public.profiles (id, user_id, email, username, full_name, bio, stripe_customer_id)
                  values ({%1$s}, {%1$s.auth}, '%1$s@example.com', '%1$s', '%1$s', 'bio of %1$s', 'cus_%1$s');
                """
                    .formatted(name)));
      }
      sql.run(ids("insert into auth.users (id) values ({newcomer.auth})"));
      sql.run(
          ids("insert into auth.users (id, email) values ({pending.auth}, 'pending@example.com')"));
      sql.run(ids("update public.profiles set role = 'admin' where id = {root}"));
      sql.run(ids(ROWS));
    }
  }

  /** Connects in a transaction of the login, like those of the application. */
  static Sql as(SchemaDatabase database, String name) {
    return name.equals("anonymous") ? database.asAnonymous() : database.asUser(id(name + ".auth"));
  }

  /** The statement with ids in place of names. */
  static String ids(String statement) {
    return NAME.matcher(statement)
        .replaceAll(match -> "'" + id(match.group(1)) + "'::pg_catalog.uuid");
  }

  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
