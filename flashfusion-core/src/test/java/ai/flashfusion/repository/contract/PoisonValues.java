package ai.flashfusion.repository.contract;

import java.util.List;

/** Values that Postgres accepts but that a reader might not. */
final class PoisonValues {

  private PoisonValues() {}

  /** Expressions of SQL for a column of the type, as {@code information_schema} names it. */
  static List<String> of(String type) {
    return switch (type) {
      case "numeric" -> List.of("'NaN'", "'Infinity'", "'-Infinity'", "9999.999999", "-0.000001");
      case "timestamp with time zone" ->
          List.of(
              "'infinity'",
              "'-infinity'",
              "'294276-12-31 23:59:59.999999+00'",
              "'10000-01-01 00:00+00'",
              "'9999-12-30 23:59:59.999999+00'",
              "'4713-01-01 00:00+00 BC'",
              "'0044-03-15 00:00+00 BC'",
              "'0001-01-02 00:00+00'",
              "'1800-01-01 00:00:00.123456+00'",
              "null");
      case "jsonb" -> JSON;
      case "ARRAY" ->
          List.of(
              "'{{a,b},{c,d}}'",
              "'{{{a}}}'",
              "'[2:3][1:1]={{a},{b}}'",
              "'[0:1]={a,b}'",
              "'[5:5]={a}'",
              "'{a,null}'",
              "'{null}'",
              "'{}'",
              "'{\"a,b\",\"{\",\"\\\\\",\"\\\"\"}'",
              "null");
      case "integer" -> List.of("2147483647", "-2147483648", "null");
      case "boolean" -> List.of("null");
      case "text" ->
          List.of(
              "''", "E'\\u0001'", "E'\\U0010FFFF'", "E'\\n\\t\\\\'", "repeat('x', 100000)", "null");
      case "uuid" -> List.of(); // all can be read
      default ->
          throw new IllegalArgumentException(
              type + ": say which of its values could not be read, and refuse them");
    };
  }

  private static final List<String> JSON =
      List.of(
          "null",
          "'null'",
          "'5'",
          "'\"x\"'",
          "'true'",
          "'[]'",
          "'{}'",
          "'[null]'",
          "'[1]'",
          "'[[]]'",
          "'[{}]'",
          "'[{\"role\": 5, \"content\": {}}]'",
          "'[{\"role\": \"user\"}, 1]'",
          "'{\"read\": \"x\", \"write\": null}'",
          "'1e131071'",
          "'{\"a\": 1e131071, \"b\": 1e-16383}'",
          "'[{\"a\": 1e131071, \"b\": 1e-16383}]'",
          nested("[", 99, "]"),
          nested("[", 101, "]"),
          nested("[", 501, "]"),
          nested("[", 1001, "]"),
          nested("[", 6000, "]"),
          nested("{\"a\":", 3000, "}"),
          "('[' || repeat('{\"a\":', 3000) || '1' || repeat('}', 3000) || ']')::jsonb",
          "jsonb_build_object('a', repeat('x', 100000))",
          "jsonb_build_array(jsonb_build_object('content', repeat('x', 100000)))",
          "jsonb_build_object(repeat('n', 60000), 1)");

  private static String nested(String open, int depth, String close) {
    return "(repeat('%s', %d) || '1' || repeat('%s', %d))::jsonb"
        .formatted(open, depth, close, depth);
  }
}
