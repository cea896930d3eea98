package ai.flashfusion.access;

/** A column of the matrix. */
enum MatrixOperation {
  SELECT("see"),
  INSERT("insert"),
  UPDATE("update"),
  DELETE("delete");

  private final String verb;

  MatrixOperation(String verb) {
    this.verb = verb;
  }

  String verb() {
    return verb;
  }
}
