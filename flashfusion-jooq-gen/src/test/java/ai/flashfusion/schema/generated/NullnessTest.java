package ai.flashfusion.schema.generated;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.Tables;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.Projects;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what Kotlin and NullAway are told about the generated types. */
class NullnessTest {

  static Stream<Table<?>> tables() {
    return Public.PUBLIC.tableStream();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Tables.class,
        Projects.class,
        ProjectRecord.class,
        ProjectId.class,
        ProjectStatus.class
      })
  void packageIsMarked(Class<?> type) {
    assertThat(type.getPackage().isAnnotationPresent(NullMarked.class)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void accessorsAreNullableWhereColumnIs(Table<?> table) throws NoSuchMethodException {
    Class<?> type = table.getRecordType();
    for (Field<?> column : table.fields()) {
      String name = camel(column);
      boolean nullable = column.getDataType().nullable();
      Method getter = type.getMethod("get" + name);
      Method setter = type.getMethod("set" + name, getter.getReturnType());

      assertThat(isNullable(getter.getAnnotatedReturnType())).as("%s", getter).isEqualTo(nullable);
      assertThat(isNullable(setter.getAnnotatedParameterTypes()[0]))
          .as("%s", setter)
          .isEqualTo(nullable);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void constructorTakesNullWhereDatabaseHasDefaultToo(Table<?> table) {
    Constructor<?> constructor =
        Stream.of(table.getRecordType().getConstructors())
            .filter(each -> each.getParameterCount() > 0)
            .findFirst()
            .orElseThrow();
    AnnotatedType[] parameters = constructor.getAnnotatedParameterTypes();
    for (int i = 0; i < parameters.length; i++) {
      Field<?> column = Objects.requireNonNull(table.field(i));
      assertThat(isNullable(parameters[i]))
          .as("%s", column)
          .isEqualTo(column.getDataType().nullable() || column.getDataType().defaulted());
    }
  }

  /** Returns whether the type itself, such as an array and not its elements, may be null. */
  private static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  private static String camel(Field<?> column) {
    StringBuilder name = new StringBuilder();
    for (String word : column.getName().split("_", -1)) {
      name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
    }
    return name.toString();
  }
}
