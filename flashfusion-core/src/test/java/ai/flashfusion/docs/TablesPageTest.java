package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.ids.AuthUserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Configuration;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.ForeignKey;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/**
 * The diagram and the lists of columns in {@code docs/reference/tables.md}, drawn from the schema.
 */
class TablesPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ".")).resolve("..").resolve("docs/reference/tables.md");
  private static final Configuration CONFIGURATION = DSL.using(SQLDialect.POSTGRES).configuration();
  private static final String BEGIN = "\n## How they relate\n";
  private static final List<Table<?>> TABLES =
      Public.PUBLIC.getTables().stream()
          .sorted(Comparator.<Table<?>, String>comparing(Table::getName))
          .toList();

  @Test
  void showsTheTablesOfTheSchema() throws IOException {
    String page = Files.readString(PAGE);
    String generated = generated();
    if (Boolean.getBoolean("flashfusion.write-manual")) {
      int begin = page.indexOf(BEGIN);
      Files.writeString(PAGE, (begin < 0 ? page : page.substring(0, begin)) + generated);
      return;
    }
    assertThat(page)
        .as(
            "docs/reference/tables.md no longer shows the schema; renew it with"
                + " -Dtest=TablesPageTest -Dflashfusion.write-manual=true")
        .endsWith(generated);
  }

  @Test
  void describesEachTableOnce() throws IOException {
    String page = Files.readString(PAGE);
    String described = page.substring(0, page.indexOf(BEGIN));
    for (Table<?> table : TABLES) {
      assertThat(described.split("\\| \\[`" + table.getName() + "`\\]", -1))
          .as("rows about %s in the first table of docs/reference/tables.md", table.getName())
          .hasSize(2);
    }
  }

  private static String generated() {
    StringBuilder text = new StringBuilder(BEGIN);
    text.append("\nPrimary keys (PK), foreign keys (FK) and unique columns (UK) only.\n");
    text.append("\n```mermaid\nerDiagram\n");
    TABLES.forEach(table -> relations(text, table));
    text.append("  \"auth.users\" {\n    uuid id PK\n  }\n");
    TABLES.forEach(table -> keys(text, table));
    text.append("```\n");
    TABLES.forEach(table -> columns(text, table));
    return text.toString();
  }

  private static void relations(StringBuilder text, Table<?> table) {
    for (Field<?> field : table.fields()) {
      String target = target(table, field);
      if (!target.isEmpty()) {
        text.append("  ").append(target).append(field.getDataType().nullable() ? " |o" : " ||");
        text.append(isUnique(table, field) ? "--o| " : "--o{ ").append(table.getName());
        text.append(" : ").append(field.getName()).append('\n');
      }
    }
  }

  private static void keys(StringBuilder text, Table<?> table) {
    text.append("  ").append(table.getName()).append(" {\n");
    for (Field<?> field : table.fields()) {
      String marks = marks(table, field);
      if (!marks.isEmpty()) {
        text.append("    ").append(type(field)).append(' ').append(field.getName());
        text.append(' ').append(marks).append('\n');
      }
    }
    text.append("  }\n");
  }

  private static String marks(Table<?> table, Field<?> field) {
    boolean primary = table.getPrimaryKey().getFields().contains(field);
    String foreign = target(table, field).isEmpty() ? "" : "FK";
    String unique = !primary && isUnique(table, field) ? "UK" : "";
    return List.of(primary ? "PK" : "", foreign, unique).stream()
        .filter(mark -> !mark.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static void columns(StringBuilder text, Table<?> table) {
    text.append("\n### ").append(table.getName()).append("\n\n");
    text.append("| column | type | in Java | may be null | default | refers to |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Field<?> field : table.fields()) {
      String target = target(table, field).replace("\"", "");
      text.append("| `").append(field.getName()).append("` | ").append(type(field));
      text.append(" | ").append(javaType(field));
      text.append(" | ").append(field.getDataType().nullable() ? "yes" : "");
      text.append(" | ").append(standard(field));
      text.append(" | ").append(target).append(" |\n");
    }
    if (!table.getUniqueKeys().isEmpty()) {
      text.append("\nUnique: ");
      text.append(
          table.getUniqueKeys().stream()
              .map(TablesPageTest::columns)
              .collect(Collectors.joining("; ")));
      text.append('\n');
    }
  }

  private static String columns(UniqueKey<?> key) {
    return key.getFields().stream()
        .map(field -> "`" + field.getName() + "`")
        .collect(Collectors.joining(" with "));
  }

  /** The table that the column refers to, or empty. */
  private static String target(Table<?> table, Field<?> field) {
    for (ForeignKey<?, ?> key : table.getReferences()) {
      if (key.getFields().contains(field)) {
        return key.getKey().getTable().getName();
      }
    }
    // The generated code leaves out the schema auth, and with it this foreign key.
    return field.getType() == AuthUserId.class ? "\"auth.users\"" : "";
  }

  private static boolean isUnique(Table<?> table, Field<?> field) {
    return table.getKeys().stream().anyMatch(key -> key.getFields().equals(List.of(field)));
  }

  private static String type(Field<?> field) {
    String type = field.getDataType().getCastTypeName(CONFIGURATION);
    return switch (type) {
      case "int" -> "integer";
      case "timestamp with time zone" -> "timestamptz";
      default -> type.replace(" ", "");
    };
  }

  private static String javaType(Field<?> field) {
    String name = "`" + field.getType().getSimpleName() + "`";
    Object[] constants = field.getType().getEnumConstants();
    return constants == null
        ? name
        : Stream.of(constants)
            .map(constant -> ((EnumType) constant).getLiteral())
            .collect(Collectors.joining(", ", name + ": ", ""));
  }

  private static String standard(Field<?> field) {
    Field<?> value = field.getDataType().defaultValue();
    return value == null ? "" : "`" + value + "`";
  }
}
