-- What policies ask to know how far the caller reaches is read from indexes alone: a page of an index holds some hundred answers, where
-- each row of a project, a collaborator or a member took a page of its table.

create index idx_project_collaborators_user_project on public.project_collaborators (user_id) include (project_id, role);
create index idx_projects_team_visibility on public.projects (team_id) include (visibility, id);
create index idx_team_members_user_team on public.team_members (user_id) include (team_id, role);

drop index public.idx_project_collaborators_user_id, public.idx_projects_team_id, public.idx_team_members_user_id;
