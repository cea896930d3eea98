package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cost of calls to which nobody listens. */
class UnobservedCallsTest {

  private static final int CALLS = 10_000;

  @Test
  void findingOutThatNobodyListensAllocatesNothing() {
    Calls calls = new Calls(List.of(), null);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(observed(calls)).isZero();
    long before = threads.getCurrentThreadAllocatedBytes();
    int observed = observed(calls);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(observed).isZero();
    assertThat(allocated).isLessThan(CALLS);
  }

  private static int observed(Calls calls) {
    int observed = 0;
    for (int i = 0; i < CALLS; i++) {
      observed += calls.isObserved() ? 1 : 0;
    }
    return observed;
  }
}
