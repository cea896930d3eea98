package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundCacheTest {

  private final RoundCache cache = new RoundCache();

  private String get(String statement) {
    return cache.get("begin;", "select 1", new RoundText(List.of(statement), false, true));
  }

  @Test
  void returnsTheSameObjectForTheSameStatements() {
    assertThat(get("select 2"))
        .isEqualTo("begin;select 1;select 2\n;commit")
        .isSameAs(get("select 2"));
  }

  @Test
  void tellsApartWhatDiffersInOnePartOnly() {
    List<String> one = List.of("select 2");
    assertThat(
            List.of(
                cache.get("begin;", "x", new RoundText(one, false, true)),
                cache.get("begin;", "x", new RoundText(one, false, false)),
                cache.get("begin;", "x", new RoundText(one, true, true)),
                cache.get("begin read only;", "x", new RoundText(one, false, true))))
        .doesNotHaveDuplicates();
  }

  @Test
  void isBoundedByItsCharacters() {
    for (int i = 0; i < 1_000; i++) {
      get("select '" + "x".repeat(10_000) + i + "'");
    }
    assertThat(cache.size()).isLessThan(250);
    get("select '" + "x".repeat(1_000_000) + "'");
    assertThat(get("select '" + "y".repeat(1_000_000) + "'"))
        .isNotSameAs(get("select '" + "y".repeat(1_000_000) + "'"));
  }
}
