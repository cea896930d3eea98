package ai.flashfusion.access;

/** A statement that somebody runs as one of several. */
record Step(Caller caller, String sql) {

  /** The statement under its caller's identity, to be pasted into a transaction of a superuser. */
  String script() {
    return "set local role "
        + caller.role()
        + "; select set_config('request.jwt.claims', '"
        + caller.claims()
        + "', true); -- "
        + caller.name()
        + "\n"
        + sql
        + ";";
  }
}
