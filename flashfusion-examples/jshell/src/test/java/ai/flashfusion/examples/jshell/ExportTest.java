package ai.flashfusion.examples.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExportTest {

  record Row(@Nullable String text, BigDecimal number, Instant at, List<String> tags) {}

  static final Row ROW =
      new Row("say \"hi\",\nthen go", new BigDecimal("1E+3"), Instant.EPOCH, List.of("a", "b"));
  static final Row EMPTY = new Row("", BigDecimal.ZERO, Instant.EPOCH, List.of());
  static final Row ABSENT = new Row(null, BigDecimal.ZERO, Instant.EPOCH, List.of());

  @Test
  void csvQuotesAsRfc4180Says() {
    assertThat(Export.csv(Rows.of(List.of(ROW, EMPTY, ABSENT))))
        .isEqualTo(
            String.join(
                "\r\n",
                "text,number,at,tags",
                "\"say \"\"hi\"\",\nthen go\",1000,1970-01-01T00:00:00Z,\"a, b\"",
                "\"\",0,1970-01-01T00:00:00Z,\"\"",
                ",0,1970-01-01T00:00:00Z,\"\"",
                ""));
  }

  @Test
  void jsonIsObjectForOneRowAndArrayForSeveral() {
    assertThat(Export.json(Rows.of(ROW)).replaceAll("\\s", ""))
        .isEqualTo(
            "{\"text\":\"say\\\"hi\\\",\\nthengo\",\"number\":1E+3,\"at\":\"1970-01-01T00:00:00Z\","
                + "\"tags\":[\"a\",\"b\"]}");
    assertThat(Export.json(Rows.of(List.of(ABSENT)))).startsWith("[").contains("\"text\" : null");
    assertThat(Export.json(Rows.of(List.of())).replaceAll("\\s", "")).isEqualTo("[]");
  }
}
