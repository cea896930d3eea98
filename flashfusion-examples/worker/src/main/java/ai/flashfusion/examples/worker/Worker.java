package ai.flashfusion.examples.worker;

import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ClosedException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.session.Session;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The loop that takes jobs from a queue, consumes their API calls, and prints what became of each.
 * A job that is delivered again is paid once.
 */
final class Worker implements Runnable, AutoCloseable {

  /** The time for which an empty queue is watched before the worker looks whether it is closed. */
  private static final long LOOK_MILLIS = 200;

  private final Session service;
  private final BlockingQueue<Job> queue;
  private final PrintStream out;
  private final Thread thread = new Thread(this, "worker");
  private volatile boolean finishing;
  private volatile boolean closed;

  Worker(Session service, BlockingQueue<Job> queue, PrintStream out) {
    this.service = service;
    this.queue = queue;
    this.out = out;
  }

  Worker start() {
    thread.start();
    return this;
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        Job job = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (job == null && finishing) {
          return;
        }
        if (job != null && !done(job)) {
          queue.add(job);
          // An outage: the retries of the library are over, so leave the database alone a while.
          Thread.sleep(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the job is over; otherwise it has to be delivered again. */
  private boolean done(Job job) {
    try {
      out.println(job.id() + ": done, " + consume(job) + " calls left");
      return true;
    } catch (QuotaExceededException e) {
      out.println(job.id() + ": refused, " + e.getMessage());
      return true;
    } catch (ClosedException | CallInterruptedException e) {
      closed = true;
      return false;
    } catch (FlashFusionException e) {
      if (e.isRetryable() || e instanceof OutcomeUnknownException) {
        out.println(job.id() + ": later, " + e.getMessage());
        return false;
      }
      out.println(job.id() + ": failed, " + e.getMessage());
      return true;
    }
  }

  /**
   * Consumes the calls, and returns how many are left. The key makes it safe to run again, whatever
   * became of the first try; what else the job writes belongs into the same transaction.
   */
  private int consume(Job job) {
    return service
        .once("job " + job.id(), job.toString())
        .transactionResult(
            RetryPolicy.standard(),
            Integer.class,
            tx -> tx.profiles().consumeApiCalls(job.profile(), job.calls()));
  }

  /** Finishes all jobs of the queue. */
  void finish() {
    finishing = true;
    join();
  }

  /** Finishes the job under way, and takes no other. */
  @Override
  public void close() {
    closed = true;
    join();
  }

  boolean isClosed() {
    return closed;
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
