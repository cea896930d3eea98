-- 2,000 people and what they have: large enough that Postgres chooses plans as it does in production. Ids are made of a name
-- and a number, so that they are known. Triggers and foreign keys sleep meanwhile.

set session_replication_role = replica;

create function pg_temp.id(kind text, i bigint) returns uuid language sql immutable
  as $$ select md5(kind || i::text)::uuid $$;

insert into auth.users (id, email, email_confirmed_at)
select pg_temp.id('user', i), 'user' || i || '@example.com', now() from generate_series(0, 1999) i;

insert into public.profiles (id, user_id, email, username)
select pg_temp.id('profile', i), pg_temp.id('user', i), 'user' || i || '@example.com', 'user' || i
from generate_series(0, 1999) i;

insert into public.teams (id, name, slug, owner_id)
select pg_temp.id('team', i), 'Team ' || i, 'team-' || i, pg_temp.id('profile', i * 10) from generate_series(0, 1999) i
where i < 200;

-- Person i is in the teams i and i + 1, of 200.
insert into public.team_members (id, team_id, user_id, role)
select pg_temp.id('member', i * 2 + j), pg_temp.id('team', (i + j) % 200), pg_temp.id('profile', i), 'member'
from generate_series(0, 1999) i, generate_series(0, 1) j;

-- Ten projects each; one in ten is public, one in ten belongs to a team.
insert into public.projects (id, user_id, team_id, name, slug, framework, visibility, created_at)
select pg_temp.id('project', i), pg_temp.id('profile', i / 10),
       case when i % 10 = 1 then pg_temp.id('team', i / 10 % 200) end, 'Project ' || i, 'project-' || i, 'react',
       (array['public', 'team', 'private', 'private', 'private', 'private', 'unlisted', 'private', 'private', 'private'])[i % 10 + 1],
       timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 19999) i;

-- Each project is shared with one person.
insert into public.project_collaborators (id, project_id, user_id, role)
select pg_temp.id('collaborator', i), pg_temp.id('project', i), pg_temp.id('profile', (i * 7 + 3) % 2000),
       (array['viewer', 'editor', 'admin'])[i % 3 + 1]
from generate_series(0, 19999) i;

insert into public.project_files (id, project_id, path, name, content, type, size_bytes)
select pg_temp.id('file', i), pg_temp.id('project', i / 2), 'src/file' || i % 2, 'file' || i % 2, repeat('x', 200), 'file', 200
from generate_series(0, 39999) i;

insert into public.ai_usage_logs (id, user_id, project_id, provider, model, prompt_tokens, completion_tokens, total_tokens,
  cost_usd, latency_ms, created_at)
select pg_temp.id('usage', i), pg_temp.id('profile', i % 2000), pg_temp.id('project', i % 2000 * 10 + i % 7),
       (array['openai', 'anthropic', 'google'])[i % 3 + 1], 'model-' || i % 5, 100, 50, 150, 0.001, 200,
       timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 99999) i;

insert into public.ai_conversations (id, user_id, project_id, title, model, created_at)
select pg_temp.id('conversation', i), pg_temp.id('profile', i % 2000), pg_temp.id('project', i % 2000 * 10), 'Talk ' || i,
       'model-1', timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 29999) i;

insert into public.deployments (id, project_id, user_id, provider, environment, status, created_at)
select pg_temp.id('deployment', i), pg_temp.id('project', i % 20000), pg_temp.id('profile', i % 20000 / 10), 'vercel',
       (array['production', 'preview'])[i / 20000 % 2 + 1], 'ready', timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 49999) i;

insert into public.deployment_logs (id, deployment_id, message, timestamp)
select pg_temp.id('log', i), pg_temp.id('deployment', i / 2), 'line ' || i, timestamptz '2026-01-01' + i * interval '1 second'
from generate_series(0, 99999) i;

insert into public.webhooks (id, user_id, project_id, events, name, url)
select pg_temp.id('webhook', i), pg_temp.id('profile', i / 2), pg_temp.id('project', i / 2 * 10), '{push}', 'Hook ' || i,
       'https://example.com/' || i
from generate_series(0, 3999) i;

insert into public.webhook_logs (id, webhook_id, event_type, status_code, created_at)
select pg_temp.id('delivery', i), pg_temp.id('webhook', i % 4000), 'push', 200,
       timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 29999) i;

insert into public.billing_transactions (id, user_id, amount_usd, created_at)
select pg_temp.id('bill', i), pg_temp.id('profile', i % 2000), 9.99, timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 29999) i;

insert into public.subscription_history (id, user_id, tier, status, started_at, created_at)
select pg_temp.id('subscription', i), pg_temp.id('profile', i % 2000), 'pro', 'active',
       timestamptz '2026-01-01' + i * interval '1 minute', timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 29999) i;

insert into public.api_keys (id, user_id, name, key_hash, key_prefix, created_at)
select pg_temp.id('key', i), pg_temp.id('profile', i % 2000), 'Key ' || i, 'hash' || i, 'ff_', timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 19999) i;

insert into public.notifications (id, user_id, type, title, read, created_at)
select pg_temp.id('notification', i), pg_temp.id('profile', i % 2000), 'info', 'News ' || i, i % 10 <> 0,
       timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series(0, 29999) i;

set session_replication_role = default;
