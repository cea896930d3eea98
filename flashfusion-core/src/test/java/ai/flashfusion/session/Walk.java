package ai.flashfusion.session;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.sql.Wrapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Calls every method of what callers can hold, with ordinary and with hostile arguments, and every
 * method of what comes back, to the end, and reports objects of the driver or the pool that came
 * out. Whatever a call may have changed is created anew before the next call.
 */
final class Walk {

  /** Makes what a caller can hold, lets something be done to it, and takes it back. */
  interface Root {
    void with(Step step) throws Exception;
  }

  /** Something done to what a caller holds. */
  interface Step {
    void on(Object held) throws Exception;
  }

  /** One call of a method. */
  record Call(Method method, List<Argument> arguments) {
    @Override
    public String toString() {
      return method.getName()
          + arguments.stream().map(Argument::name).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** Classes of the driver that are values: they hold what the server said and no connection. */
  private static final Set<Class<?>> VALUES =
      Set.of(PSQLException.class, PSQLWarning.class, ServerErrorMessage.class);

  /** jOOQ's objects from which JDBC's can be had; of the others nothing is called. */
  private static final Set<Class<?>> OF_JOOQ =
      Set.of(
          org.jooq.ExecuteContext.class,
          org.jooq.Configuration.class,
          org.jooq.ConnectionProvider.class,
          org.jooq.TransactionProvider.class,
          org.jooq.MetaProvider.class,
          org.jooq.Meta.class,
          org.jooq.Cursor.class);

  private final Set<String> found = new TreeSet<>();
  private final Set<String> visited = new HashSet<>();
  private final Set<Class<?>> reached = new LinkedHashSet<>();
  private final List<Connection> taken = new ArrayList<>();
  private final Set<Class<?>> known;
  private int calls;

  /** A walk that goes everywhere. */
  Walk() {
    this(Set.of());
  }

  /**
   * A walk.
   *
   * @param known classes that another walk went through
   */
  Walk(Set<Class<?>> known) {
    this.known = known;
  }

  /** Returns what came out and should not, each with the calls that led to it. */
  Set<String> found() {
    return found;
  }

  /** The classes whose methods were called. */
  Set<Class<?>> reached() {
    return reached;
  }

  int calls() {
    return calls;
  }

  /** Walks to the end. */
  void from(String name, Root root) {
    from(name, root, Integer.MAX_VALUE);
  }

  /** Walks over chains of that many calls. */
  void from(String name, Root root, int most) {
    Deque<List<Call>> open = new ArrayDeque<>();
    open.add(List.of());
    while (!open.isEmpty()) {
      List<Call> chain = open.remove();
      if (chain.size() <= most) {
        callAll(name, root, chain, open);
      }
    }
  }

  private void callAll(String name, Root root, List<Call> chain, Deque<List<Call>> open) {
    List<Iterator<Call>> left = new ArrayList<>();
    do {
      int before = calls;
      try {
        root.with(
            held -> {
              Object target = held;
              for (Call call : chain) {
                target = ready(Objects.requireNonNull(taken(target, invoke(target, call))));
              }
              if (left.isEmpty()) {
                reached.add(target.getClass());
                left.add(callsOf(target).iterator());
              }
              boolean unchanged = true;
              while (unchanged && left.get(0).hasNext()) {
                unchanged = call(name, target, chain, left.get(0).next(), open);
              }
            });
      } catch (Exception e) {
        throw new AssertionError("not to be repeated: " + name + chain, e);
      } finally {
        giveBack();
      }
      if (calls == before && left.get(0).hasNext()) {
        throw new AssertionError("nothing was called of " + name + chain);
      }
    } while (left.get(0).hasNext());
  }

  /** Notes connections that jOOQ took from the pool for the call. */
  private @Nullable Object taken(Object from, @Nullable Object result) {
    if (result instanceof Connection connection
        && (from instanceof DataSource || !(from instanceof Wrapper))) {
      taken.add(connection);
    }
    return result;
  }

  private void giveBack() {
    for (Connection connection : taken) {
      try {
        connection.close();
      } catch (SQLException | RuntimeException e) {
        // The call may have broken it.
      }
    }
    taken.clear();
  }

  /** Returns whether nothing was done, so that what is held can be used again. */
  private boolean call(
      String name, Object target, List<Call> chain, Call call, Deque<List<Call>> open) {
    calls++;
    List<Call> longer = new ArrayList<>(chain);
    longer.add(call);
    String path = name + longer.stream().map(one -> "." + one).collect(Collectors.joining());
    Argument.seen().clear();
    boolean refused = false;
    Object result;
    try {
      result = taken(target, invoke(target, call));
    } catch (SQLFeatureNotSupportedException | UnsupportedOperationException e) {
      refused = true;
      result = e;
    } catch (Throwable e) {
      result = e;
    }
    if (target instanceof PreparedStatement statement
        && call.method().getName().startsWith("set")) {
      execute(statement, path);
    }
    examine(result, path, new HashSet<>());
    for (Object shown : List.copyOf(Argument.seen())) {
      examine(shown, path + ", to its argument", new HashSet<>());
    }
    if (result != null
        && followed(result)
        && !isDrivers(result)
        && !known.contains(result.getClass())
        && visited.add(
            result.getClass().getName()
                + " of "
                + target.getClass().getName()
                + "."
                + call.method().getName()
                + (call.arguments().isEmpty()
                    ? ""
                    : call.arguments().get(0).type().getSimpleName()))) {
      open.add(longer);
    }
    return refused;
  }

  /** Executes a statement, and checks that bound objects are no longer called while it is sent. */
  private void execute(PreparedStatement statement, String path) {
    Argument.used().clear();
    try {
      statement.execute();
    } catch (SQLException | RuntimeException e) {
      examine(e, path + ".execute() throws", new HashSet<>());
    }
    if (!Argument.used().isEmpty()) {
      found.add(path + ".execute() calls " + Argument.used());
    }
  }

  static Object invoke(Object target, Call call) throws Exception {
    Object[] arguments = call.arguments().stream().map(Argument::value).toArray();
    try {
      return call.method().invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Returns the object on its first row, or with its bind. */
  private static Object ready(Object object) throws SQLException {
    if (object instanceof ResultSet rows) {
      rows.next();
    } else if (object instanceof PreparedStatement statement) {
      try {
        statement.setNull(1, Types.VARCHAR);
      } catch (SQLException | RuntimeException e) {
        // It has none; jOOQ's wrapper of a plain statement is of this class, too.
      }
    }
    return object;
  }

  /** All calls of methods that it shows; of those that jOOQ passes on, with ordinary arguments. */
  static List<Call> callsOf(Object target) {
    boolean jooqs = target.getClass().getName().startsWith("org.jooq.");
    List<Call> all = new ArrayList<>();
    Set<String> signatures = new HashSet<>();
    for (Class<?> type : types(target)) {
      Arrays.stream(type.getMethods())
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .filter(method -> method.getDeclaringClass() != Object.class)
          .filter(method -> isJdbc(type) || method.getParameterCount() == 0)
          .filter(method -> isJdbc(type) || followedOf(method.getReturnType()))
          .sorted(Comparator.comparing(Method::toString))
          .filter(
              method ->
                  signatures.add(method.getName() + Arrays.toString(method.getParameterTypes())))
          .forEach(
              method ->
                  Argument.lists(method, target).stream()
                      .limit(jooqs ? 1 : Long.MAX_VALUE)
                      .forEach(arguments -> all.add(new Call(method, arguments))));
    }
    return all;
  }

  /** The interfaces through which anybody may call it, and jOOQ's public classes. */
  private static List<Class<?>> types(Object object) {
    Set<Class<?>> types = new TreeSet<>(Comparator.comparing(Class::getName));
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith("org.jooq.") && Modifier.isPublic(type.getModifiers())) {
        types.add(type);
      }
      addInterfaces(type, types);
    }
    return List.copyOf(types);
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
    for (Class<?> one : type.getInterfaces()) {
      if (isJdbc(one) || one.getName().startsWith("org.jooq.")) {
        types.add(one);
      }
      addInterfaces(one, types);
    }
  }

  private static boolean isJdbc(Class<?> type) {
    return type.isInterface()
        && (type.getName().startsWith("java.sql.") || type.getName().startsWith("javax.sql."));
  }

  private static boolean followedOf(Class<?> type) {
    return isJdbc(type) || OF_JOOQ.stream().anyMatch(one -> one.isAssignableFrom(type));
  }

  private static boolean followed(@Nullable Object object) {
    return object != null
        && !(object instanceof Throwable)
        && types(object).stream().anyMatch(Walk::followedOf);
  }

  private void examine(@Nullable Object object, String path, Set<Object> seen) {
    if (object == null || !seen.add(System.identityHashCode(object))) {
      return;
    }
    if (object instanceof Object[] elements) {
      Arrays.stream(elements).forEach(element -> examine(element, path + "[]", seen));
    } else if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> examine(List.of(key, value), path + "{}", seen));
    } else if (object instanceof List<?> list) {
      list.forEach(element -> examine(element, path + "[]", seen));
    } else if (object instanceof Throwable failure) {
      examine(failure.getCause(), path + " throws", seen);
      examine(failure.getSuppressed(), path + " throws", seen);
      if (failure instanceof SQLException sql) {
        examine(sql.getNextException(), path + " throws", seen);
      }
    }
    if (isDrivers(object)) {
      found.add(path + " is a " + object.getClass().getName());
    }
  }

  private static boolean isDrivers(Object object) {
    // A PGobject is text with the name of its type.
    return !(object instanceof PGobject)
        && !VALUES.contains(object.getClass())
        && (isDrivers(object.getClass())
            || Arrays.stream(object.getClass().getInterfaces()).anyMatch(Walk::isDrivers));
  }

  private static boolean isDrivers(Class<?> type) {
    return type.getName().startsWith("org.postgresql.") || type.getName().startsWith("com.zaxxer.");
  }
}
