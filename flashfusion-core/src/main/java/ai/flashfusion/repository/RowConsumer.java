package ai.flashfusion.repository;

/**
 * What is done with each row.
 *
 * @param <R> a row
 * @param <X> what it may throw; inferred, so that a lambda that throws nothing needs no catch
 */
@FunctionalInterface
public interface RowConsumer<R, X extends Exception> {

  /** Called once for each row; throwing ends the reading. */
  void accept(R row) throws X;
}
