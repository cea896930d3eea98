package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW;
import static ai.flashfusion.schema.enums.DeploymentProvider.VERCEL;

import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The forms. Each is there for everybody who sees its page: the database decides whether the write
 * is allowed.
 */
@Controller
class Writes {

  private final Builds builds;

  Writes(Builds builds) {
    this.builds = builds;
  }

  // snippet: dashboard-writes
  @PostMapping("/projects")
  String create(Session session, @RequestParam String name, @RequestParam String slug) {
    ProjectRecord project =
        session.projects().create(name, slug, ProjectFramework.CUSTOM, ProjectVisibility.PRIVATE);
    return "redirect:/projects/" + project.getId();
  }

  @PostMapping("/projects/{id}/deployments")
  String deploy(Session session, @PathVariable ProjectId id) {
    DeploymentRecord deployment = session.deployments().start(id, VERCEL, PREVIEW);
    builds.start(deployment.getId());
    return "redirect:/projects/" + id;
  }

  // end

  @PostMapping("/projects/{id}/description")
  String describe(Session session, @PathVariable ProjectId id, @RequestParam String description) {
    session.projects().update(session.projects().get(id).setDescription(description.strip()));
    return "redirect:/projects/" + id;
  }

  @PostMapping("/notifications/read")
  String read(Session session) {
    session.notifications().markAllRead();
    return "redirect:/notifications";
  }
}
