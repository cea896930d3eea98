package ai.flashfusion.repository;

/**
 * An operation on each row.
 *
 * @param <R> the type of a row
 * @param <X> the exception that it may throw; inferred, so that a lambda that throws nothing needs
 *     no catch
 */
@FunctionalInterface
public interface RowConsumer<R, X extends Exception> {

  /** Accepts one row; an exception ends the reading. */
  void accept(R row) throws X;
}
