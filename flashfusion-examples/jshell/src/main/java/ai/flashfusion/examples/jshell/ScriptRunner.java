package ai.flashfusion.examples.jshell;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script in this process, statement by statement, and stops at the first that fails. The
 * jshell tool would go on, and end with the exit status 0.
 */
final class ScriptRunner {

  static final int FAILED = 1;
  static final int WRONG_INPUT = 2;

  private static final String EXIT = "/exit";

  private final String name;
  private final String source;
  private final PrintStream err;

  /** The place in the source at which each snippet begins. */
  private final Map<String, Integer> places = new LinkedHashMap<>();

  ScriptRunner(String name, String source, PrintStream err) {
    this.name = name;
    this.source = source;
    this.err = err;
  }

  /** Runs the script after these imports, and returns the exit status. */
  int run(List<String> imports) {
    try (JShell shell = JShell.builder().executionEngine(ShellExecution.NAME).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      imports.forEach(shell::eval);
      return run(shell);
    }
  }

  private int run(JShell shell) {
    int place = 0;
    while (true) {
      place = skipBlanks(place);
      String rest = source.substring(place);
      if (rest.startsWith("/") && !rest.startsWith("//") && !rest.startsWith("/*")) {
        String command = rest.lines().findFirst().orElse("").strip();
        return command.equals(EXIT)
            ? unresolved(shell)
            : tell(place, "'" + command + "' is a command of the shell: scripts have only /exit");
      }
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        return unresolved(shell);
      }
      if (next.completeness() == Completeness.DEFINITELY_INCOMPLETE
          || next.completeness() == Completeness.CONSIDERED_INCOMPLETE) {
        return tell(place, "the statement that begins here does not end");
      }
      String statement = next.source() == null ? rest : next.source();
      int status = evaluate(shell, statement, place);
      if (status != 0) {
        return status;
      }
      place = source.length() - next.remaining().length();
    }
  }

  private int evaluate(JShell shell, String statement, int place) {
    for (SnippetEvent event : shell.eval(statement)) {
      Snippet snippet = event.snippet();
      places.putIfAbsent(snippet.id(), place);
      if (event.status() == Snippet.Status.REJECTED) {
        List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).toList();
        errors.forEach(
            error ->
                tell(
                    place + (int) Math.max(0, error.getPosition()),
                    error
                        .getMessage(Locale.ROOT)
                        .replaceAll("\\R\\s*location:.*", "")
                        .replaceAll("\\R\\s*", "; ")
                        .replaceAll(" {2,}", " ")));
        return errors.isEmpty() ? tell(place, "the statement is not valid") : FAILED;
      }
      JShellException exception = event.exception();
      if (exception != null) {
        return failed(shell, exception, place);
      }
    }
    return 0;
  }

  private int failed(JShell shell, JShellException exception, int place) {
    if (exception instanceof UnresolvedReferenceException reference) {
      DeclarationSnippet snippet = reference.getSnippet();
      return tell(placeOf(snippet.id(), 1, place), missing(shell, snippet));
    }
    if (!(exception instanceof EvalException thrown)) {
      return tell(place, String.valueOf(exception.getMessage()));
    }
    if (thrown.getExceptionClassName().equals(InputException.class.getName())) {
      tell(line(thrown, place), String.valueOf(thrown.getMessage()));
      return WRONG_INPUT;
    }
    if (thrown.getExceptionClassName().equals(ScriptFailure.class.getName())) {
      err.println(thrown.getMessage());
      return FAILED;
    }
    return tell(line(thrown, place), described(thrown));
  }

  private static String described(EvalException thrown) {
    String type = thrown.getExceptionClassName();
    Throwable cause = thrown.getCause();
    return type.substring(type.lastIndexOf('.') + 1)
        + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage())
        + (cause instanceof EvalException deeper && thrown.getMessage() == null
            ? "; cause: " + described(deeper)
            : "");
  }

  private int line(EvalException thrown, int place) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      String file = element.getFileName();
      if (file != null && file.startsWith("#")) {
        return placeOf(file.substring(1), element.getLineNumber(), place);
      }
    }
    return place;
  }

  private int placeOf(String snippet, int line, int otherwise) {
    @Nullable Integer begin = places.get(snippet);
    if (begin == null) {
      return otherwise;
    }
    int place = begin;
    for (int i = 1; i < line; i++) {
      int end = source.indexOf('\n', place);
      place = end < 0 ? place : end + 1;
    }
    return place;
  }

  /** Tells of methods and classes that were never complete, as a name in them is unknown. */
  private int unresolved(JShell shell) {
    return shell
        .snippets()
        .filter(snippet -> shell.status(snippet).name().startsWith("RECOVERABLE"))
        .findFirst()
        .map(
            snippet ->
                tell(
                    places.getOrDefault(snippet.id(), 0),
                    missing(shell, (DeclarationSnippet) snippet)))
        .orElse(0);
  }

  private static String missing(JShell shell, DeclarationSnippet snippet) {
    return snippet.name()
        + " needs "
        + shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "))
        + ", which the script does not declare";
  }

  private int tell(int place, String message) {
    long line =
        source.substring(0, Math.min(place, source.length())).chars().filter(c -> c == '\n').count()
            + 1;
    err.println(name + ":" + line + ": " + message);
    return FAILED;
  }

  /** Skips blanks and comments, so that a statement begins on its own line. */
  private int skipBlanks(int from) {
    int place = from;
    while (place < source.length()) {
      if (Character.isWhitespace(source.charAt(place))) {
        place++;
      } else if (source.startsWith("//", place)) {
        int end = source.indexOf('\n', place);
        place = end < 0 ? source.length() : end + 1;
      } else if (source.startsWith("/*", place) && source.indexOf("*/", place + 2) > 0) {
        place = source.indexOf("*/", place + 2) + 2;
      } else {
        break;
      }
    }
    return place;
  }
}
