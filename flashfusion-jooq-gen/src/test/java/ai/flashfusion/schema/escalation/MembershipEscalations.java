package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.noRow;
import static ai.flashfusion.schema.escalation.Escalation.read;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts of people to give themselves roles in teams. */
final class MembershipEscalations {

  static final List<Escalation> ALL =
      List.of(
          closed(
              "join a team as owner",
              "mallory",
              row("team_members where user_id = {mallory} and team_id = {team}"),
              "insert into public.team_members (team_id, user_id, role) values ({team}, {mallory}, 'owner')"),
          closed(
              "join a team as guest",
              "mallory",
              row("team_members where user_id = {mallory} and team_id = {team}"),
              "insert into public.team_members (team_id, user_id, role) values ({team}, {mallory}, 'guest')"),
          closed(
              "raise one's role in the team",
              "mia",
              row("team_members where id = {seat.of.mia} and role <> 'member'"),
              "update public.team_members set role = 'owner' where id = {seat.of.mia}",
              "update public.team_members set role = 'admin' where user_id = {mia}"),
          closed(
              "accept an invitation and raise one's role at once",
              "gus",
              row("team_members where id = {seat.of.gus} and role <> 'guest'"),
              "update public.team_members set accepted_at = now(), role = 'admin' where id = {seat.of.gus}"),
          closed(
              "leave the team and come back as admin",
              "mia",
              row("team_members where user_id = {mia} and role = 'admin'"),
              "delete from public.team_members where id = {seat.of.mia}",
              "insert into public.team_members (team_id, user_id, role) values ({team}, {mia}, 'admin')"),
          closed(
              "leave the team and come back as owner",
              "tina",
              row("team_members where user_id = {tina} and role = 'owner'"),
              "delete from public.team_members where id = {seat.of.tina}",
              "insert into public.team_members (team_id, user_id, role) values ({team}, {tina}, 'owner')"),
          closed(
              "raise one's role in the team by upsert",
              "mia",
              row("team_members where user_id = {mia} and role = 'admin'"),
              "insert into public.team_members (team_id, user_id, role) values ({team}, {mia}, 'member') on conflict (team_id, user_id) do update set role = 'admin'"),
          closed(
              "become owner as admin by upsert",
              "tina",
              row("team_members where user_id = {tina} and role = 'owner'"),
              "insert into public.team_members (team_id, user_id, role) values ({team}, {tina}, 'admin') on conflict (team_id, user_id) do update set role = 'owner'"),
          closed(
              "become owner as admin with merge",
              "tina",
              row("team_members where user_id = {tina} and role = 'owner'"),
              "merge into public.team_members m using (select 1) s on m.user_id = {tina} when matched then update set role = 'owner'"),
          closed(
              "make a friend the owner of the team",
              "tina",
              row("team_members where team_id = {team} and role = 'owner'"),
              "update public.team_members set role = 'owner' where id = {seat.of.mia}",
              "insert into public.team_members (team_id, user_id, role) values ({team}, {mallory}, 'owner')"),
          closed(
              "raise oneself by way of a second team",
              "mia",
              row("team_members where user_id = {mia} and team_id = {team} and role = 'admin'"),
              "insert into public.teams (name, slug, owner_id) values ('Second', 'second', {mia})",
              "insert into public.team_members (id, team_id, user_id, role) select {seat.two}, id, {mia}, 'admin' from public.teams where slug = 'second'",
              "delete from public.team_members where id = {seat.of.mia}",
              "update public.team_members set team_id = {team} where id = {seat.two}"),
          closed(
              "move one's own membership into a foreign team",
              "mallory",
              row("team_members where team_id = {team} and user_id = {mallory}"),
              "insert into public.team_members (id, team_id, user_id, role) values ({seat.two}, {team.of.mallory}, {mallory}, 'admin')",
              "update public.team_members set team_id = {team} where id = {seat.two}"),
          closed(
              "take another's seat by changing who sits on it",
              "gus",
              row("team_members where id in ({seat.of.tina}, {seat.of.mia}) and user_id = {gus}"),
              "delete from public.team_members where id = {seat.of.gus}",
              "update public.team_members set user_id = {gus} where id = {seat.of.tina}"),
          closed(
              "pass one's seat on to a stranger",
              "mia",
              row("team_members where user_id = {mallory} and team_id = {team}"),
              "update public.team_members set user_id = {mallory} where id = {seat.of.mia}"),
          closed(
              "throw the admin out of the team",
              "mia",
              noRow("team_members where id = {seat.of.tina}"),
              "delete from public.team_members where team_id = {team} and role = 'admin'"),
          closed(
              "make oneself the owner of the team",
              "tina",
              row("teams where id = {team} and owner_id = {tina}"),
              "update public.teams set owner_id = {tina} where id = {team}"),
          closed(
              "raise the tier of the team",
              "tina",
              row("teams where id = {team} and subscription_tier = 'enterprise'"),
              "update public.teams set subscription_tier = 'enterprise' where id = {team}"),
          closed(
              "start a team with a paid tier",
              "mallory",
              row("teams where slug = 'rich'"),
              "insert into public.teams (name, slug, owner_id, subscription_tier) values ('R', 'rich', {mallory}, 'enterprise')"),
          closed(
              "start a team in another's name",
              "mallory",
              row("teams where slug = 'trap'"),
              "insert into public.teams (name, slug, owner_id) values ('T', 'trap', {alice})"),
          closed(
              "delete the team as its admin",
              "tina",
              noRow("teams where id = {team}"),
              "delete from public.teams where id = {team}"),
          closed(
              "give one's team the id of one that is gone, which a project still names",
              "mallory",
              read("hidden-name"),
              "insert into public.teams (id, name, slug, owner_id) values ({team.gone}, 'G', 'gone', {mallory})",
              "select name from public.projects where id = {orphan}"),
          closed(
              "change the id of one's team to that of one that is gone",
              "mallory",
              row("teams where id = {team.gone}"),
              "update public.teams set id = {team.gone} where id = {team.of.mallory}"));

  private MembershipEscalations() {}
}
