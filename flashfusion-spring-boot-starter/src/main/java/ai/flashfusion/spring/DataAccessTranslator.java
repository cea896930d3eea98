package ai.flashfusion.spring;

import ai.flashfusion.error.AccessDeniedException;
import ai.flashfusion.error.ConflictException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.ConstraintViolationException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.StaleRecordException;
import ai.flashfusion.error.StatementTimeoutException;
import ai.flashfusion.error.UniqueViolationException;
import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/**
 * Translates failures into those of Spring for beans that ask for it by the annotation
 * {@code @Repository}. The failure itself is the cause.
 */
final class DataAccessTranslator implements PersistenceExceptionTranslator {

  /** The translation for Spring's JDBC, which takes what a policy forbids for bad SQL. */
  static final class OfSql extends SQLExceptionSubclassTranslator {

    @Override
    protected @Nullable DataAccessException doTranslate(
        String task, @Nullable String sql, SQLException e) {
      return switch (String.valueOf(e.getSQLState())) {
        case "42501" -> new PermissionDeniedDataAccessException(message(task, e), e);
        case "57014" -> new QueryTimeoutException(message(task, e), e);
        default -> super.doTranslate(task, sql, e);
      };
    }

    private static String message(String task, SQLException e) {
      return task + "; " + e.getMessage();
    }
  }

  /** A failure of which Spring has none of its own. */
  static final class OtherException extends NonTransientDataAccessException {

    @Serial private static final long serialVersionUID = 1L;

    OtherException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  @Override
  public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException thrown) {
    if (!(thrown instanceof FlashFusionException e)) {
      return null;
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof UniqueViolationException) {
      return new DuplicateKeyException(message, e);
    }
    if (e instanceof ConstraintViolationException) {
      return new DataIntegrityViolationException(message, e);
    }
    if (e instanceof NotFoundException) {
      return new EmptyResultDataAccessException(message, 1, e);
    }
    if (e instanceof AccessDeniedException) {
      return new PermissionDeniedDataAccessException(message, e);
    }
    if (e instanceof StaleRecordException) {
      return new OptimisticLockingFailureException(message, e);
    }
    if (e instanceof ConflictException) {
      return new ConcurrencyFailureException(message, e);
    }
    if (e instanceof ConnectionException) {
      return new TransientDataAccessResourceException(message, e);
    }
    if (e instanceof StatementTimeoutException) {
      return new QueryTimeoutException(message, e);
    }
    return new OtherException(message, e);
  }
}
