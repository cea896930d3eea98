package ai.flashfusion.examples.dashboard;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.error.StaleRecordException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Pages for what went wrong, which ask the database nothing. */
@ControllerAdvice
@Controller
class Failures implements ErrorController {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final Map<Integer, String> HEADINGS =
      Map.of(
          400, "That request makes no sense",
          401, "Your sign-in has ended",
          403, "You may not do that",
          404, "There is nothing here",
          409, "That is in the way of something else",
          422, "That value does not fit",
          429, "That is more than is left",
          503, "The database does not answer just now");

  // snippet: dashboard-failures
  @ExceptionHandler(FlashFusionException.class)
  ModelAndView refused(
      FlashFusionException e, HttpServletRequest request, HttpServletResponse response) {
    int status = status(e);
    if (status == 503) {
      response.setHeader("Retry-After", "2");
    }
    if (status >= 500) {
      LOG.warn("{} failed", request.getRequestURI(), e);
    }
    // The messages name policies and columns, and never a secret or somebody else's row.
    return page(status, status == 404 || status >= 500 ? null : e.getMessage(), request);
  }

  private static int status(FlashFusionException e) {
    if (e instanceof NotFoundException) {
      return 404; // hidden or missing: the two look the same
    }
    if (e instanceof AccessDeniedException) {
      return 403;
    }
    if (e instanceof InvalidValueException) {
      return 422;
    }
    if (e instanceof ConstraintViolationException
        || e instanceof StaleRecordException
        || e instanceof IllegalTransitionException) {
      return 409;
    }
    if (e instanceof QuotaExceededException) {
      return 429;
    }
    return e.isRetryable() ? 503 : 500;
  }

  // end

  @ExceptionHandler({MethodArgumentTypeMismatchException.class, NoResourceFoundException.class})
  ModelAndView unknownAddress(HttpServletRequest request) {
    return page(404, null, request);
  }

  @ExceptionHandler(IllegalArgumentException.class)
  ModelAndView invalid(IllegalArgumentException e, HttpServletRequest request) {
    return page(422, e.getMessage(), request);
  }

  /** Shows what was refused before it reached a page, such as a token or a form of another site. */
  @RequestMapping("/error")
  ModelAndView error(HttpServletRequest request) {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    return page(status instanceof Integer number ? number : 500, null, request);
  }

  private static ModelAndView page(int status, @Nullable String said, HttpServletRequest request) {
    boolean signedIn =
        SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken;
    ModelAndView page = new ModelAndView("failure", HttpStatus.valueOf(status));
    page.addObject("title", HEADINGS.getOrDefault(status, "Something went wrong"));
    page.addObject("status", status);
    page.addObject("said", said == null ? false : said);
    page.addObject("missing", status == 404);
    page.addObject("askedInVain", (status == 403 && !signedIn) || status == 401);
    page.addObject("signedIn", signedIn);
    page.addObject("at", Map.of());
    CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
    page.addObject("csrf", csrf == null ? "" : Objects.requireNonNull(csrf.getToken()));
    return page;
  }
}
