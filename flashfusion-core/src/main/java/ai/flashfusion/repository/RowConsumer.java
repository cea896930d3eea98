package ai.flashfusion.repository;

/**
 * An operation on each row.
 *
 * @param <R> the type of a row
 */
@FunctionalInterface
public interface RowConsumer<R> {

  /**
   * Accepts one row; an exception ends the reading.
   *
   * @throws Exception anything; the caller of {@code stream} gets it as it is
   */
  void accept(R row) throws Exception;
}
