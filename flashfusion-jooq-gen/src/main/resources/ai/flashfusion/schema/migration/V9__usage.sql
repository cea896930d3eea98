-- One person's usage of a time is read from one stretch of an index alone, among whatever number of rows of others. Every column
-- that usage is summed over, or grouped by without a project or an action, is in it. It begins with what idx_ai_usage_user_id held.

create index idx_ai_usage_user_created on public.ai_usage_logs (user_id, created_at desc)
  include (provider, model, status, prompt_tokens, completion_tokens, total_tokens, cost_usd, latency_ms);

drop index public.idx_ai_usage_user_id;
