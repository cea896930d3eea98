package ai.flashfusion.access;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The privileges that the matrix needs, and no others. A superfluous one changes nothing as long as
 * every policy is right, but would if one were wrong.
 */
final class Privileges {

  private Privileges() {}

  /** Returns where the privileges on a table differ from what the matrix needs. */
  static List<String> differences(Database database, Relation relation) throws SQLException {
    Map<String, Boolean> wanted = wanted(relation);
    String values =
        wanted.keySet().stream()
            .map(expression -> "(" + Columns.quote(expression) + ", " + expression + ")")
            .collect(Collectors.joining(", "));
    List<String> differences = new ArrayList<>();
    for (List<@Nullable String> row :
        database.query(
            "select name, has::text from (values " + values + ") as privileges (name, has)")) {
      String name = Objects.requireNonNull(row.get(0));
      if (!Objects.equals(row.get(1), String.valueOf(wanted.get(name)))) {
        differences.add(name + " is " + row.get(1));
      }
    }
    return differences;
  }

  /** Expressions that ask for a privilege, and whether it is needed. */
  private static Map<String, Boolean> wanted(Relation relation) {
    Map<String, Boolean> wanted = new LinkedHashMap<>();
    for (String role : List.of("anon", "authenticated")) {
      for (String column : Columns.of(relation)) {
        for (MatrixOperation operation :
            List.of(MatrixOperation.SELECT, MatrixOperation.INSERT, MatrixOperation.UPDATE)) {
          wanted.put(
              "has_column_privilege('%s', '%s', '%s', '%s')"
                  .formatted(role, relation.sql(), column, operation.name()),
              needs(role, relation, column, operation));
        }
      }
      for (String privilege : List.of("DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")) {
        wanted.put(
            "has_table_privilege('%s', '%s', '%s')".formatted(role, relation.sql(), privilege),
            privilege.equals("DELETE")
                && role.equals("authenticated")
                && ColumnRules.deletable(relation));
      }
    }
    return wanted;
  }

  private static boolean needs(
      String role, Relation relation, String column, MatrixOperation operation) {
    if (role.equals("anon")) {
      return operation == MatrixOperation.SELECT
          && (relation == Relation.PROJECTS || relation == Relation.PROJECT_FILES);
    }
    return switch (operation) {
      case SELECT -> true;
      case INSERT -> ColumnRules.insertable(relation, column);
      case UPDATE -> ColumnRules.updatable(relation, column);
      case DELETE -> ColumnRules.deletable(relation);
    };
  }
}
