package ai.flashfusion.examples.jshell;

import ai.flashfusion.error.FlashFusionException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this process, as jshell's own {@code local} does, and makes what it displays
 * readable: the library's errors say what happened, so that they need no stack, and jOOQ draws rows
 * too wide for any screen.
 */
public final class ShellExecution implements ExecutionControlProvider {

  static final String NAME = "flashfusion";

  /** Creates the provider; jshell does, by its name in {@code META-INF/services}. */
  public ShellExecution() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return new Readable();
  }

  private static final class Readable extends LocalExecutionControl {

    @Override
    protected String invoke(Method method) throws Exception {
      return withoutRows(super.invoke(method));
    }

    @Override
    public String varValue(String className, String name)
        throws RunException, EngineTerminationException, InternalException {
      return withoutRows(super.varValue(className, name));
    }

    private static String withoutRows(String value) {
      return value.startsWith("+--") || value.startsWith("[+--")
          ? "rows, which table(…) shows"
          : value;
    }

    @Override
    protected String throwConvertedInvocationException(Throwable thrown)
        throws RunException, InternalException {
      if (thrown instanceof FlashFusionException) {
        throw new UserException(
            thrown.getMessage(), thrown.getClass().getName(), ofSnippets(thrown));
      }
      return super.throwConvertedInvocationException(thrown);
    }

    private static StackTraceElement[] ofSnippets(Throwable thrown) {
      return Arrays.stream(thrown.getStackTrace())
          .filter(element -> element.getClassName().startsWith("REPL."))
          .toArray(StackTraceElement[]::new);
    }
  }
}
