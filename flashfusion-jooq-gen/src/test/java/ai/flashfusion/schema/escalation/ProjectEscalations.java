package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.noRow;
import static ai.flashfusion.schema.escalation.Escalation.open;
import static ai.flashfusion.schema.escalation.Escalation.read;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts to take projects, and roles in them. */
final class ProjectEscalations {

  static final List<Escalation> ALL =
      List.of(
          open(
              "move one's project into a foreign team by update",
              "mallory",
              row("projects where id = {mine} and team_id = {team}"),
              "update public.projects set team_id = {team} where id = {mine}"),
          open(
              "create a project in a foreign team",
              "mallory",
              row("projects where slug = 'spam'"),
              "insert into public.projects (user_id, team_id, name, slug) values ({mallory}, {team}, 'S', 'spam')"),
          closed(
              "give one's project to another owner",
              "mallory",
              row("projects where id = {mine} and user_id = {alice}"),
              "update public.projects set user_id = {alice} where id = {mine}"),
          closed(
              "create a project in another's name",
              "mallory",
              row("projects where slug = 'spam'"),
              "insert into public.projects (user_id, name, slug) values ({alice}, 'S', 'spam')"),
          closed(
              "take a project as its admin",
              "pat",
              row("projects where id = {private} and user_id = {pat}"),
              "update public.projects set user_id = {pat} where id = {private}"),
          closed(
              "take a project as the team's admin",
              "tina",
              row("projects where id = {shared} and user_id = {tina}"),
              "update public.projects set user_id = {tina} where id = {shared}"),
          closed(
              "take a public project that anybody reads",
              "mallory",
              row("projects where id = {public} and user_id = {mallory}"),
              "update public.projects set user_id = {mallory} where id = {public}",
              "update public.projects set user_id = {mallory}"),
          closed(
              "move a project, as its admin, into a team that they are not in",
              "pat",
              row("projects where id = {private} and team_id is not null"),
              "update public.projects set team_id = {team} where id = {private}"),
          closed(
              "move a project out of the team as the team's admin",
              "tina",
              row("projects where id = {shared} and team_id is distinct from {team}"),
              "update public.projects set team_id = null where id = {shared}"),
          closed(
              "take the team's project along into a team that one is not in",
              "tina",
              row("projects where id = {shared} and team_id is distinct from {team}"),
              "update public.projects set team_id = {team.of.mallory} where id = {shared}",
              "update public.projects set team_id = {nothing} where id = {shared}"),
          closed(
              "publish a private project as an editor",
              "ed",
              row("projects where id = {private} and visibility = 'public'"),
              "update public.projects set visibility = 'public' where id = {private}"),
          closed(
              "make a shared project private as a team member",
              "mia",
              row("projects where id = {shared} and visibility = 'private'"),
              "update public.projects set visibility = 'private' where id = {shared}"),
          closed(
              "delete a project as its admin",
              "pat",
              noRow("projects where id = {private}"),
              "delete from public.projects where id = {private}"),
          closed(
              "delete a project that anybody reads",
              "mallory",
              noRow("projects where id = {public}"),
              "delete from public.projects where id = {public}"),
          open(
              "buy stars by update",
              "mallory",
              row("projects where id = {mine} and star_count = 1000"),
              "update public.projects set star_count = 1000 where id = {mine}"),
          open(
              "start with views and forks",
              "mallory",
              row("projects where slug = 'famous'"),
              "insert into public.projects (user_id, name, slug, view_count, fork_count) values ({mallory}, 'F', 'famous', 1000, 1000)"),
          open(
              "change the id of a project under those who link to it",
              "mallory",
              row("projects where id = {swap}"),
              "update public.projects set id = {swap} where id = {empty}"),
          open(
              "read a public project that was deleted",
              "mallory",
              read("deleted-name"),
              "select * from public.projects"),
          open(
              "read a public project that was deleted, without signing in",
              "anonymous",
              read("deleted-name"),
              "select * from public.projects"),
          closed(
              "change a project without signing in",
              "anonymous",
              row("projects where name = 'pwned'"),
              "update public.projects set name = 'pwned'"),
          closed(
              "invite oneself to a project",
              "mallory",
              row("project_collaborators where user_id = {mallory}"),
              "insert into public.project_collaborators (project_id, user_id, role) values ({private}, {mallory}, 'owner')",
              "insert into public.project_collaborators (project_id, user_id, role) values ({public}, {mallory}, 'viewer')"),
          closed(
              "raise one's role in a project",
              "ed",
              row("project_collaborators where id = {seat.of.ed} and role <> 'editor'"),
              "update public.project_collaborators set role = 'owner' where id = {seat.of.ed}",
              "update public.project_collaborators set role = 'admin' where user_id = {ed}"),
          closed(
              "accept an invitation and raise one's role in the project at once",
              "vic",
              row("project_collaborators where id = {seat.of.vic} and role <> 'viewer'"),
              "update public.project_collaborators set role = 'editor', accepted_at = now() where id = {seat.of.vic}"),
          closed(
              "become owner of a project as its admin",
              "pat",
              row("project_collaborators where role = 'owner'"),
              "update public.project_collaborators set role = 'owner' where id = {seat.of.pat}",
              "update public.project_collaborators set role = 'owner' where id = {seat.of.ed}",
              "insert into public.project_collaborators (project_id, user_id, role) values ({private}, {mallory}, 'owner')",
              "delete from public.project_collaborators where id = {seat.of.pat}",
              "insert into public.project_collaborators (project_id, user_id, role) values ({private}, {pat}, 'owner')"),
          closed(
              "raise one's role in a project by upsert",
              "ed",
              row("project_collaborators where user_id = {ed} and role = 'admin'"),
              "insert into public.project_collaborators (project_id, user_id, role) values ({private}, {ed}, 'editor') on conflict (project_id, user_id) do update set role = 'admin'"),
          closed(
              "widen one's own permissions in a project",
              "vic",
              row(
                  "project_collaborators where id = {seat.of.vic} and permissions ->> 'deploy' = 'true'"),
              "update public.project_collaborators set permissions = '{\"deploy\": true}' where id = {seat.of.vic}"),
          closed(
              "move one's seat to another project",
              "pat",
              row("project_collaborators where project_id <> {private}"),
              "update public.project_collaborators set project_id = {public} where id = {seat.of.pat}"),
          closed(
              "move a seat of one's own project into a foreign one",
              "mallory",
              row("project_collaborators where project_id = {private} and user_id = {mallory}"),
              "insert into public.project_collaborators (id, project_id, user_id, role) values ({seat.two}, {mine}, {mallory}, 'admin')",
              "update public.project_collaborators set project_id = {private} where id = {seat.two}"),
          closed(
              "take another's seat",
              "mallory",
              row("project_collaborators where user_id = {mallory}"),
              "update public.project_collaborators set user_id = {mallory} where id = {seat.of.pat}",
              "update public.project_collaborators set user_id = {mallory}"),
          closed(
              "pass one's seat in a project on",
              "vic",
              row("project_collaborators where user_id = {mallory}"),
              "update public.project_collaborators set user_id = {mallory} where id = {seat.of.vic}"));

  private ProjectEscalations() {}
}
