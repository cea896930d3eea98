-- Finds the subscribers of an event, and the newest deliveries of a webhook, without reading the others.

create index idx_webhooks_events on public.webhooks using gin (events) where active;

-- Takes over what idx_webhook_logs_webhook_id did: webhook_id leads.
create index idx_webhook_logs_webhook_id_created_at on public.webhook_logs (webhook_id, created_at desc, id desc);
drop index public.idx_webhook_logs_webhook_id;
