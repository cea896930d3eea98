package ai.flashfusion.repository.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.follow.FollowOptions;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.query.TimeRange;
import ai.flashfusion.repository.Repositories;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.UsageQuery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Every helper refuses null where it has no meaning, and names the argument. */
class NullArgumentsTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final SampleRows samples = new SampleRows(embedded, embedded.flashfusion());

  private final SampleArguments sampleArguments = new SampleArguments(samples);

  private static List<Object> targets() throws ReflectiveOperationException {
    Session session = samples.alice;
    List<Object> targets = new ArrayList<>(List.of(session, session.once("key")));
    for (Method method : Repositories.class.getMethods()) {
      if (method.getParameterCount() == 0
          && method.getDeclaringClass() == Repositories.class
          && !method.getReturnType().isPrimitive()) {
        targets.add(method.invoke(session));
      }
    }
    return targets;
  }

  private static Stream<Method> helpers(Object target) {
    return Arrays.stream(target.getClass().getMethods())
        .filter(method -> method.getDeclaringClass().getName().startsWith("ai.flashfusion"))
        .filter(method -> !method.isBridge() && !Modifier.isStatic(method.getModifiers()));
  }

  private static boolean isRequired(Parameter parameter) {
    return !parameter.getType().isPrimitive()
        && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  @Test
  void requiredArgumentsAreRefusedByName() throws ReflectiveOperationException {
    List<String> accepted = new ArrayList<>();
    int refused = 0;
    for (Object target : targets()) {
      for (Method method : helpers(target).toList()) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
          if (!isRequired(parameters[i])) {
            continue;
          }
          String told = call(target, method, i);
          if (told.equals(parameters[i].getName()) || told.contains("idempotency key is null")) {
            refused++;
          } else {
            accepted.add(method + " with null as " + parameters[i].getName() + ": " + told);
          }
        }
      }
    }
    assertThat(accepted).isEmpty();
    assertThat(refused).isGreaterThan(200);
  }

  /** Calls the helper with null in one place, and returns what its exception says. */
  private String call(Object target, Method method, int place) throws IllegalAccessException {
    Parameter[] parameters = method.getParameters();
    @Nullable Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == place ? null : value(parameters[i]);
    }
    try {
      method.invoke(target, arguments);
      return "accepted";
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof NullPointerException refused
          ? String.valueOf(refused.getMessage())
          : String.valueOf(e.getCause());
    }
  }

  private @Nullable Object value(Parameter parameter) {
    Class<?> type =
        parameter.getParameterizedType() instanceof TypeVariable<?> variable
                && variable.getName().equals("I")
            ? samples.project.getClass()
            : parameter.getType();
    if (type == Class.class) {
      return String.class;
    }
    if (Collection.class.isAssignableFrom(type)) {
      return List.of();
    }
    for (Object value :
        List.of(
            Identity.anonymous(),
            RetryPolicy.standard(),
            FollowOptions.fromNow(),
            UsageQuery.lastDays(1),
            new TimeRange(TimeRange.EARLIEST, TimeRange.LATEST),
            ZoneOffset.UTC)) {
      if (type.isInstance(value)) {
        return value;
      }
    }
    if (type == Map.class) {
      return Map.of();
    }
    Object value = sampleArguments.of(type, () -> "text", new Random(1));
    return value == null && type.isInterface()
        ? Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, called, with) -> null)
        : value;
  }
}
