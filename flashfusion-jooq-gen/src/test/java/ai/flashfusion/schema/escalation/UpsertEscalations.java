package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.open;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts to change existing rows by an insert, through their id or a unique column. */
final class UpsertEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "take over a project by its slug",
              "mallory",
              row("projects where id = {private} and name = 'pwned'"),
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'pwned', 'private') on conflict (slug) do update set name = excluded.name"),
          closed(
              "take over a public project by its slug",
              "mallory",
              row("projects where id = {public} and name = 'pwned'"),
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'pwned', 'public') on conflict (slug) do update set name = excluded.name"),
          closed(
              "become owner of a project by its slug",
              "mallory",
              row("projects where id = {private} and user_id = {mallory}"),
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'pwned', 'private') on conflict (slug) do update set user_id = excluded.user_id"),
          closed(
              "take over a project by its id",
              "mallory",
              row("projects where id = {private} and name = 'pwned'"),
              "insert into public.projects (id, user_id, name, slug) values ({private}, {mallory}, 'pwned', 'pwned') on conflict (id) do update set name = excluded.name"),
          closed(
              "take over a team by its slug",
              "mallory",
              row("teams where id = {team} and name = 'pwned'"),
              "insert into public.teams (name, slug, owner_id) values ('pwned', 'team', {mallory}) on conflict (slug) do update set name = excluded.name"),
          closed(
              "own a team by its slug",
              "mallory",
              row("teams where id = {team} and owner_id = {mallory}"),
              "insert into public.teams (name, slug, owner_id) values ('pwned', 'team', {mallory}) on conflict (slug) do update set owner_id = excluded.owner_id"),
          closed(
              "overwrite a file by its path",
              "mallory",
              row("project_files where id = {file} and content = 'pwned'"),
              "insert into public.project_files (project_id, path, name, content) values ({private}, 'a', 'a', 'pwned') on conflict (project_id, path) do update set content = excluded.content"),
          closed(
              "overwrite a file by its id, from one's own project",
              "mallory",
              row("project_files where id = {file} and content = 'pwned'"),
              "insert into public.project_files (id, project_id, path, name, content) values ({file}, {mine}, 'b', 'b', 'pwned') on conflict (id) do update set content = excluded.content"),
          closed(
              "take over a key by its hash",
              "mallory",
              row("api_keys where id = {key} and permissions ->> 'write' = 'true'"),
              "insert into public.api_keys (user_id, name, key_hash, key_prefix, permissions) values ({mallory}, 'k', 'hash-of-alice', 'ff_', '{\"write\": true}') on conflict (key_hash) do update set permissions = excluded.permissions"),
          closed(
              "change a payment by its intent",
              "mallory",
              row("billing_transactions where id = {bill} and status = 'refunded'"),
              "insert into public.billing_transactions (user_id, amount_usd, stripe_payment_intent_id) values ({mallory}, 1, 'pi_1') on conflict (stripe_payment_intent_id) do update set status = 'refunded'"),
          closed(
              "change another's conversation by its id",
              "mallory",
              row("ai_conversations where id = {conversation} and title = 'pwned'"),
              "insert into public.ai_conversations (id, user_id, model) values ({conversation}, {mallory}, 'm') on conflict (id) do update set title = 'pwned'"),
          closed(
              "change another's webhook by its id",
              "mallory",
              row("webhooks where id = {webhook} and url = 'https://evil.example'"),
              "insert into public.webhooks (id, user_id, name, url) values ({webhook}, {mallory}, 'w', 'https://evil.example') on conflict (id) do update set url = excluded.url"),
          closed(
              "change another's deployment by its id",
              "mallory",
              row("deployments where id = {deployment} and url = 'https://evil.example'"),
              "insert into public.deployments (id, project_id, user_id, provider) values ({deployment}, {mine}, {mallory}, 'vercel') on conflict (id) do update set url = 'https://evil.example'"),
          closed(
              "change another's usage by its id",
              "mallory",
              row("ai_usage_logs where id = {usage} and model = 'evil'"),
              "insert into public.ai_usage_logs (id, user_id, provider, model) values ({usage}, {mallory}, 'openai', 'm') on conflict (id) do update set model = 'evil'"),
          closed(
              "change another's profile by the e-mail",
              "mallory",
              row("profiles where id = {alice} and bio = 'pwned'"),
              "insert into public.profiles (user_id, email) values ({mallory.auth}, 'alice@example.com') on conflict (email) do update set bio = 'pwned'"),
          closed(
              "change another's profile by the username",
              "mallory",
              row("profiles where id = {alice} and bio = 'pwned'"),
              "insert into public.profiles (user_id, email, username) values ({mallory.auth}, 'm@example.com', 'alice') on conflict (username) do update set bio = 'pwned'"),
          open(
              "change an admin's profile by the e-mail",
              "mallory",
              row("profiles where id = {root} and bio = 'pwned'"),
              "insert into public.profiles (user_id, email, role) values ({mallory.auth}, 'root@example.com', 'admin') on conflict (email) do update set bio = 'pwned'"),
          open(
              "raise one's limit by upsert on the user",
              "mallory",
              row("profiles where id = {mallory} and api_calls_limit = 9999"),
              "insert into public.profiles (user_id, email, role) values ({mallory.auth}, 'm@example.com', 'admin') on conflict (user_id) do update set api_calls_limit = 9999"),
          open(
              "count stars up by upsert on the slug",
              "mallory",
              row("projects where id = {mine} and star_count = 1000"),
              "insert into public.projects (user_id, name, slug) values ({mallory}, 'M', 'mine') on conflict (slug) do update set star_count = 1000"),
          closed(
              "overwrite a file by its path as a viewer",
              "vic",
              row("project_files where id = {file} and content = 'pwned'"),
              "insert into public.project_files (project_id, path, name, content) values ({private}, 'a', 'a', 'pwned') on conflict (project_id, path) do update set content = excluded.content"));

  private UpsertEscalations() {}
}
