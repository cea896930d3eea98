package ai.flashfusion.access;

/** The verdict of the matrix on one statement and one row. */
enum Verdict {
  /** The row is affected. */
  ALLOWED,
  /** The row is left alone, without an error. */
  NOTHING,
  /** The statement fails with SQLSTATE 42501. */
  DENIED,
  /** The row is left alone; whether by an error or in silence, the page leaves open. */
  REFUSED
}
