package ai.flashfusion.examples.dashboard;

import ai.flashfusion.observation.Call;
import ai.flashfusion.observation.CallEnd;
import ai.flashfusion.observation.CallListener;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeSet;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The cost of a page: what the library sent for it. Entries of a pipeline run within one another,
 * so calls that began while another was under way had no round trip of their own.
 */
final class PageCost {

  private final TreeSet<String> roles = new TreeSet<>();
  private int statements;
  private int roundTrips;
  private Duration time = Duration.ZERO;
  private int underWay;
  private boolean together;
  private boolean atMost;

  /** Returns the cost of the current request so far. */
  static PageCost soFar() {
    return of(RequestContextHolder.currentRequestAttributes());
  }

  private static PageCost of(RequestAttributes request) {
    PageCost cost =
        (PageCost) request.getAttribute(PageCost.class.getName(), RequestAttributes.SCOPE_REQUEST);
    if (cost == null) {
      cost = new PageCost();
      request.setAttribute(PageCost.class.getName(), cost, RequestAttributes.SCOPE_REQUEST);
    }
    return cost;
  }

  // snippet: dashboard-cost
  /** Adds each call of the library to the cost of the request that makes it. */
  static CallListener.Ongoing started(Call call) {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    return request == null ? end -> {} : of(request).begin(call);
  }

  private CallListener.Ongoing begin(Call call) {
    roles.add(call.role());
    together = underWay > 0;
    underWay++;
    return this::end;
  }

  private void end(CallEnd end) {
    underWay--;
    statements += end.statements();
    if (underWay == 0) {
      if (together || end.statements() < 2) {
        roundTrips++;
      } else { // a transaction, which also ends; some of its statements may travel together
        roundTrips += end.statements() + 1;
        atMost = true;
      }
      time = time.plus(end.duration());
    }
  }

  // end

  public int statements() {
    return statements;
  }

  public int roundTrips() {
    return roundTrips;
  }

  public boolean atMost() {
    return atMost;
  }

  public String milliseconds() {
    return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
  }

  public boolean one() {
    return roundTrips == 1;
  }

  public String roles() {
    return String.join(" and ", roles);
  }
}
