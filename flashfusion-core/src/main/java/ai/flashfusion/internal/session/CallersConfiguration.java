package ai.flashfusion.internal.session;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of jOOQ that callers may change and derive from, and that keeps the listeners of
 * the library whatever listeners they set: those come after ours, and so see translated exceptions.
 *
 * <p>A proxy, as jOOQ's own class is closed to this, and as later versions of jOOQ add methods.
 */
final class CallersConfiguration implements InvocationHandler {

  private final Configuration jooq;
  private final List<ExecuteListenerProvider> kept;

  private CallersConfiguration(Configuration jooq, List<ExecuteListenerProvider> kept) {
    this.jooq = jooq;
    this.kept = kept;
  }

  /**
   * Returns a configuration that keeps these listeners.
   *
   * @param jooq the configuration that is changed when callers change theirs
   */
  static Configuration of(Configuration jooq, ExecuteListenerProvider... kept) {
    return of(jooq, List.of(kept));
  }

  private static Configuration of(Configuration jooq, List<ExecuteListenerProvider> kept) {
    keep(jooq, kept);
    return (Configuration)
        Proxy.newProxyInstance(
            CallersConfiguration.class.getClassLoader(),
            new Class<?>[] {Configuration.class},
            new CallersConfiguration(jooq, kept));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "dsl" -> {
        return DSL.using((Configuration) proxy);
      }
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      default -> {}
    }
    Object result;
    try {
      result = method.invoke(jooq, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (result == jooq || method.getReturnType() == void.class) {
      keep(jooq, kept);
      return result == null ? null : proxy;
    }
    return result instanceof Configuration derived ? of(derived, kept) : result;
  }

  /** Puts the listeners first, unless they are there. */
  private static void keep(Configuration jooq, List<ExecuteListenerProvider> kept) {
    List<ExecuteListenerProvider> set = Arrays.asList(jooq.executeListenerProviders());
    boolean there = set.size() >= kept.size() && set.subList(0, kept.size()).equals(kept);
    if (!there) {
      jooq.set(
          Stream.concat(kept.stream(), set.stream().filter(provider -> !kept.contains(provider)))
              .toArray(ExecuteListenerProvider[]::new));
    }
  }
}
