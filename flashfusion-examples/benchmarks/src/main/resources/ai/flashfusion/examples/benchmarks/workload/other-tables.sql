-- Rows for the tables that no workload names, so that policies have something to look through. Fifty people have them all, in
-- the projects that they have: the numbers are those of their sign-up. Triggers and foreign keys sleep meanwhile.

set session_replication_role = replica;

create temp table someone as
  select substring(u.email from '\d+')::int as i, p.id from auth.users u join public.profiles p on p.user_id = u.id
  where substring(u.email from '\d+')::int < 50;
create temp table work as
  select row_number() over (order by p.created_at, p.id) as n, row_number() over (partition by s.i order by p.created_at, p.id) as k,
         p.id, s.i
  from someone s join public.projects p on p.user_id = s.id;
create temp table count_of as select count(*) as people from someone;
create index on someone (i);
analyze someone, work;

insert into public.teams (name, slug, owner_id)
select 'Team ' || i, 'team-' || i, id from someone;

-- Person i is in their own team and the two behind.
insert into public.team_members (team_id, user_id, role)
select distinct t.id, s.id, 'member' from someone s cross join count_of c cross join generate_series(0, 2) j
join public.teams t on t.slug = 'team-' || ((s.i + j) % c.people);

update public.projects p set team_id = t.id, visibility = 'team'
from work w join public.teams t on t.slug = 'team-' || w.i
where w.k % 10 = 1 and p.id = w.id;

-- Each project is shared with one person.
insert into public.project_collaborators (project_id, user_id, role)
select w.id, s.id, (array['viewer', 'editor', 'admin'])[w.n % 3 + 1]
from work w cross join count_of c join someone s on s.i = (w.k * 7 + w.i + 3) % c.people and s.i <> w.i;

insert into public.project_files (project_id, path, name, content, type, size_bytes)
select id, 'src/file' || j, 'file' || j, repeat('x', 200), 'file', 200 from work cross join generate_series(1, 4) j;

insert into public.ai_conversations (user_id, project_id, title, model, created_at)
select s.id, w.id, 'Talk ' || n, 'model-1', timestamptz '2026-01-01' + n * interval '1 minute' from work w join someone s using (i);

insert into public.deployments (project_id, user_id, provider, environment, status, created_at)
select w.id, s.id, 'vercel', (array['production', 'preview'])[j], 'ready', timestamptz '2026-01-01' + n * interval '1 minute'
from work w join someone s using (i) cross join generate_series(1, 2) j;

insert into public.deployment_logs (deployment_id, message, "timestamp")
select id, 'line ' || j, created_at + j * interval '1 second' from public.deployments cross join generate_series(1, 3) j;

insert into public.webhooks (user_id, project_id, name, url)
select s.id, w.id, 'Hook ' || n, 'https://example.com/' || n from work w join someone s using (i) where k % 20 = 1;

insert into public.webhook_logs (webhook_id, event_type, status_code, created_at)
select id, 'push', 200, timestamptz '2026-01-01' + j * interval '1 minute'
from public.webhooks cross join generate_series(1, 50) j;

insert into public.billing_transactions (user_id, amount_usd, created_at)
select id, 9.99, timestamptz '2026-01-01' + j * interval '1 day' from someone cross join generate_series(1, 100) j;

insert into public.subscription_history (user_id, tier, status, started_at, created_at)
select id, 'pro', 'active', timestamptz '2026-01-01' + j * interval '1 day', timestamptz '2026-01-01' + j * interval '1 day'
from someone cross join generate_series(1, 100) j;

insert into public.api_keys (user_id, name, key_hash, key_prefix, created_at)
select id, 'Key ' || j, 'hash' || i || '-' || j, 'ff_', timestamptz '2026-01-01' + j * interval '1 day'
from someone cross join generate_series(1, 50) j;

insert into public.notifications (user_id, type, title, read, created_at)
select id, 'info', 'News ' || j, j % 10 <> 0, timestamptz '2026-01-01' + j * interval '1 minute'
from someone cross join generate_series(1, 200) j;

set session_replication_role = default;

analyze public.teams, public.team_members, public.projects, public.project_collaborators, public.project_files,
  public.ai_conversations, public.deployments, public.deployment_logs, public.webhooks, public.webhook_logs,
  public.billing_transactions, public.subscription_history, public.api_keys, public.notifications;
