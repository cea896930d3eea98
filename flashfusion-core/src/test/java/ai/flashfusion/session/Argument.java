package ai.flashfusion.session;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgArray;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.ByteStreamWriter;
import org.postgresql.util.PGobject;

/**
 * An argument of a call, created anew each time.
 *
 * @param name for messages
 */
record Argument(Class<?> type, String name, Supplier<@Nullable Object> made) {

  /** Rows with a value of every kind that the driver has a class for. */
  static final String ROWS =
      """
      select array[1, 2] as a, array['x'] as t, '<x/>'::xml as x, array['<x/>'::xml] as xs,
        1::oid as o, '\\x00'::bytea as b, '{"a": 1}'::jsonb as j, row(1, array[2]) as r,
        array[row(1, 2)] as rs, point(1, 2) as p, '1 day'::interval as i, now() as n,
        array[now()] as ns, null::text as z, array[array[1.5], array[2]] as m, '1'::money as c,
        array['{"a": 1}'::jsonb] as js, array[1::oid] as os, 'x'::name as na, array['1 day'::interval] as ivs
      where ?::text is null
      """;

  private static final int COLUMNS = 20;

  private static final List<Object> SEEN = new ArrayList<>();
  private static final List<String> USED = new ArrayList<>();

  /** Returns what the driver handed to arguments that are the caller's own objects. */
  static List<Object> seen() {
    return SEEN;
  }

  /** The methods that were called of them. */
  static List<String> used() {
    return USED;
  }

  @Nullable Object value() {
    return made.get();
  }

