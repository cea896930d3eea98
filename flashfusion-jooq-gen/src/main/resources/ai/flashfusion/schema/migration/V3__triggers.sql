-- updated_at, on every table that has the column, and the profile that comes with a sign-up.

create function flashfusion.touch_updated_at() returns trigger
  language plpgsql set search_path = ''
  as $$
  begin
    new.updated_at = now();
    return new;
  end
  $$;

do $$
declare
  t text;
begin
  for t in
    select c.table_name from information_schema.columns c
    join information_schema.tables using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'updated_at' and table_type = 'BASE TABLE'
      and c.table_name = any (array[
        'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_conversations',
        'webhooks'])
    order by c.table_name
  loop
    execute format(
      'create trigger touch_updated_at before update on public.%I for each row execute function flashfusion.touch_updated_at()', t);
  end loop;
end
$$;

-- Gives each new auth user a profile, and the profile the e-mail that its user confirmed. Whatever stands in the way, the sign-up
-- or the change itself goes through: a user without e-mail, or with the e-mail of another's profile, starts without a profile; a
-- profile keeps its e-mail while another has the new one. A profile made beforehand is linked only to a confirmed e-mail.
create function flashfusion.handle_new_user() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
  begin
    if new.email is null or new.email = '' then
      return new;
    end if;
    begin
      -- Who has this address and yet a user with another one gave it up: it is replaced by the one of that user, or by none.
      update public.profiles p
      set email = case
        when u.email <> '' and not exists (select from public.profiles o where lower(o.email) = lower(u.email)) then u.email
        else p.user_id || '@users.invalid'
      end
      from auth.users u
      where lower(p.email) = lower(new.email) and p.user_id = u.id and u.id <> new.id
        and lower(u.email) is distinct from lower(new.email);
    exception when integrity_constraint_violation or insufficient_privilege then
      -- Somebody else was faster, the row breaks a rule that came after it, or the owner may not read auth.users.
      null;
    end;
    if tg_op = 'UPDATE' and new.email_confirmed_at is not null
      and (new.email is distinct from old.email or old.email_confirmed_at is null) then
      begin
        update public.profiles p set email = new.email
        where user_id = new.id and email <> new.email and not exists (
          select from public.profiles o where lower(o.email) = lower(new.email) and o.id <> p.id);
      exception when integrity_constraint_violation then
        null;
      end;
    end if;
    if new.email_confirmed_at is not null then
      -- user_id twice: of two users who come at once, the second finds the row taken when it gets hold of it.
      update public.profiles set user_id = new.id
      where user_id is null and id = (
        select id from public.profiles where user_id is null and lower(email) = lower(new.email) order by created_at, id limit 1
      ) and not exists (select from public.profiles where user_id = new.id);
      if found then
        return new;
      end if;
    end if;
    if not exists (select from public.profiles where lower(email) = lower(new.email) or user_id = new.id) then
      insert into public.profiles (user_id, email, full_name, avatar_url)
      values (new.id, new.email, new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'avatar_url')
      on conflict do nothing;
    end if;
    return new;
  end
  $$;

revoke all on function flashfusion.touch_updated_at(), flashfusion.guard_project_team(), flashfusion.handle_new_user() from public;

-- Replaced and not dropped, which would need the ownership of auth.users and not the privilege TRIGGER alone.
create or replace trigger on_auth_user_created after insert on auth.users
  for each row execute function flashfusion.handle_new_user();
create or replace trigger on_auth_user_confirmed after update of email, email_confirmed_at on auth.users
  for each row execute function flashfusion.handle_new_user();
