
-- Sample data, for a database in which nobody has a profile yet. To start without it, delete from here to "End of the sample data".
-- Two people without a sign-up, so nobody can log in as them; addresses under .invalid reach nobody.

do $flashfusion$
declare
  ada constant uuid := '5a3b1e00-0000-4000-8000-000000000001';
  grace constant uuid := '5a3b1e00-0000-4000-8000-000000000002';
  team constant uuid := '5a3b1e00-0000-4000-8000-000000000003';
  app constant uuid := '5a3b1e00-0000-4000-8000-000000000004';
  api constant uuid := '5a3b1e00-0000-4000-8000-000000000005';
  released constant uuid := '5a3b1e00-0000-4000-8000-000000000006';
  preview constant uuid := '5a3b1e00-0000-4000-8000-000000000007';
  hook constant uuid := '5a3b1e00-0000-4000-8000-000000000008';
begin
  if exists (select from public.profiles) then
    return;
  end if;

  insert into public.profiles (id, email, username, full_name) values
    (ada, 'sample-ada@flashfusion.invalid', 'sample-ada', 'Ada Sample'),
    (grace, 'sample-grace@flashfusion.invalid', 'sample-grace', 'Grace Sample');

  insert into public.teams (id, name, slug, description, owner_id) values
    (team, 'Sample team', 'sample-team', 'Sample data: delete at will', ada);

  insert into public.team_members (team_id, user_id, role, invited_by, accepted_at) values
    (team, ada, 'owner', null, now()),
    (team, grace, 'member', ada, now());

  insert into public.projects (id, user_id, team_id, name, slug, framework, category, visibility, tags, live_url) values
    (app, ada, null, 'Sample app', 'sample-app', 'react', 'web', 'public', '{sample}', 'https://sample-app.example'),
    (api, ada, team, 'Sample API', 'sample-api', 'custom', 'api', 'team', '{sample}', null);

  insert into public.project_collaborators (project_id, user_id, role, invited_by, accepted_at) values
    (app, grace, 'editor', ada, now());

  insert into public.project_files (project_id, path, name, content, type, size_bytes, mime_type, created_by) values
    (app, 'src', 'src', null, 'directory', null, null, ada),
    (app, 'src/main.js', 'main.js', 'console.log("sample")', 'file', 21, 'text/javascript', grace);

  insert into public.ai_usage_logs
    (user_id, project_id, provider, model, action, prompt_tokens, completion_tokens, total_tokens, cost_usd, latency_ms, status, created_at)
  values
    (ada, app, 'openai', 'gpt-4', 'chat', 1000, 500, 1500, 0.045, 820, 'success', now() - interval '2 days'),
    (ada, app, 'anthropic', 'claude-3-5-sonnet', 'code', 2400, 900, 3300, 0.0207, 1310, 'success', now() - interval '1 day'),
    (grace, app, 'google', 'gemini-1.5-pro', 'completion', 600, 0, 600, 0.00075, 30000, 'timeout', now() - interval '1 day'),
    (grace, null, 'openai', 'text-embedding-3-small', 'embedding', 8000, 0, 8000, 0.00016, 140, 'success', now());

  insert into public.ai_conversations (user_id, project_id, title, model, messages, total_tokens, total_cost) values
    (ada, app, 'Sample conversation', 'gpt-4',
      '[{"role": "user", "content": "What is this?"}, {"role": "assistant", "content": "Sample data."}]', 1500, 0.045);

  insert into public.deployments
    (id, project_id, user_id, provider, environment, url, branch, status, build_time_seconds, created_at, completed_at)
  values
    (released, app, ada, 'vercel', 'production', 'https://sample-app.example', 'main', 'ready', 42, now() - interval '1 day',
      now() - interval '1 day' + interval '42 seconds'),
    (preview, app, grace, 'vercel', 'preview', null, 'sample', 'error', 7, now() - interval '1 hour',
      now() - interval '1 hour' + interval '7 seconds');

  insert into public.deployment_logs (deployment_id, level, message, timestamp) values
    (released, 'info', 'Build started', now() - interval '1 day'),
    (released, 'info', 'Build finished', now() - interval '1 day' + interval '42 seconds'),
    (preview, 'error', 'Build failed: sample', now() - interval '1 hour' + interval '7 seconds');

  insert into public.webhooks (id, user_id, project_id, name, url, events, active) values
    (hook, ada, app, 'Sample webhook, switched off', 'https://hooks.example/sample', '{deployment.ready,deployment.error}', false);

  insert into public.webhook_logs (webhook_id, event_type, status_code, duration_ms) values
    (hook, 'deployment.ready', 200, 85);

  insert into public.billing_transactions (user_id, amount_usd, description, status, type) values
    (ada, 20.00, 'Sample: one month of pro', 'refunded', 'subscription');

  insert into public.subscription_history (user_id, tier, status, started_at, ended_at, reason) values
    (ada, 'pro', 'canceled', now() - interval '30 days', now() - interval '1 day', 'Sample data'),
    (ada, 'free', 'active', now() - interval '1 day', null, 'Sample data');

  insert into public.api_keys (user_id, name, key_hash, key_prefix, revoked_at) values
    (ada, 'Sample key, revoked', 'sample: the hash of no key', 'ff_sample', now());

  insert into public.notifications (user_id, type, title, message) values
    (ada, 'success', 'Sample app is live', 'Deployed to production'),
    (grace, 'project', 'Ada shared Sample app with you', 'You are an editor');
end
$flashfusion$;

-- End of the sample data

