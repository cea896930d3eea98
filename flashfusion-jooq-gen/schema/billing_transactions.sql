-- The table public.billing_transactions, and who may do what with it; functions are in functions.sql.
-- Written from the migrations; SchemaFilesTest tells how to renew it.

create table public.billing_transactions (
  id                       uuid default gen_random_uuid() not null,
  user_id                  uuid not null,
  stripe_payment_intent_id text,
  stripe_invoice_id        text,
  amount_usd               numeric(10,2) not null,
  currency                 text default 'usd',
  description              text,
  status                   text default 'pending',
  type                     text,
  metadata                 jsonb default '{}'::jsonb,
  created_at               timestamptz default now(),
  constraint billing_transactions_pkey primary key (id),
  constraint billing_transactions_stripe_payment_intent_id_key unique (stripe_payment_intent_id),
  constraint billing_transactions_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade,
  constraint billing_transactions_status_check check (
    status in ('pending', 'processing', 'succeeded', 'failed', 'refunded')
  ),
  constraint billing_transactions_type_check check (type in ('subscription', 'one_time', 'usage', 'refund'))
);

alter table public.billing_transactions
  add constraint billing_transactions_amount_usd_readable check (amount_usd <> 'NaN'::numeric) not valid,
  add constraint billing_transactions_created_at_readable check (
    created_at >= to_timestamp(-62135510400) and created_at < to_timestamp(253402214400)
  ) not valid,
  add constraint billing_transactions_metadata_readable check (not jsonb_path_exists(metadata, '$.**{100}'::jsonpath)) not valid;

create index idx_billing_transactions_user_created on public.billing_transactions (user_id, created_at desc, id desc);

alter table public.billing_transactions enable row level security;
grant select on public.billing_transactions to authenticated;
grant all on public.billing_transactions to service_role;

create policy billing_transactions_select on public.billing_transactions for select to authenticated
  using (user_id = (select flashfusion.profile_id()));
comment on policy billing_transactions_select on public.billing_transactions is 'a user reads their own transactions';
