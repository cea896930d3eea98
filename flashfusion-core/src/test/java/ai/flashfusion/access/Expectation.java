package ai.flashfusion.access;

/** What the matrix says about one statement on one row. */
enum Expectation {
  /** The row is affected. */
  ALLOWED,
  /** The row is left alone, without an error. */
  NOTHING,
  /** The statement fails with SQLSTATE 42501. */
  DENIED,
  /** The row is left alone; whether by an error or in silence, the page leaves open. */
  REFUSED
}
