package ai.flashfusion.examples.dashboard;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.session.Session;
import java.time.Clock;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** The addresses of the pages. */
@Controller
class Pages {

  private final FlashFusion flashfusion;
  private final Clock clock;

  Pages(FlashFusion flashfusion, Clock clock) {
    this.flashfusion = flashfusion;
    this.clock = clock;
  }

  // snippet: dashboard-controller
  @GetMapping("/usage")
  ModelAndView usage(Session session) {
    return show(UsagePage.of(session, clock));
  }

  @GetMapping("/projects/{id}")
  ModelAndView project(Session session, @PathVariable ProjectId id) {
    return show(ProjectPage.of(session, id, clock));
  }

  // end

  @GetMapping("/projects")
  ModelAndView projects(Session session) {
    return show(ProjectsPage.of(session, clock));
  }

  @GetMapping("/notifications")
  ModelAndView notifications(Session session) {
    return show(NotificationsPage.of(session, clock));
  }

  @GetMapping("/platform")
  ModelAndView platform(Session session) {
    return show(PlatformPage.of(session, flashfusion, clock));
  }

  @GetMapping("/projects/{id}/why")
  ModelAndView why(Session session, @PathVariable ProjectId id) {
    return show(WhyPage.of(session, flashfusion, id));
  }

  static ModelAndView show(Page page) {
    return new ModelAndView(
        page.template(),
        Map.of(
            "page", page,
            "title", page.title(),
            "viewer", page.viewer(),
            "at", Map.of(page.template(), true),
            "cost", PageCost.soFar()));
  }
}
