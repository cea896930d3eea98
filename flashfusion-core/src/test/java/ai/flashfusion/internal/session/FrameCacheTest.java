package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameCacheTest {

  private final FrameCache cache = new FrameCache();

  @Test
  void holdsNoMoreCharactersThanItsBound() {
    for (int i = 0; i < 628; i++) {
      cache.put(frame(i, 200_000));
      assertThat(cache.chars()).isLessThanOrEqualTo(FrameCache.MAX_CHARS);
    }
    assertThat(cache.size()).isBetween(1, 10);
  }

  @Test
  void holdsThousandsOfUsualStatements() {
    for (int i = 0; i < 4_000; i++) {
      cache.put(frame(i, 300));
    }
    assertThat(cache.size()).isEqualTo(4_000);
  }

  @Test
  void doesNotKeepAStatementThatWouldDisplaceAllOthers() {
    cache.put(frame(0, 300));
    Frame displacing = frame(1, 2_000_000);
    cache.put(displacing);
    assertThat(cache.get(displacing.bare())).isNull();
    assertThat(cache.size()).isOne();
  }

  @Test
  void countsAStatementOnce() {
    Frame frame = frame(0, 300);
    cache.put(frame);
    long chars = cache.chars();
    cache.put(frame);
    assertThat(cache.chars()).isEqualTo(chars).isEqualTo(frame.chars());
    assertThat(cache.get(frame.bare())).isSameAs(frame);
  }

  private static Frame frame(int number, int length) {
    String bare = "select " + number + " as a" + "a".repeat(length);
    return new Frame(bare, "", bare, bare, StatementGuard.check(bare, false));
  }
}
