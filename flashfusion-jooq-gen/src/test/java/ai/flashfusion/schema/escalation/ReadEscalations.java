package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.done;
import static ai.flashfusion.schema.escalation.Escalation.open;
import static ai.flashfusion.schema.escalation.Escalation.read;
import static ai.flashfusion.schema.escalation.Escalation.readId;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts to read rows and values that policies hide. */
final class ReadEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "read others' project_files",
              "mallory",
              read("hidden-content"),
              "select * from public.project_files",
              "table public.project_files"),
          closed(
              "read others' project_files",
              "anonymous",
              read("hidden-content"),
              "select * from public.project_files",
              "table public.project_files"),
          closed(
              "read others' ai_usage_logs",
              "mallory",
              read("hidden-error"),
              "select * from public.ai_usage_logs",
              "table public.ai_usage_logs"),
          closed(
              "read others' ai_usage_logs",
              "anonymous",
              read("hidden-error"),
              "select * from public.ai_usage_logs",
              "table public.ai_usage_logs"),
          closed(
              "read others' ai_conversations",
              "mallory",
              read("hidden-title"),
              "select * from public.ai_conversations",
              "table public.ai_conversations"),
          closed(
              "read others' ai_conversations",
              "anonymous",
              read("hidden-title"),
              "select * from public.ai_conversations",
              "table public.ai_conversations"),
          closed(
              "read others' deployments",
              "mallory",
              read("hidden-url"),
              "select * from public.deployments",
              "table public.deployments"),
          closed(
              "read others' deployments",
              "anonymous",
              read("hidden-url"),
              "select * from public.deployments",
              "table public.deployments"),
          closed(
              "read others' deployment_logs",
              "mallory",
              read("hidden-message"),
              "select * from public.deployment_logs",
              "table public.deployment_logs"),
          closed(
              "read others' deployment_logs",
              "anonymous",
              read("hidden-message"),
              "select * from public.deployment_logs",
              "table public.deployment_logs"),
          closed(
              "read others' webhooks",
              "mallory",
              read("hidden-secret"),
              "select * from public.webhooks",
              "table public.webhooks"),
          closed(
              "read others' webhooks",
              "anonymous",
              read("hidden-secret"),
              "select * from public.webhooks",
              "table public.webhooks"),
          closed(
              "read others' webhook_logs",
              "mallory",
              read("hidden-delivery"),
              "select * from public.webhook_logs",
              "table public.webhook_logs"),
          closed(
              "read others' webhook_logs",
              "anonymous",
              read("hidden-delivery"),
              "select * from public.webhook_logs",
              "table public.webhook_logs"),
          closed(
              "read others' billing_transactions",
              "mallory",
              read("hidden-bill"),
              "select * from public.billing_transactions",
              "table public.billing_transactions"),
          closed(
              "read others' billing_transactions",
              "anonymous",
              read("hidden-bill"),
              "select * from public.billing_transactions",
              "table public.billing_transactions"),
          closed(
              "read others' subscription_history",
              "mallory",
              read("hidden-reason"),
              "select * from public.subscription_history",
              "table public.subscription_history"),
          closed(
              "read others' subscription_history",
              "anonymous",
              read("hidden-reason"),
              "select * from public.subscription_history",
              "table public.subscription_history"),
          closed(
              "read others' api_keys",
              "mallory",
              read("hash-of-alice"),
              "select * from public.api_keys",
              "table public.api_keys"),
          closed(
              "read others' api_keys",
              "anonymous",
              read("hash-of-alice"),
              "select * from public.api_keys",
              "table public.api_keys"),
          closed(
              "read others' notifications",
              "mallory",
              read("hidden-notice"),
              "select * from public.notifications",
              "table public.notifications"),
          closed(
              "read others' notifications",
              "anonymous",
              read("hidden-notice"),
              "select * from public.notifications",
              "table public.notifications"),
          closed(
              "read others' projects",
              "mallory",
              read("hidden-name"),
              "select * from public.projects",
              "table public.projects"),
          closed(
              "read others' projects",
              "anonymous",
              read("hidden-name"),
              "select * from public.projects",
              "table public.projects"),
          closed(
              "read others' profiles",
              "mallory",
              read("alice@example.com"),
              "select * from public.profiles",
              "table public.profiles"),
          closed(
              "read others' profiles",
              "anonymous",
              read("alice@example.com"),
              "select * from public.profiles",
              "table public.profiles"),
          closed(
              "read who is in a team",
              "mallory",
              read("guest"),
              "select * from public.team_members",
              "select * from public.teams t join public.team_members using (id)"),
          closed(
              "read a team without signing in",
              "anonymous",
              read("Team"),
              "select * from public.teams"),
          open(
              "see hidden columns by returning of an update that reaches all",
              "mallory",
              read("root@example.com"),
              "update public.profiles set bio = bio returning *"),
          closed(
              "see hidden rows by returning of an update that reaches all",
              "mallory",
              read("hidden-name"),
              "update public.projects set name = name returning *",
              "delete from public.projects returning *"),
          closed(
              "see hidden rows by joining in an update",
              "mallory",
              read("hidden-secret"),
              "update public.projects p set name = w.secret from public.webhooks w where p.id = {mine} returning p.name"),
          closed(
              "see hidden rows through returning of an upsert",
              "mallory",
              read("hidden-name"),
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'x', 'private') on conflict (slug) do update set updated_at = now() returning name",
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'x', 'private') on conflict do nothing returning name"),
          closed(
              "lock hidden rows with select for update",
              "mallory",
              read("hidden-name"),
              "select name from public.projects where slug = 'private' for update",
              "select name from public.projects for share"),
          open(
              "lock the admins' rows with select for update",
              "mallory",
              read("root@example.com"),
              "select email from public.profiles for update"),
          closed(
              "lock a public project for update",
              "mallory",
              read("Public"),
              "select name from public.projects where id = {public} for update"),
          closed(
              "read hidden rows with a cursor",
              "mallory",
              read("hidden-name"),
              "declare rows cursor for select * from public.projects",
              "fetch all from rows"),
          closed(
              "copy a table out",
              "mallory",
              read("alice@example.com"),
              "copy public.profiles (email) to stdout",
              "copy (select * from public.webhooks, public.profiles) to stdout"),
          open(
              "copy the admins' profiles out",
              "mallory",
              read("root@example.com"),
              "copy public.profiles (email) to stdout"),
          closed(
              "copy rows in, past the policies",
              "mallory",
              row("projects where slug = 'copied'"),
              "copy public.projects (user_id, name, slug) from stdin\n\\N\tC\tcopied\n"),
          closed(
              "copy a table out without signing in",
              "anonymous",
              read("hidden-name"),
              "copy public.projects to stdout"),
          closed(
              "see hidden values by a cast that fails on them",
              "mallory",
              read("hidden-name"),
              "select * from public.projects where name::int = 1",
              "select * from public.projects where case when slug = 'private' then name::int = 1 end"),
          closed(
              "see by a division that a hidden row exists",
              "mallory",
              read("22012"),
              "select * from public.projects where 1 / (case when slug = 'private' then 0 else 1 end) = 1"),
          open(
              "see by a division that an admin exists",
              "mallory",
              read("22012"),
              "select * from public.profiles where 1 / (case when email = 'root@example.com' then 0 else 1 end) = 1"),
          closed(
              "see hidden values with a cheap function of one's own",
              "mallory",
              read("leaked hidden"),
              "create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0000001 as $$ begin if $1 like 'hidden%' then raise exception 'leaked %', $1; end if; return true; end $$",
              "select * from public.projects where pg_temp.leak(name)",
              "select * from public.webhooks where pg_temp.leak(secret)"),
          closed(
              "see hidden values in statistics",
              "mallory",
              read("alice@example.com"),
              "select most_common_vals::text, histogram_bounds::text from pg_stats where schemaname = 'public'",
              "select * from pg_statistic"),
          closed(
              "see hidden values in the plans of the planner",
              "mallory",
              read("alice@example.com"),
              "explain (analyze, verbose) select * from public.profiles where email < 'b'"),
          closed(
              "turn row level security off for oneself",
              "mallory",
              read("hidden-name"),
              "set row_security = off",
              "select * from public.projects"),
          closed(
              "read the people who signed up",
              "mallory",
              read("alice@example.com"),
              "select * from auth.users"),
          closed(
              "read the cards of strangers",
              "mallory",
              read("alice"),
              "select * from flashfusion.public_cards(array[{alice}, {root}, {pat}])",
              "select * from flashfusion.public_cards((select array_agg(user_id) from public.projects))"),
          closed(
              "read cards without signing in",
              "anonymous",
              read("alice"),
              "select * from flashfusion.public_cards(array[{alice}])"),
          closed(
              "read the cards of a private project's people as a team member",
              "mia",
              read("| pat |"),
              "select * from flashfusion.public_cards(array[{pat}, {ed}, {vic}])"),
          closed(
              "read more of a profile than the card",
              "tina",
              read("bio of alice"),
              "select * from public.profiles",
              "select * from flashfusion.public_cards(array[{alice}])"),
          closed(
              "ask the helpers for what others reach",
              "mallory",
              readId("private"),
              "select flashfusion.project_ids('viewer')::text, flashfusion.shared_project_ids('viewer')::text, flashfusion.team_ids('guest')::text",
              "select flashfusion.project_ids(null)::text",
              "select flashfusion.project_ids('owner')::text"),
          closed(
              "ask the helpers without signing in",
              "anonymous",
              done(),
              "select flashfusion.profile_id()"));

  private ReadEscalations() {}
}
