package ai.flashfusion.internal.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimedIdTest {

  @Test
  void growsWithinTheProcess() {
    List<UUID> ids = Stream.generate(TimedId::next).limit(100_000).toList();
    assertThat(ids.stream().map(UUID::toString).toList()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void isVersionSevenAndBeginsWithTheTime() {
    long before = System.currentTimeMillis();
    UUID id = TimedId.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isGreaterThanOrEqualTo(before);
  }

  @Test
  void differsBetweenThreads() {
    assertThat(Stream.generate(TimedId::next).parallel().limit(100_000).distinct().count())
        .isEqualTo(100_000);
  }
}
