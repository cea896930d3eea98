package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.Turn;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.concurrent.Callable;

/** Counts the bytes that the caller's thread and the event loops of the Vert.x client allocate. */
public final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Returns the average number of bytes for each call. */
  public static long bytes(Callable<?> call, int calls) throws Exception {
    long before = allocated();
    for (int i = 0; i < calls; i++) {
      Turn.consume(call.call());
    }
    return (allocated() - before) / calls;
  }

  public static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Returns the bytes allocated by the clients' own threads. */
  public static long ofClients() {
    long bytes = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("vert.x-eventloop")) {
        bytes += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getThreadId()));
      }
    }
    return bytes;
  }

  private static long allocated() {
    return ofThisThread() + ofClients();
  }
}
