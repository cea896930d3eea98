package ai.flashfusion.access;

/** A column of the matrix. */
enum Operation {
  SELECT("see"),
  INSERT("insert"),
  UPDATE("update"),
  DELETE("delete");

  private final String verb;

  Operation(String verb) {
    this.verb = verb;
  }

  String verb() {
    return verb;
  }
}
