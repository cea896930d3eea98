package ai.flashfusion.examples.dashboard;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.follow.FollowHandle;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.schema.ids.DeploymentId;
import ai.flashfusion.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The log of a deployment as events that the server sends while they happen. */
@Controller
class LiveLog implements DisposableBean {

  /** The time after which the browser connects again, and its token is verified again. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  /** The pause between comments, which find out that a browser is gone though no line comes. */
  private static final long BEAT_SECONDS = 10;

  private final Set<SseEmitter> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

  LiveLog() {
    var ignored =
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  // snippet: dashboard-live-log
  @GetMapping(path = "/deployments/{id}/log", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter log(Session session, @PathVariable DeploymentId id) {
    if (!session.deployments().exists(id)) {
      throw new NotFoundException("there is no deployment " + id);
    }
    SseEmitter browser = new SseEmitter(LIFE.toMillis());
    FollowHandle lines =
        session
            .deploymentLogs()
            .follow(
                id, FollowOptions.fromStart(), line -> send(browser, ProjectPage.LogLine.of(line)));
    open.add(browser);
    browser.onCompletion(
        () -> {
          open.remove(browser);
          lines.close();
        });
    return browser;
  }

  private static void send(SseEmitter browser, ProjectPage.LogLine line) {
    try {
      browser.send(SseEmitter.event().id(line.id()).data(line, MediaType.APPLICATION_JSON));
    } catch (IOException | IllegalStateException e) {
      browser.completeWithError(e); // it is gone, and so is its follow
    }
  }

  // end

  int listeners() {
    return open.size();
  }

  private void beat() {
    for (SseEmitter browser : open) {
      try {
        browser.send(SseEmitter.event().comment("still here"));
      } catch (IOException | IllegalStateException e) {
        browser.completeWithError(e);
      }
    }
  }

  @Override
  public void destroy() {
    heart.shutdownNow();
    open.forEach(SseEmitter::complete);
  }
}
