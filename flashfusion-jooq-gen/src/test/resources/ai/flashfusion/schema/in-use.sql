-- What the database in use today has on top of its tables (V1): its functions, triggers and policies, with their holes.
-- Names and commands are those of the dictionary; the bodies are written to behave as the dictionary measured.

create function public.update_updated_at_column() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end
$$;

create trigger update_profiles_updated_at before update on public.profiles
  for each row execute function public.update_updated_at_column();
create trigger update_projects_updated_at before update on public.projects
  for each row execute function public.update_updated_at_column();
create trigger update_project_collaborators_updated_at before update on public.project_collaborators
  for each row execute function public.update_updated_at_column();
create trigger update_teams_updated_at before update on public.teams
  for each row execute function public.update_updated_at_column();

create function public.handle_new_user() returns trigger language plpgsql security definer as $$
begin
  insert into public.profiles (user_id, email, full_name, avatar_url)
  values (new.id, new.email, new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'avatar_url');
  return new;
end
$$;

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();

do $$
declare
  t text;
begin
  foreach t in array array[
    'profiles', 'teams', 'team_members', 'projects', 'project_collaborators', 'project_files', 'ai_usage_logs',
    'ai_conversations', 'deployments', 'deployment_logs', 'webhooks', 'webhook_logs', 'billing_transactions',
    'subscription_history', 'api_keys', 'notifications']
  loop
    execute format('alter table public.%I enable row level security', t);
  end loop;
end
$$;

create policy "Users can view own profile" on public.profiles for select using (auth.uid() = user_id);
create policy "Users can update own profile" on public.profiles for update using (auth.uid() = user_id);
create policy "Service role has full access" on public.profiles for all
  using (auth.role() = 'service_role' or role = 'admin');

create policy "Users can view own projects" on public.projects for select using (
  visibility = 'public'
  or user_id in (select id from public.profiles where user_id = auth.uid())
  or id in (
    select project_id from public.project_collaborators
    where user_id in (select id from public.profiles where user_id = auth.uid()))
);
create policy "Users can create projects" on public.projects for insert
  with check (user_id in (select id from public.profiles where user_id = auth.uid()));
create policy "Users can update own projects" on public.projects for update
  using (user_id in (select id from public.profiles where user_id = auth.uid()));
create policy "Users can delete own projects" on public.projects for delete
  using (user_id in (select id from public.profiles where user_id = auth.uid()));
