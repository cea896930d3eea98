package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.noRow;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts to attach rows to what belongs to others, and to forge records of the service. */
final class AttachEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "attach rows of ai_usage_logs to a foreign project by insert",
              "mallory",
              row("ai_usage_logs where user_id = {mallory} and project_id = {private}"),
              "insert into public.ai_usage_logs (user_id, project_id, provider, model) values ({mallory}, {private}, 'openai', 'm')"),
          closed(
              "attach rows of ai_usage_logs to a public project by insert",
              "mallory",
              row("ai_usage_logs where user_id = {mallory} and project_id = {public}"),
              "insert into public.ai_usage_logs (user_id, project_id, provider, model) values ({mallory}, {public}, 'openai', 'm')"),
          closed(
              "attach rows of ai_usage_logs to a foreign project by update",
              "mallory",
              row("ai_usage_logs where user_id = {mallory} and project_id = {private}"),
              "update public.ai_usage_logs set project_id = {private} where id = {usage.of.mallory}"),
          closed(
              "attach rows of ai_usage_logs to a foreign project by upsert",
              "mallory",
              row("ai_usage_logs where user_id = {mallory} and project_id = {private}"),
              "insert into public.ai_usage_logs (id, user_id, project_id, provider, model) values ({usage.of.mallory}, {mallory}, {mine}, 'openai', 'm') on conflict (id) do update set project_id = {private}"),
          closed(
              "attach rows of ai_conversations to a foreign project by insert",
              "mallory",
              row("ai_conversations where user_id = {mallory} and project_id = {private}"),
              "insert into public.ai_conversations (user_id, project_id, model) values ({mallory}, {private}, 'm')"),
          closed(
              "attach rows of ai_conversations to a public project by insert",
              "mallory",
              row("ai_conversations where user_id = {mallory} and project_id = {public}"),
              "insert into public.ai_conversations (user_id, project_id, model) values ({mallory}, {public}, 'm')"),
          closed(
              "attach rows of ai_conversations to a foreign project by update",
              "mallory",
              row("ai_conversations where user_id = {mallory} and project_id = {private}"),
              "update public.ai_conversations set project_id = {private} where id = {conversation.of.mallory}"),
          closed(
              "attach rows of ai_conversations to a foreign project by upsert",
              "mallory",
              row("ai_conversations where user_id = {mallory} and project_id = {private}"),
              "insert into public.ai_conversations (id, user_id, project_id, model) values ({conversation.of.mallory}, {mallory}, {mine}, 'm') on conflict (id) do update set project_id = {private}"),
          closed(
              "attach rows of webhooks to a foreign project by insert",
              "mallory",
              row("webhooks where user_id = {mallory} and project_id = {private}"),
              "insert into public.webhooks (user_id, project_id, name, url) values ({mallory}, {private}, 'w', 'https://evil.example')"),
          closed(
              "attach rows of webhooks to a public project by insert",
              "mallory",
              row("webhooks where user_id = {mallory} and project_id = {public}"),
              "insert into public.webhooks (user_id, project_id, name, url) values ({mallory}, {public}, 'w', 'https://evil.example')"),
          closed(
              "attach rows of webhooks to a foreign project by update",
              "mallory",
              row("webhooks where user_id = {mallory} and project_id = {private}"),
              "update public.webhooks set project_id = {private} where id = {webhook.of.mallory}"),
          closed(
              "attach rows of webhooks to a foreign project by upsert",
              "mallory",
              row("webhooks where user_id = {mallory} and project_id = {private}"),
              "insert into public.webhooks (id, user_id, project_id, name, url) values ({webhook.of.mallory}, {mallory}, {mine}, 'w', 'https://evil.example') on conflict (id) do update set project_id = {private}"),
          closed(
              "attach rows of deployments to a foreign project by insert",
              "mallory",
              row("deployments where user_id = {mallory} and project_id = {private}"),
              "insert into public.deployments (user_id, project_id, provider) values ({mallory}, {private}, 'vercel')"),
          closed(
              "attach rows of deployments to a public project by insert",
              "mallory",
              row("deployments where user_id = {mallory} and project_id = {public}"),
              "insert into public.deployments (user_id, project_id, provider) values ({mallory}, {public}, 'vercel')"),
          closed(
              "attach rows of deployments to a foreign project by update",
              "mallory",
              row("deployments where user_id = {mallory} and project_id = {private}"),
              "update public.deployments set project_id = {private} where id = {deployment.of.mallory}"),
          closed(
              "attach rows of deployments to a foreign project by upsert",
              "mallory",
              row("deployments where user_id = {mallory} and project_id = {private}"),
              "insert into public.deployments (id, user_id, project_id, provider) values ({deployment.of.mallory}, {mallory}, {mine}, 'vercel') on conflict (id) do update set project_id = {private}"),
          closed(
              "listen to a project with a webhook as its editor",
              "ed",
              row("webhooks where user_id = {ed}"),
              "insert into public.webhooks (user_id, project_id, name, url) values ({ed}, {private}, 'w', 'https://evil.example')",
              "insert into public.webhooks (id, user_id, name, url) values ({hook.two}, {ed}, 'w', 'https://evil.example')",
              "update public.webhooks set project_id = {private} where id = {hook.two}",
              "delete from public.webhooks where id = {hook.two} and project_id is null"),
          closed(
              "put a file into a foreign project",
              "mallory",
              row("project_files where path = 'evil'"),
              "insert into public.project_files (project_id, path, name) values ({private}, 'evil', 'e')",
              "insert into public.project_files (project_id, path, name) values ({public}, 'evil', 'e')"),
          closed(
              "move a file into a foreign project",
              "mallory",
              row("project_files where id = {file.of.mallory} and project_id = {private}"),
              "update public.project_files set project_id = {private}, path = 'evil' where id = {file.of.mallory}"),
          closed(
              "pull a file of a project into one's own, as its viewer",
              "vic",
              row("project_files where id = {file} and project_id <> {private}"),
              "insert into public.projects (id, user_id, name, slug) values ({project.of.vic}, {vic}, 'V', 'of-vic')",
              "update public.project_files set project_id = {project.of.vic} where id = {file}"),
          closed(
              "deploy in another's name",
              "ed",
              row("deployments where user_id = {alice} and provider = 'aws'"),
              "insert into public.deployments (project_id, user_id, provider) values ({private}, {alice}, 'aws')"),
          closed(
              "deploy a project that one only views",
              "vic",
              row("deployments where user_id = {vic}"),
              "insert into public.deployments (project_id, user_id, provider) values ({private}, {vic}, 'aws')"),
          closed(
              "delete a deployment as an editor, by way of a project of one's own",
              "ed",
              noRow("deployments where id = {deployment}"),
              "insert into public.projects (id, user_id, name, slug) values ({project.of.ed}, {ed}, 'E', 'of-ed')",
              "update public.deployments set project_id = {project.of.ed} where id = {deployment}",
              "delete from public.deployments where id = {deployment}"),
          closed(
              "give a deployment to somebody else",
              "ed",
              row("deployments where id = {deployment} and user_id <> {alice}"),
              "update public.deployments set user_id = {mallory} where id = {deployment}",
              "update public.deployments set user_id = {ed} where id = {deployment}"),
          closed(
              "rewrite when a deployment was made",
              "ed",
              row("deployments where id = {deployment} and created_at < '2001-01-01'"),
              "update public.deployments set created_at = '2000-01-01' where id = {deployment}"),
          closed(
              "name another as the one who changed a file",
              "ed",
              row("project_files where updated_by = {alice} or created_by = {alice}"),
              "update public.project_files set updated_by = {alice} where id = {file}",
              "update public.project_files set created_by = {alice} where id = {file}",
              "insert into public.project_files (project_id, path, name, created_by) values ({private}, 'b', 'b', {alice})",
              "insert into public.project_files (project_id, path, name, updated_by) values ({private}, 'c', 'c', {alice})"),
          closed(
              "name another as the one who invited somebody",
              "pat",
              row("project_collaborators where invited_by = {alice}"),
              "update public.project_collaborators set invited_by = {alice} where id = {seat.of.vic}",
              "insert into public.project_collaborators (project_id, user_id, invited_by) values ({private}, {mia}, {alice})"),
          closed(
              "delete a deployment as an editor",
              "ed",
              noRow("deployments where id = {deployment}"),
              "delete from public.deployments where id = {deployment}"),
          closed(
              "write into the log of a foreign deployment",
              "mallory",
              row("deployment_logs where message = 'forged'"),
              "insert into public.deployment_logs (deployment_id, message) values ({deployment}, 'forged')"),
          closed(
              "write into the log of a deployment that one only views",
              "vic",
              row("deployment_logs where message = 'forged'"),
              "insert into public.deployment_logs (deployment_id, message) values ({deployment}, 'forged')"),
          closed(
              "rewrite the log of one's own deployment",
              "mallory",
              row("deployment_logs where message = 'forged'"),
              "update public.deployment_logs set message = 'forged' where id = {log.of.mallory}"),
          closed(
              "delete the log of one's own deployment",
              "mallory",
              noRow("deployment_logs where id = {log.of.mallory}"),
              "delete from public.deployment_logs where id = {log.of.mallory}"),
          closed(
              "make one's usage cheaper",
              "mallory",
              row("ai_usage_logs where id = {usage.of.mallory} and cost_usd < 0"),
              "update public.ai_usage_logs set cost_usd = -1 where id = {usage.of.mallory}",
              "insert into public.ai_usage_logs (id, user_id, provider, model) values ({usage.of.mallory}, {mallory}, 'openai', 'm') on conflict (id) do update set cost_usd = -1"),
          closed(
              "delete one's usage",
              "mallory",
              noRow("ai_usage_logs where id = {usage.of.mallory}"),
              "delete from public.ai_usage_logs where user_id = {mallory}"),
          closed(
              "charge one's usage to another",
              "mallory",
              row("ai_usage_logs where user_id = {alice} and model = 'evil'"),
              "insert into public.ai_usage_logs (user_id, provider, model) values ({alice}, 'openai', 'evil')"),
          closed(
              "put words into another's conversations",
              "mallory",
              row("ai_conversations where user_id = {alice} and model = 'evil'"),
              "insert into public.ai_conversations (user_id, model) values ({alice}, 'evil')",
              "update public.ai_conversations set user_id = {alice}, model = 'evil' where id = {conversation.of.mallory}"),
          closed(
              "give oneself a payment",
              "mallory",
              row("billing_transactions where amount_usd = 999"),
              "insert into public.billing_transactions (user_id, amount_usd, status) values ({mallory}, 999, 'succeeded')",
              "update public.billing_transactions set amount_usd = 999 where id = {bill.of.mallory}"),
          closed(
              "delete a bill",
              "mallory",
              noRow("billing_transactions where id = {bill.of.mallory}"),
              "delete from public.billing_transactions where id = {bill.of.mallory}"),
          closed(
              "give oneself a subscription",
              "mallory",
              row("subscription_history where tier = 'enterprise'"),
              "insert into public.subscription_history (user_id, tier, status, started_at) values ({mallory}, 'enterprise', 'active', now())",
              "update public.subscription_history set tier = 'enterprise' where user_id = {mallory}"),
          closed(
              "send a notification to another",
              "mallory",
              row("notifications where title = 'phish'"),
              "insert into public.notifications (user_id, type, title) values ({alice}, 'security', 'phish')",
              "update public.notifications set user_id = {alice}, title = 'phish' where id = {notification.of.mallory}"),
          closed(
              "change more of a notification than that it was read",
              "mallory",
              row("notifications where title = 'phish'"),
              "update public.notifications set read = true, title = 'phish' where id = {notification.of.mallory}"),
          closed(
              "mark another's notifications as read",
              "mallory",
              row("notifications where id = {notification} and read"),
              "update public.notifications set read = true"),
          closed(
              "give a key to another",
              "mallory",
              row("api_keys where user_id = {alice} and key_hash = 'hash-of-mallory'"),
              "update public.api_keys set user_id = {alice} where id = {key.of.mallory}"),
          closed(
              "add a key to another's account",
              "mallory",
              row("api_keys where user_id = {alice} and key_hash = 'evil'"),
              "insert into public.api_keys (user_id, name, key_hash, key_prefix) values ({alice}, 'k', 'evil', 'ff_')"),
          closed(
              "exchange the hash of a key",
              "mallory",
              row("api_keys where id = {key.of.mallory} and key_hash = 'evil'"),
              "update public.api_keys set key_hash = 'evil' where id = {key.of.mallory}"),
          closed(
              "take another's webhook with its secret",
              "mallory",
              row("webhooks where id = {webhook} and user_id = {mallory}"),
              "update public.webhooks set user_id = {mallory} where id = {webhook}",
              "update public.webhooks set user_id = {mallory}"),
          closed(
              "forge a delivery of one's own webhook",
              "mallory",
              row("webhook_logs where event_type = 'forged'"),
              "insert into public.webhook_logs (webhook_id, event_type) values ({webhook.of.mallory}, 'forged')"));

  private AttachEscalations() {}
}
