package ai.flashfusion.examples.dashboard;

import static ai.flashfusion.usage.UsageDimension.MODEL;
import static ai.flashfusion.usage.UsageDimension.TIME;

import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** The page of usage once more, which asks its questions one after the other. */
@Controller
class PlainPages {

  private final Clock clock;

  PlainPages(Clock clock) {
    this.clock = clock;
  }

  @GetMapping("/plain/usage")
  ModelAndView usage(Session session) {
    LocalDate first = LocalDate.now(clock.withZone(ZoneOffset.UTC)).minusDays(UsagePage.DAYS - 1);
    UsageQuery days = UsagePage.days(first, clock);
    UsageQuery month = UsageQuery.monthToDate(clock.withZone(ZoneOffset.UTC));
    return Pages.show(
        new UsagePage(
            new Viewer(session.profiles().me(), session.notifications().unreadCount()),
            session.aiUsage().summary(days, TIME, MODEL),
            session.aiUsage().byModel(days),
            session.aiUsage().spendAgainst(month, UsagePage.BUDGET),
            session.aiUsage().projectedMonthEnd(month),
            first));
  }
}
