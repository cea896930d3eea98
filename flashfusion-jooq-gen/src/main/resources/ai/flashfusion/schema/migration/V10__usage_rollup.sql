-- Everybody's usage by hour, provider and model, for the service's questions about the whole platform. Each statement that changes
-- usage appends what it changed, in its own transaction; folding adds that to the hours. Hours and what is not yet folded, read in
-- one snapshot, are together what a scan of the rows would sum, whoever commits when.

create schema flashfusion_rollup;
revoke all on schema flashfusion_rollup from public;
grant usage on schema flashfusion_rollup to service_role;

-- Whatever model fits into idx_ai_usage_user_created fits into this key, or nothing could be folded any more.
create table flashfusion_rollup.usage_hours (
  hour              timestamptz not null,
  provider          text not null,
  model             text not null,
  requests          bigint not null,
  prompt_tokens     bigint not null,
  completion_tokens bigint not null,
  total_tokens      bigint not null,
  cost_usd          numeric not null,
  errors            bigint not null,
  constraint usage_hours_pkey primary key (hour, provider, model)
);

-- No index but that of the key: rows come at the end, and go all at once.
create table flashfusion_rollup.usage_deltas (
  like flashfusion_rollup.usage_hours,
  id bigint generated always as identity,
  constraint usage_deltas_pkey primary key (id)
);

-- Supabase may have granted more by default privileges.
revoke all on flashfusion_rollup.usage_hours, flashfusion_rollup.usage_deltas from public, anon, authenticated, service_role;
grant select on flashfusion_rollup.usage_hours, flashfusion_rollup.usage_deltas to service_role;

alter table flashfusion_rollup.usage_hours enable row level security;
alter table flashfusion_rollup.usage_deltas enable row level security;

create policy usage_hours_select on flashfusion_rollup.usage_hours for select to service_role using (true);
comment on policy usage_hours_select on flashfusion_rollup.usage_hours is 'the service alone reads everybody''s usage';
create policy usage_deltas_select on flashfusion_rollup.usage_deltas for select to service_role using (true);
comment on policy usage_deltas_select on flashfusion_rollup.usage_deltas is 'the service alone reads everybody''s usage';

-- A cost that is no number counts as none, as it could not be taken away again. Rows without a time are in no range. Truncating
-- removes rows whatever the snapshot, and so must this.
create function flashfusion_rollup.record_usage() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if tg_op = 'INSERT' then
      insert into flashfusion_rollup.usage_deltas
      select date_trunc('hour', created_at, 'UTC'), provider, model, count(*), coalesce(sum(prompt_tokens), 0),
        coalesce(sum(completion_tokens), 0), coalesce(sum(total_tokens), 0), coalesce(sum(nullif(cost_usd, 'NaN')), 0),
        count(*) filter (where status in ('error', 'timeout'))
      from new_rows
      where created_at is not null
      group by 1, 2, 3;
    elsif tg_op = 'DELETE' then
      insert into flashfusion_rollup.usage_deltas
      select date_trunc('hour', created_at, 'UTC'), provider, model, -count(*), -coalesce(sum(prompt_tokens), 0),
        -coalesce(sum(completion_tokens), 0), -coalesce(sum(total_tokens), 0), -coalesce(sum(nullif(cost_usd, 'NaN')), 0),
        -count(*) filter (where status in ('error', 'timeout'))
      from old_rows
      where created_at is not null
      group by 1, 2, 3;
    elsif tg_op = 'UPDATE' then
      insert into flashfusion_rollup.usage_deltas
      select *
      from (
        select date_trunc('hour', created_at, 'UTC'), provider, model, sum(sign) as requests,
          coalesce(sum(sign * prompt_tokens), 0) as prompt_tokens, coalesce(sum(sign * completion_tokens), 0) as completion_tokens,
          coalesce(sum(sign * total_tokens), 0) as total_tokens, coalesce(sum(sign * nullif(cost_usd, 'NaN')), 0) as cost_usd,
          coalesce(sum(sign) filter (where status in ('error', 'timeout')), 0) as errors
        from (
          select 1::bigint as sign, created_at, provider, model, prompt_tokens, completion_tokens, total_tokens, cost_usd, status
          from new_rows
          union all
          select -1, created_at, provider, model, prompt_tokens, completion_tokens, total_tokens, cost_usd, status
          from old_rows
        ) r
        where created_at is not null
        group by 1, 2, 3
      ) d
      where (requests, prompt_tokens, completion_tokens, total_tokens, cost_usd, errors) <> (0, 0, 0, 0, 0, 0);
    else
      truncate flashfusion_rollup.usage_hours, flashfusion_rollup.usage_deltas;
    end if;
    return null;
  end
  $$;
comment on function flashfusion_rollup.record_usage() is 'notes by how much a statement changes the sums of usage';

-- Writers of usage never wait for it; a second one, and a rebuild, wait for the first. The lock is on a table, as nobody else may
-- take that one. A condition that always holds, as Supabase's safeupdate refuses to delete without one.
create function flashfusion_rollup.fold_usage() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    folded bigint;
  begin
    lock table flashfusion_rollup.usage_hours in share row exclusive mode;
    with gone as (
      delete from flashfusion_rollup.usage_deltas where true returning *
    ), added as (
      insert into flashfusion_rollup.usage_hours as h
      select hour, provider, model, sum(requests), sum(prompt_tokens), sum(completion_tokens), sum(total_tokens), sum(cost_usd),
        sum(errors)
      from gone
      group by hour, provider, model
      on conflict (hour, provider, model) do update set
        requests = h.requests + excluded.requests,
        prompt_tokens = h.prompt_tokens + excluded.prompt_tokens,
        completion_tokens = h.completion_tokens + excluded.completion_tokens,
        total_tokens = h.total_tokens + excluded.total_tokens,
        cost_usd = h.cost_usd + excluded.cost_usd,
        errors = h.errors + excluded.errors
    )
    select count(*) into folded from gone;
    return folded;
  end
  $$;
