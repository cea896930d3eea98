package ai.flashfusion.schema.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.enums.BillingTransactionType;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jooq.EnumType;
import org.jooq.Field;
import org.jooq.Table;
import org.junit.jupiter.api.Test;

class EnumsTest {

  @Test
  void columnsWithAllowedValuesAreEnums() {
    Map<String, List<String>> expected = new HashMap<>();
    for (Map<String, String> column : Dictionary.columns()) {
      String allowed = Objects.requireNonNull(column.get("allowed_values"));
      if (!allowed.isEmpty()) {
        expected.put(
            column.get("table") + "." + column.get("column"), List.of(allowed.split("/", -1)));
      }
    }
    Map<String, List<String>> found = new HashMap<>();
    for (Table<?> table : Public.PUBLIC.getTables()) {
      for (Field<?> field : table.fields()) {
        if (field.getType().isEnum()) {
          List<String> literals = new ArrayList<>();
          for (Object constant : field.getType().getEnumConstants()) {
            literals.add(((EnumType) constant).getLiteral());
          }
          found.put(table.getName() + "." + field.getName(), literals);
        }
      }
    }

    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  /**
   * JAX-RS binds an enum by its method {@code fromString}, and Spring by the constant's name, so
   * that a lenient converter needs names that are the literals in upper case.
   */
  @Test
  void everyEnumIsReadFromItsLiteralAndNamedAfterIt() throws ReflectiveOperationException {
    int enums = 0;
    for (Table<?> table : Public.PUBLIC.getTables()) {
      for (Field<?> field : table.fields()) {
        if (field.getType().isEnum()) {
          enums++;
          Method fromString = field.getType().getMethod("fromString", String.class);
          for (Object constant : field.getType().getEnumConstants()) {
            String literal = ((EnumType) constant).getLiteral();
            assertThat(constant).hasToString(literal);
            assertThat(fromString.invoke(null, literal)).isSameAs(constant);
            assertThat(((Enum<?>) constant).name()).isEqualTo(literal.toUpperCase(Locale.ROOT));
          }
        }
      }
    }
    assertThat(enums).isPositive();
  }

  @Test
  void everyLiteralIsReadAsItsConstant() {
    for (DeploymentEnvironment environment : DeploymentEnvironment.values()) {
      assertThat(DeploymentEnvironment.fromString(environment.getLiteral())).isEqualTo(environment);
    }
    assertThat(BillingTransactionType.fromString("one_time"))
        .isEqualTo(BillingTransactionType.ONE_TIME);
    assertThat(BillingTransactionType.ONE_TIME).hasToString("one_time");
  }

  @Test
  void devIsReadAsDevelopmentAndWrittenInFull() {
    assertThat(DeploymentEnvironment.fromString("dev"))
        .isEqualTo(DeploymentEnvironment.DEVELOPMENT);
    assertThat(DeploymentEnvironment.fromString("dev").getLiteral()).isEqualTo("development");
  }

  @Test
  void unknownLiteralIsRefusedWithWhatIsAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeploymentEnvironment.fromString("bogus"))
        .withMessage(
            "'bogus' is not allowed in deployments.environment: use production, preview, development");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DeploymentEnvironment.fromString("x".repeat(1_000)))
        .withMessageStartingWith("'" + "x".repeat(40) + "…' is not allowed in");
  }

  @Test
  void sqlNullIsJavaNull() {
    assertThat(DeploymentEnvironment.converter().from(null)).isNull();
    assertThat(DeploymentEnvironment.converter().to(null)).isNull();
  }
}
