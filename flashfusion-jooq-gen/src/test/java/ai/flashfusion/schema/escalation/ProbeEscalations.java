package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.tellsApart;

import java.util.List;

/**
 * Attempts to find out what exists but is hidden. Slugs, usernames, e-mails and key hashes are
 * unique among all, so that by design a taken one can be distinguished from a free one.
 */
final class ProbeEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "tell by a foreign key whether a project exists",
              "mallory",
              tellsApart(),
              "insert into public.ai_usage_logs (user_id, project_id, provider, model) values ({mallory}, {private}, 'openai', 'm')",
              "insert into public.ai_usage_logs (user_id, project_id, provider, model) values ({mallory}, {nothing}, 'openai', 'm')"),
          closed(
              "tell by a foreign key whether a project exists, for a conversation that is moved",
              "mallory",
              tellsApart(),
              "update public.ai_conversations set project_id = {private} where id = {conversation.of.mallory}",
              "update public.ai_conversations set project_id = {nothing} where id = {conversation.of.mallory}"),
          closed(
              "tell by a foreign key whether a project exists, for a webhook",
              "mallory",
              tellsApart(),
              "insert into public.webhooks (user_id, project_id, name, url) values ({mallory}, {private}, 'w', 'u')",
              "insert into public.webhooks (user_id, project_id, name, url) values ({mallory}, {nothing}, 'w', 'u')"),
          closed(
              "tell by a foreign key whether a project exists, for a file",
              "mallory",
              tellsApart(),
              "insert into public.project_files (project_id, path, name) values ({private}, 'a', 'a')",
              "insert into public.project_files (project_id, path, name) values ({nothing}, 'a', 'a')"),
          closed(
              "tell by a foreign key whether a project exists, for a deployment",
              "mallory",
              tellsApart(),
              "insert into public.deployments (user_id, project_id, provider) values ({mallory}, {private}, 'aws')",
              "insert into public.deployments (user_id, project_id, provider) values ({mallory}, {nothing}, 'aws')"),
          closed(
              "tell by a foreign key whether a deployment exists",
              "mallory",
              tellsApart(),
              "insert into public.deployment_logs (deployment_id, message) values ({deployment}, 'x')",
              "insert into public.deployment_logs (deployment_id, message) values ({nothing}, 'x')"),
          closed(
              "tell by a foreign key whether a team exists",
              "mallory",
              tellsApart(),
              "update public.projects set team_id = {team} where id = {mine}",
              "update public.projects set team_id = {nothing} where id = {mine}"),
          closed(
              "tell by a foreign key whether a person exists",
              "mallory",
              tellsApart(),
              "insert into public.api_keys (user_id, name, key_hash, key_prefix) values ({alice}, 'k', 'h', 'p')",
              "insert into public.api_keys (user_id, name, key_hash, key_prefix) values ({nothing}, 'k', 'h', 'p')"),
          closed(
              "tell by a seat whether a project exists",
              "mallory",
              tellsApart(),
              "insert into public.project_collaborators (project_id, user_id) values ({private}, {mallory})",
              "insert into public.project_collaborators (project_id, user_id) values ({nothing}, {mallory})"),
          closed(
              "tell by an update whether a project exists",
              "mallory",
              tellsApart(),
              "update public.projects set name = 'x' where id = {private}",
              "update public.projects set name = 'x' where id = {nothing}"),
          closed(
              "tell by a delete whether a project exists",
              "mallory",
              tellsApart(),
              "delete from public.projects where id = {private}",
              "delete from public.projects where id = {nothing}"),
          closed(
              "tell by the path of a file whether it is there",
              "mallory",
              tellsApart(),
              "insert into public.project_files (project_id, path, name) values ({private}, 'a', 'a')",
              "insert into public.project_files (project_id, path, name) values ({private}, 'zzz', 'a')"),
          closed(
              "tell by a seat who is a collaborator",
              "mallory",
              tellsApart(),
              "insert into public.project_collaborators (project_id, user_id) values ({private}, {ed})",
              "insert into public.project_collaborators (project_id, user_id) values ({private}, {gus})"),
          closed(
              "tell by a seat whether a team exists",
              "mallory",
              tellsApart(),
              "insert into public.team_members (team_id, user_id) values ({team}, {mallory})",
              "insert into public.team_members (team_id, user_id) values ({nothing}, {mallory})"),
          closed(
              "tell by a new project whether a team exists",
              "mallory",
              tellsApart(),
              "insert into public.projects (user_id, team_id, name, slug) values ({mallory}, {team}, 'P', 'p-one')",
              "insert into public.projects (user_id, team_id, name, slug) values ({mallory}, {nothing}, 'P', 'p-two')"),
          closed(
              "tell by whose deployment it becomes whether a person exists",
              "ed",
              tellsApart(),
              "update public.deployments set user_id = {mallory} where id = {deployment}",
              "update public.deployments set user_id = {nothing} where id = {deployment}"),
          closed(
              "tell by who changed a file whether a person exists",
              "ed",
              tellsApart(),
              "update public.project_files set updated_by = {mallory} where id = {file}",
              "update public.project_files set updated_by = {nothing} where id = {file}"),
          closed(
              "tell by who made a file whether a person exists",
              "ed",
              tellsApart(),
              "insert into public.project_files (project_id, path, name, created_by) values ({private}, 'b', 'b', {mallory})",
              "insert into public.project_files (project_id, path, name, created_by) values ({private}, 'b', 'b', {nothing})"),
          closed(
              "tell by who invited them whether a person exists",
              "pat",
              tellsApart(),
              "insert into public.project_collaborators (project_id, user_id, invited_by) values ({private}, {pat}, {mallory})",
              "insert into public.project_collaborators (project_id, user_id, invited_by) values ({private}, {pat}, {nothing})"),
          closed(
              "tell by who invited them to a team whether a person exists",
              "tina",
              tellsApart(),
              "insert into public.team_members (team_id, user_id, invited_by) values ({team}, {tina}, {mallory})",
              "insert into public.team_members (team_id, user_id, invited_by) values ({team}, {tina}, {nothing})"),
          closed(
              "tell by a card whether a person exists",
              "mallory",
              tellsApart(),
              "select * from flashfusion.public_cards(array[{alice}])",
              "select * from flashfusion.public_cards(array[{nothing}])"),
          closed(
              "tell by merge whether a project exists",
              "mallory",
              tellsApart(),
              "merge into public.projects p using (values ({private})) s (id) on p.id = s.id when matched then update set name = 'x'",
              "merge into public.projects p using (values ({nothing})) s (id) on p.id = s.id when matched then update set name = 'x'"),
          closed(
              "tell by a payment's intent whether it was made",
              "mallory",
              tellsApart(),
              "insert into public.billing_transactions (user_id, amount_usd, stripe_payment_intent_id) values ({mallory}, 1, 'pi_1')",
              "insert into public.billing_transactions (user_id, amount_usd, stripe_payment_intent_id) values ({mallory}, 1, 'pi_9')"),
          closed(
              "tell by the e-mail whether somebody has a profile, when one has a profile",
              "anonymous",
              tellsApart(),
              "insert into public.profiles (email) values ('alice@example.com')",
              "insert into public.profiles (email) values ('nobody@example.com')"));

  private ProbeEscalations() {}
}
