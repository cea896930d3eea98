package ai.flashfusion.access;

/** One cell: a row, and what a statement may do to it. */
record Expected(Row row, Verdict expectation) {}
