package ai.flashfusion.spring;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.BadRowException;
import ai.flashfusion.error.CheckViolationException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.CursorException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.IdempotencyException;
import ai.flashfusion.error.IllegalTransitionException;
import ai.flashfusion.error.InvalidValueException;
import ai.flashfusion.error.LastOwnerException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.NotNullViolationException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.PathConflictException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.error.ReadOnlyException;
import ai.flashfusion.error.RefundExceededException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.error.StatementTimeoutException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers failures with problem details (RFC 9457). They name a constraint, and repeat no message:
 * that is for those who may read the log.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** The answer to a failure. */
  private record Kind(HttpStatus status, String name, String detail) {}

  @ExceptionHandler(FlashFusionException.class)
  ResponseEntity<ProblemDetail> answer(FlashFusionException e) {
    Kind kind = kind(e);
    if (kind.status().is5xxServerError()) {
      LOG.error("a request failed", e);
    } else {
      LOG.debug("a request was refused", e);
    }
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(kind.status(), kind.detail());
    problem.setType(URI.create("urn:flashfusion:" + kind.name()));
    if (kind.status().is4xxClientError()) {
      e.constraint().ifPresent(constraint -> problem.setProperty("constraint", constraint));
    }
    HttpHeaders headers = new HttpHeaders();
    if (e.isRetryable()) {
      headers.set(HttpHeaders.RETRY_AFTER, "1");
    }
    return new ResponseEntity<>(problem, headers, kind.status());
  }

  private static Kind kind(FlashFusionException e) {
    if (e instanceof OutcomeUnknownException) {
      return new Kind(
          HttpStatus.INTERNAL_SERVER_ERROR,
          "outcome-unknown",
          "It is not known whether this was stored: look before you send it again.");
    }
    if (e.isRetryable() || e instanceof ClosedException) {
      return new Kind(
          HttpStatus.SERVICE_UNAVAILABLE, "try-again", "Nothing was stored: send it again.");
    }
    if (e instanceof NotFoundException) {
      return new Kind(HttpStatus.NOT_FOUND, "not-found", "There is no such thing for you.");
    }
    if (e instanceof AccessDeniedException) {
      return new Kind(HttpStatus.FORBIDDEN, "access-denied", "You may not do this.");
    }
    if (e instanceof QuotaExceededException) {
      return new Kind(
          HttpStatus.TOO_MANY_REQUESTS, "quota-exceeded", "More is requested than is left.");
    }
    if (isInvalid(e)) {
      return new Kind(
          HttpStatus.UNPROCESSABLE_CONTENT, "invalid-value", "A value cannot be stored.");
    }
    if (isConflict(e)) {
      return new Kind(
          HttpStatus.CONFLICT, "conflict", "This does not go together with what is stored.");
    }
    if (e instanceof CursorException) {
      return new Kind(HttpStatus.BAD_REQUEST, "bad-cursor", "The cursor is not one of this list.");
    }
    if (e instanceof StatementTimeoutException) {
      return new Kind(HttpStatus.GATEWAY_TIMEOUT, "too-slow", "It took too long.");
    }
    if (e instanceof ReadOnlyException) {
      return new Kind(
          HttpStatus.SERVICE_UNAVAILABLE, "read-only", "Nothing can be stored at the moment.");
    }
    return new Kind(HttpStatus.INTERNAL_SERVER_ERROR, "failure", "The service has failed.");
  }

  private static boolean isInvalid(FlashFusionException e) {
    return e instanceof InvalidValueException
        || e instanceof CheckViolationException
        || e instanceof NotNullViolationException
        || e instanceof BadRowException;
  }

  private static boolean isConflict(FlashFusionException e) {
    return e instanceof ConstraintViolationException
        || e instanceof StaleRecordException
        || e instanceof PathConflictException
        || e instanceof IdempotencyException
        || e instanceof LastOwnerException
        || e instanceof IllegalTransitionException
        || e instanceof RefundExceededException;
  }
}