comment on function flashfusion_rollup.fold_usage() is
  'adds to the hours what was changed since the last time, and returns how many changes that were';

-- What was changed by those who commit meanwhile stays to be folded: rows are read and changes dropped in one snapshot. Where a
-- policy would hide rows, this fails. The rows are locked first, as whoever truncates them does.
create function flashfusion_rollup.rebuild_usage() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp set row_security = off
  as $$
  declare
    hours bigint;
  begin
    lock table public.ai_usage_logs in access share mode;
    lock table flashfusion_rollup.usage_hours in share row exclusive mode;
    delete from flashfusion_rollup.usage_hours where true;
    with gone as (
      delete from flashfusion_rollup.usage_deltas where true
    )
    insert into flashfusion_rollup.usage_hours
    select date_trunc('hour', created_at, 'UTC'), provider, model, count(*), coalesce(sum(prompt_tokens), 0),
      coalesce(sum(completion_tokens), 0), coalesce(sum(total_tokens), 0), coalesce(sum(nullif(cost_usd, 'NaN')), 0),
      count(*) filter (where status in ('error', 'timeout'))
    from public.ai_usage_logs
    where created_at is not null
    group by 1, 2, 3;
    get diagnostics hours = row_count;
    return hours;
  end
  $$;
comment on function flashfusion_rollup.rebuild_usage() is
  'sums all rows of usage anew, and returns how many groups of an hour, provider and model there are';

-- Whole hours as one, the rows of the hours at both ends, and what is not yet folded. Sums of a group whose rows are gone are zero,
-- its requests too. Runs as its caller.
create function flashfusion_rollup.usage(since timestamptz, until timestamptz)
  returns table (
    at timestamptz, provider text, model text, requests bigint, prompt_tokens bigint, completion_tokens bigint, total_tokens bigint,
    cost_usd numeric, errors bigint)
  language plpgsql stable rows 10000 set search_path = pg_catalog, pg_temp
  as $$
  begin
    return query
    select l.created_at, l.provider, l.model, 1::bigint, coalesce(l.prompt_tokens, 0)::bigint,
      coalesce(l.completion_tokens, 0)::bigint, coalesce(l.total_tokens, 0)::bigint, coalesce(nullif(l.cost_usd, 'NaN'), 0),
      case when l.status in ('error', 'timeout') then 1 else 0 end::bigint
    from public.ai_usage_logs l
    where l.created_at >= since
      and l.created_at < least(date_trunc('hour', since + interval '1 hour' - interval '1 microsecond', 'UTC'), until)
    union all
    select l.created_at, l.provider, l.model, 1::bigint, coalesce(l.prompt_tokens, 0)::bigint,
      coalesce(l.completion_tokens, 0)::bigint, coalesce(l.total_tokens, 0)::bigint, coalesce(nullif(l.cost_usd, 'NaN'), 0),
      case when l.status in ('error', 'timeout') then 1 else 0 end::bigint
    from public.ai_usage_logs l
    where l.created_at < until
      and l.created_at >= greatest(
        date_trunc('hour', until, 'UTC'), date_trunc('hour', since + interval '1 hour' - interval '1 microsecond', 'UTC'))
    union all
    select h.hour, h.provider, h.model, h.requests, h.prompt_tokens, h.completion_tokens, h.total_tokens, h.cost_usd, h.errors
    from flashfusion_rollup.usage_hours h
    where h.hour >= since and h.hour < date_trunc('hour', until, 'UTC')
    union all
    select d.hour, d.provider, d.model, d.requests, d.prompt_tokens, d.completion_tokens, d.total_tokens, d.cost_usd, d.errors
    from flashfusion_rollup.usage_deltas d
    where d.hour >= since and d.hour < date_trunc('hour', until, 'UTC');
  end
  $$;
comment on function flashfusion_rollup.usage(timestamptz, timestamptz) is
  'returns everybody''s usage of a half-open range, in rows that are to be summed';

revoke all on function
  flashfusion_rollup.record_usage(), flashfusion_rollup.fold_usage(), flashfusion_rollup.rebuild_usage(),
  flashfusion_rollup.usage(timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function
  flashfusion_rollup.fold_usage(), flashfusion_rollup.rebuild_usage(), flashfusion_rollup.usage(timestamptz, timestamptz)
  to service_role;

create trigger roll_up_insert after insert on public.ai_usage_logs referencing new table as new_rows
  for each statement execute function flashfusion_rollup.record_usage();
create trigger roll_up_update after update on public.ai_usage_logs referencing old table as old_rows new table as new_rows
  for each statement execute function flashfusion_rollup.record_usage();
create trigger roll_up_delete after delete on public.ai_usage_logs referencing old table as old_rows
  for each statement execute function flashfusion_rollup.record_usage();
create trigger roll_up_truncate after truncate on public.ai_usage_logs
  for each statement execute function flashfusion_rollup.record_usage();

-- The triggers keep writers out until this commits: no row is missed, and none is counted twice.
do $$ begin perform flashfusion_rollup.rebuild_usage(); end $$;
