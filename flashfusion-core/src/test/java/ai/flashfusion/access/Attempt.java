package ai.flashfusion.access;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement that somebody runs, with the matrix's verdict on each row in question.
 *
 * @param detail what the statement writes, for sentences; empty where the operation says it all
 */
record Attempt(
    Caller caller,
    MatrixOperation operation,
    Relation relation,
    String detail,
    Form form,
    String template,
    List<Expected> cells) {

  private static final String IDS = "{IDS}";

  /** The ways in which a statement finds its rows. */
  enum Form {
    /**
     * The statement finds rows by id, or all that can be read, and needs the right to read them.
     */
    NAMED,
    /**
     * The statement reaches rows without reading anything, so policies for reading do not apply.
     */
    BLIND,
    /** It brings its row along. */
    NEW
  }

  /** The end of a statement that returns the ids of its rows. */
  static String returningIds(String statement) {
    return "with touched as ("
        + statement
        + " returning id) select string_agg(id::text, ',') from touched";
  }

  /** The condition that finds the rows of a {@link Form#NAMED} statement. */
  static String whereNamed() {
    return " where id = any ('" + IDS + "')";
  }

  String sql() {
    return template.replace(
        IDS,
        cells.stream()
            .map(cell -> cell.row().id().toString())
            .collect(Collectors.joining(",", "{", "}")));
  }

  /** Whether the same can be tried row by row, to learn which row an error is about. */
  boolean canSplit() {
    return cells.size() > 1 && template.contains(IDS);
  }

  List<Attempt> split() {
    return cells.stream()
        .map(
            cell -> new Attempt(caller, operation, relation, detail, form, template, List.of(cell)))
        .toList();
  }
}