  /**
   * The lists of arguments with which a method is called: the ordinary one, and one for every other
   * value of each parameter.
   */
  static List<List<Argument>> lists(Method method, Object target) {
    List<List<Argument>> values = new ArrayList<>();
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < types.length; i++) {
      values.add(values(types[i], i, method, target));
    }
    List<Argument> ordinary = values.stream().map(list -> list.get(0)).toList();
    List<List<Argument>> lists = new ArrayList<>(List.of(ordinary));
    for (int i = 0; i < types.length; i++) {
      for (Argument other : values.get(i).subList(1, values.get(i).size())) {
        List<Argument> list = new ArrayList<>(ordinary);
        list.set(i, other);
        lists.add(list);
      }
    }
    return lists;
  }

  private static List<Argument> values(Class<?> type, int position, Method method, Object target) {
    Map<String, Supplier<@Nullable Object>> values = new LinkedHashMap<>();
    if (type == int.class) {
      ints(position, target).forEach(value -> values.put(value.toString(), () -> value));
    } else if (type == long.class) {
      for (long value : new long[] {1, -1, 0, 2, Long.MAX_VALUE}) {
        values.put(value + "L", () -> value);
      }
    } else if (type == boolean.class) {
      values.put("true", () -> true);
      values.put("false", () -> false);
    } else if (type == String.class) {
      strings(method, target)
          .forEach(
              value -> values.put(value.length() > 20 ? "ROWS" : '"' + value + '"', () -> value));
      values.put("null", () -> null);
    } else if (type == Class.class) {
      classes().forEach(value -> values.put(value.getSimpleName() + ".class", () -> value));
    } else if (type == Object.class) {
      objects().forEach(values::put);
    } else {
      others(type).forEach(values::put);
    }
    return values.entrySet().stream()
        .map(entry -> new Argument(type, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static List<Integer> ints(int position, Object target) {
    List<Integer> ints =
        new ArrayList<>(List.of(1, -1, 0, 2, Integer.MAX_VALUE, Integer.MIN_VALUE));
    if (target instanceof ResultSet && position == 0) {
      for (int i = 3; i <= COLUMNS; i++) {
        ints.add(i);
      }
    }
    if (target instanceof PreparedStatement && position > 0) {
      ints.addAll(
          List.of(
              Types.BLOB,
              Types.CLOB,
              Types.ARRAY,
              Types.OTHER,
              Types.SQLXML,
              Types.REF_CURSOR,
              Types.STRUCT,
              Types.VARCHAR));
    }
    return ints;
  }

  private static List<String> strings(Method method, Object target) {
    List<String> strings = new ArrayList<>();
    if (target instanceof ResultSet) {
      strings.addAll(List.of("a", "x", "xs", "r"));
    } else if (method.getName().matches("createArrayOf|setNull|createStruct")) {
      strings.addAll(List.of("text", "xml", "pg_catalog.pg_class", "refcursor"));
    } else {
      strings.add(ROWS.replace("?", target instanceof Connection ? "?" : "null"));
    }
    strings.addAll(List.of("", "select 1", "service_role"));
    return strings;
  }

  private static List<Class<?>> classes() {
    return List.of(
        Object.class,
        String.class,
        Connection.class,
        PGConnection.class,
        PgConnection.class,
        PgArray.class,
        Array.class,
        Statement.class,
        PreparedStatement.class,
        ResultSet.class,
        DatabaseMetaData.class,
        SQLXML.class,
        Blob.class,
        Clob.class,
        Struct.class,
        InputStream.class,
        PGobject.class,
        Map.class,
        Object[].class);
  }

  private static Map<String, Supplier<@Nullable Object>> objects() {
    Map<String, Supplier<@Nullable Object>> objects = new LinkedHashMap<>();
    objects.put("'x'", () -> "x");
    objects.put("null", () -> null);
    objects.put("7", () -> 7);
    objects.put("Integer[]", () -> new Integer[] {1});
    objects.put("List", () -> List.of(1));
    objects.put("Map", () -> Map.of("a", "b"));
    objects.put("PGobject", PGobject::new);
    objects.put("InputStream", () -> stream());
    objects.put("Reader", () -> reader());
    for (Class<?> type : List.of(Array.class, Blob.class, Clob.class, SQLXML.class, Struct.class)) {
      objects.put(type.getSimpleName(), () -> spy(type));
    }
    objects.put("ByteStreamWriter", () -> spy(ByteStreamWriter.class));
    return objects;
  }

  private static Map<String, Supplier<@Nullable Object>> others(Class<?> type) {
    Map<String, Supplier<@Nullable Object>> values = new LinkedHashMap<>();
    if (type == byte.class) {
      values.put("byte", () -> (byte) 1);
    } else if (type == short.class) {
      values.put("short", () -> (short) 1);
    } else if (type == float.class) {
      values.put("float", () -> 1f);
    } else if (type == double.class) {
      values.put("double", () -> 1d);
    } else {
      values.put(type.getSimpleName(), () -> instance(type));
      values.put("null", () -> null);
    }
    if (type == Object[].class) {
      values.put("Object[]{Object[]}", () -> new Object[] {new Object[] {1}});
      objects()
          .forEach((name, made) -> values.put("[" + name + "]", () -> new Object[] {made.get()}));
    }
    return values;
  }

  private static Object instance(Class<?> type) {
    if (type == BigDecimal.class) {
      return BigDecimal.ONE;
    } else if (type == Date.class) {
      return new Date(0);
    } else if (type == Time.class) {
      return new Time(0);
    } else if (type == Timestamp.class) {
      return new Timestamp(0);
    } else if (type == Calendar.class) {
      return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    } else if (type == InputStream.class) {
      return stream();
    } else if (type == Reader.class) {
      return reader();
    } else if (type == byte[].class) {
      return new byte[] {1};
    } else if (type == int[].class) {
      return new int[] {1};
    } else if (type == String[].class) {
      return new String[] {"a"};
    } else if (type == Object[].class) {
      return new Object[] {1};
    } else if (type == Properties.class) {
      return new Properties();
    } else if (type == java.net.URL.class) {
      return url();
    } else if (type == SQLType.class) {
      return JDBCType.VARCHAR;
    } else if (type == Executor.class) {
      return (Executor) Runnable::run;
    } else if (type == Map.class) {
      return Map.of("int4", PGobject.class, "a", Connection.class);
    } else if (type.isInterface()) {
      return spy(type);
    }
    throw new AssertionError("no value for a parameter of " + type);
  }

  private static InputStream stream() {
    return new FilterInputStream(new ByteArrayInputStream(new byte[] {1})) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        USED.add("InputStream.read");
        return super.read(bytes, from, length);
      }
    };
  }

  private static Reader reader() {
    return new FilterReader(new StringReader("x")) {
      @Override
      public int read(char[] text, int from, int length) throws IOException {
        USED.add("Reader.read");
        return super.read(text, from, length);
      }
    };
  }

  private static Object url() {
    try {
      return URI.create("http://localhost/").toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The caller's own object, which notes what it is given. */
  private static Object spy(Class<?> type) {
    return Proxy.newProxyInstance(
        Argument.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> {
          USED.add(type.getSimpleName() + "." + method.getName());
          if (arguments != null) {
            Arrays.stream(arguments).filter(one -> one != null).forEach(SEEN::add);
          }
          Class<?> result = method.getReturnType();
          if (result == String.class) {
            return "{1}";
          } else if (result == int.class) {
            return method.getName().equals("hashCode") ? System.identityHashCode(self) : 1;
          } else if (result == long.class) {
            return 1L;
          } else if (result == boolean.class) {
            return false;
          } else if (result == InputStream.class) {
            return stream();
          } else if (result == Reader.class) {
            return reader();
          } else if (result.isPrimitive()) {
            throw new SQLException("not asked for");
          }
          return null;
        });
  }
}
