package ai.flashfusion.schema.escalation;

import static ai.flashfusion.schema.escalation.Escalation.closed;
import static ai.flashfusion.schema.escalation.Escalation.holds;
import static ai.flashfusion.schema.escalation.Escalation.noRow;
import static ai.flashfusion.schema.escalation.Escalation.open;
import static ai.flashfusion.schema.escalation.Escalation.read;
import static ai.flashfusion.schema.escalation.Escalation.row;

import java.util.List;

/** Attempts of people to give themselves rights, limits and identities in their profile. */
final class ProfileEscalations {

  static final List<Escalation> ALL =
      List.of(
          open(
              "set one's own role by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and role = 'admin'"),
              "update public.profiles set role = 'admin' where user_id = {mallory.auth}"),
          open(
              "set one's own subscription_tier by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and subscription_tier = 'enterprise'"),
              "update public.profiles set subscription_tier = 'enterprise' where user_id = {mallory.auth}"),
          open(
              "set one's own subscription_status by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and subscription_status = 'trialing'"),
              "update public.profiles set subscription_status = 'trialing' where user_id = {mallory.auth}"),
          open(
              "set one's own status by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and status = 'pending'"),
              "update public.profiles set status = 'pending' where user_id = {mallory.auth}"),
          open(
              "set one's own api_calls_limit by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and api_calls_limit = 9999999"),
              "update public.profiles set api_calls_limit = 9999999 where user_id = {mallory.auth}"),
          open(
              "set one's own api_calls_used by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and api_calls_used = -5"),
              "update public.profiles set api_calls_used = -5 where user_id = {mallory.auth}"),
          open(
              "set one's own storage_limit_mb by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and storage_limit_mb = 9999999"),
              "update public.profiles set storage_limit_mb = 9999999 where user_id = {mallory.auth}"),
          open(
              "set one's own storage_used_mb by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and storage_used_mb = -5"),
              "update public.profiles set storage_used_mb = -5 where user_id = {mallory.auth}"),
          open(
              "set one's own stripe_customer_id by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and stripe_customer_id = 'cus_alice'"),
              "update public.profiles set stripe_customer_id = 'cus_alice' where user_id = {mallory.auth}"),
          open(
              "set one's own stripe_subscription_id by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and stripe_subscription_id = 'sub_1'"),
              "update public.profiles set stripe_subscription_id = 'sub_1' where user_id = {mallory.auth}"),
          open(
              "set one's own email by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and email = 'boss@example.com'"),
              "update public.profiles set email = 'boss@example.com' where user_id = {mallory.auth}"),
          open(
              "set one's own created_at by update",
              "mallory",
              row("profiles where user_id = {mallory.auth} and created_at = '2020-01-01'"),
              "update public.profiles set created_at = '2020-01-01' where user_id = {mallory.auth}"),
          open(
              "set one's own id by update",
              "root",
              row("profiles where user_id = {root.auth} and id = {shared}"),
              "update public.profiles set id = {shared} where user_id = {root.auth}"),
          open(
              "raise one's role by upsert on the e-mail",
              "mallory",
              row("profiles where user_id = {mallory.auth} and role = 'admin'"),
              "insert into public.profiles (user_id, email, role) values ({mallory.auth}, 'mallory@example.com', 'admin') on conflict (email) do update set role = excluded.role"),
          closed(
              "raise one's role by upsert on the user, without naming it in the insert",
              "mallory",
              row("profiles where user_id = {mallory.auth} and role = 'enterprise'"),
              "insert into public.profiles (user_id, email) values ({mallory.auth}, 'x@example.com') on conflict (user_id) do update set role = 'enterprise'"),
          open(
              "raise one's role with merge",
              "mallory",
              row("profiles where user_id = {mallory.auth} and role = 'admin'"),
              "merge into public.profiles p using (select 1) s on p.user_id = {mallory.auth} when matched then update set role = 'admin'"),
          open(
              "raise one's role in a with query",
              "mallory",
              row("profiles where user_id = {mallory.auth} and role = 'developer'"),
              "with raised as (update public.profiles set role = 'developer' where user_id = {mallory.auth} returning id) select id from raised"),
          open(
              "start as admin by inserting one's profile",
              "newcomer",
              row("profiles where user_id = {newcomer.auth} and role = 'admin'"),
              "insert into public.profiles (user_id, email, role) values ({newcomer.auth}, 'newcomer@example.com', 'admin')"),
          open(
              "insert a profile for another user",
              "mallory",
              row("profiles where user_id = {newcomer.auth}"),
              "insert into public.profiles (user_id, email, role) values ({newcomer.auth}, 'n@example.com', 'admin')"),
          open(
              "insert an admin's profile without signing in",
              "anonymous",
              row("profiles where email = 'evil@example.com'"),
              "insert into public.profiles (email, role) values ('evil@example.com', 'admin')"),
          open(
              "occupy the e-mail of somebody who has yet to sign up",
              "newcomer",
              row("profiles where email = 'boss@example.com'"),
              "insert into public.profiles (user_id, email) values ({newcomer.auth}, 'boss@example.com')",
              "insert into public.profiles (user_id, email, role) values ({newcomer.auth}, 'boss@example.com', 'admin')"),
          open(
              "begin with an e-mail that was never confirmed",
              "pending",
              row("profiles where email = 'pending@example.com'"),
              "insert into public.profiles (user_id, email) values ({pending.auth}, 'pending@example.com')",
              "insert into public.profiles (user_id, email, role) values ({pending.auth}, 'pending@example.com', 'admin')"),
          open(
              "hand one's profile to another user",
              "mallory",
              row("profiles where id = {mallory} and user_id = {newcomer.auth}"),
              "update public.profiles set user_id = {newcomer.auth}, role = 'admin' where user_id = {mallory.auth}"),
          closed(
              "take over another's profile",
              "mallory",
              noRow("profiles where id = {alice} and user_id = {alice.auth}"),
              "update public.profiles set user_id = {newcomer.auth} where id = {alice}",
              "update public.profiles set user_id = {mallory.auth} where id = {alice}"),
          open(
              "take over an admin's profile",
              "newcomer",
              row("profiles where id = {root} and user_id = {newcomer.auth}"),
              "update public.profiles set user_id = {newcomer.auth} where id = {root}"),
          open(
              "change an admin's profile",
              "mallory",
              row("profiles where id = {root} and bio = 'pwned'"),
              "update public.profiles set bio = 'pwned' where role = 'admin'"),
          open(
              "change an admin's profile without signing in",
              "anonymous",
              row("profiles where id = {root} and bio = 'pwned'"),
              "update public.profiles set bio = 'pwned' where role = 'admin'"),
          open(
              "delete every admin",
              "mallory",
              noRow("profiles where id = {root}"),
              "delete from public.profiles where role = 'admin'"),
          open(
              "delete every admin without signing in",
              "anonymous",
              noRow("profiles where id = {root}"),
              "delete from public.profiles where role = 'admin'"),
          closed(
              "delete their own profile and begin anew",
              "mallory",
              noRow("profiles where id = {mallory}"),
              "delete from public.profiles where user_id = {mallory.auth}"),
          closed(
              "delete their own user",
              "mallory",
              holds("not exists (select from auth.users where id = {mallory.auth})"),
              "delete from auth.users where id = {mallory.auth}"),
          open(
              "read the admins' profiles",
              "mallory",
              read("root@example.com"),
              "select * from public.profiles"),
          open(
              "read the admins' profiles without signing in",
              "anonymous",
              read("root@example.com"),
              "select * from public.profiles"),
          open(
              "change the same as admin that one made oneself, and read on",
              "mallory",
              row("profiles where id = {root} and api_calls_limit = 0"),
              "update public.profiles set role = 'admin' where user_id = {mallory.auth}",
              "update public.profiles set api_calls_limit = 0 where id = {root}"));

  private ProfileEscalations() {}
}
