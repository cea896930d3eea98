package worker;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.QuotaExceededException;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/**
 * Takes jobs from a queue that may deliver one twice, and consumes the API calls that each needs
 * before it is done. The queue is the standard input: a line has a job's id, a user's e-mail and a
 * number of calls. Several workers may run at once, as the database keeps the limit.
 *
 * <p>Arguments: the JDBC URL, the login and its password.
 */
public class Worker {

  private static final int ATTEMPTS = 5;

  private final Session service;

  Worker(FlashFusion flashfusion) {
    this.service = flashfusion.asService("worker: API calls of jobs");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    try (FlashFusion flashfusion = FlashFusion.connect(args[0], args[1], args[2]);
        BufferedReader queue = new BufferedReader(new InputStreamReader(System.in))) {
      Worker worker = new Worker(flashfusion);
      for (String line = queue.readLine(); line != null; line = queue.readLine()) {
        String[] job = line.split(" ");
        System.out.println(
            job[0] + ": " + worker.process(job[0], job[1], Integer.parseInt(job[2])));
      }
    }
  }

  /** Does the job, and returns what is to be told. */
  String process(String job, String email, int calls) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        int left = consume(job, email, calls);
        return "done, " + left + " calls left"; // the job's own work, which may be repeated, is here
      } catch (QuotaExceededException e) {
        return "postponed, " + e.asked() + " of " + (e.limit() - e.used()) + " calls requested";
      } catch (NotFoundException e) {
        return "refused, " + e.getMessage();
      } catch (FlashFusionException e) {
        if (!e.isRetryable() || attempt == ATTEMPTS) {
          throw e; // the queue delivers the job again
        }
        Thread.sleep(100L << attempt);
      }
    }
  }

  /**
   * Returns the number of calls that remain. The job's id is the key: a job that comes again
   * consumes nothing, and gets the number of the first time.
   */
  private int consume(String job, String email, int calls) {
    return service
        .once(job, email + " " + calls)
        .transactionResult(
            Integer.class,
            tx -> {
              ProfileId user =
                  tx.profiles()
                      .findByEmail(email)
                      .orElseThrow(() -> new NotFoundException("there is no user " + email))
                      .getId();
              return tx.profiles().consumeApiCalls(user, calls);
            });
  }
}
