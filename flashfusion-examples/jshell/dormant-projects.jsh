// Active projects that nobody changed, deployed or used for a long time.
// usage: dormant-projects.jsh [days]

int days = arg("days", 90);
Instant since = Instant.now().minus(Duration.ofDays(days));
Session service = service("dormant projects");

Set<ProjectId> used = service.aiUsage().summary(UsageQuery.lastDays(days), UsageDimension.PROJECT).stream()
    .map(UsageGroup::project)
    .collect(Collectors.toSet());

record Dormant(String slug, String owner, ProjectVisibility visibility, Instant updatedAt, Instant lastDeployedAt) {}
List<Dormant> dormant = new ArrayList<>();
service.projects().stream(
    PROJECTS.STATUS.eq(ProjectStatus.ACTIVE)
        .and(PROJECTS.UPDATED_AT.lt(since))
        .and(DSL.coalesce(PROJECTS.LAST_DEPLOYED_AT, PROJECTS.CREATED_AT).lt(since)),
    project -> {
      if (!used.contains(project.getId())) {
        dormant.add(new Dormant(project.getSlug(), service.profiles().get(project.getUserId()).getEmail(),
            project.getVisibility(), project.getUpdatedAt(), project.getLastDeployedAt()));
      }
    });

dormant.sort(Comparator.comparing(Dormant::updatedAt));
table(dormant, "slug", "owner", "visibility", "updated_at", "last_deployed_at");
