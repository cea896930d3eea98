package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.query.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

class TokenBucketTest {

  private final PSQLException loss = new PSQLException("lost", PSQLState.CONNECTION_FAILURE);

  private final TokenBucket budget = new TokenBucket();

  private final Retries retries =
      new Retries(
          RetryPolicy.standard().withPauses(Duration.ZERO, Duration.ZERO), Duration.ZERO, budget);

  @Test
  void lastsForAHundredRepetitions() {
    for (int i = 0; i < 100; i++) {
      assertThat(retries.readAgain(loss, 1)).isTrue();
    }
    assertThat(retries.readAgain(loss, 1)).isFalse();
    assertThat(retries.count()).isEqualTo(100);
  }

  @Test
  void isRefilledBySuccess() {
    while (budget.take()) {
      assertThat(budget).isNotNull();
    }
    retries.succeeded(2);
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(budget.take()).isFalse();
      retries.succeeded(1);
    }
    assertThat(budget.take()).isTrue();
  }

  @Test
  void holdsNoMoreThanAtTheBeginning() {
    for (int i = 0; i < 1_000; i++) {
      retries.succeeded(2);
    }
    lastsForAHundredRepetitions();
  }
}
