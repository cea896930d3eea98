package ai.flashfusion.examples.jshell;

/** The end of a script that found what it looked for and reports it by its exit status. */
public final class ScriptFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ScriptFailure(String message) {
    super(message, null, false, false);
  }
}
