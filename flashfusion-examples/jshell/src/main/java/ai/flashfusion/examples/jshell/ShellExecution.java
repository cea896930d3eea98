package ai.flashfusion.examples.jshell;

import ai.flashfusion.error.FlashFusionException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * Runs snippets in this process, as jshell's own {@code local} does, and makes what it displays
 * readable: the library's errors say what happened, so that they need no stack, and jOOQ draws rows
 * too wide for any screen.
 */
public final class ShellExecution implements ExecutionControlProvider {

  static final String NAME = "flashfusion";

  /** The group that the JDK gives to the thread of a snippet. */
  private static final String GROUP = "JShell process local execution";

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Creates the provider; jshell does, by its name in {@code META-INF/services}. */
  public ShellExecution() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return new ReadableControl();
  }

  private static final class ReadableControl extends LocalExecutionControl {

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

    /**
     * Interrupts the snippet, upon which the library tells the server to cancel its statement. Only
     * a snippet that takes no notice is ended in the way of the JDK.
     */
    @Override
    public void stop() throws EngineTerminationException, InternalException {
      List<Thread> running =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> GROUP.equals(groupOf(thread)))
              .toList();
      running.forEach(Thread::interrupt);
      try {
        for (Thread thread : running) {
          thread.join(PATIENCE.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (running.isEmpty() || running.stream().anyMatch(Thread::isAlive)) {
        super.stop();
      }
    }

    private static @Nullable String groupOf(Thread thread) {
      ThreadGroup group = thread.getThreadGroup();
      return group == null ? null : group.getName();
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
