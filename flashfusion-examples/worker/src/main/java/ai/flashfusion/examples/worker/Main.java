package ai.flashfusion.examples.worker;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The program. Reads a job from each line of its input, such as {@code job-1 <profile id> 25}, and
 * works until the input ends or the process is told to end. The queue is in memory here; one that
 * delivers at least once takes its place.
 */
public final class Main {

  private Main() {}

  /**
   * Uses the database that the environment names by {@code FLASHFUSION_URL} and others; without a
   * URL an embedded one, with three jobs for a first profile.
   */
  public static void main(String[] args) throws IOException {
    Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    if (System.getenv("FLASHFUSION_URL") != null) {
      try (FlashFusion flashfusion = FlashFusion.builder().environment().connect()) {
        run(flashfusion, queue, in, System.out);
      }
      return;
    }
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      ProfileId alice =
          embedded
              .flashfusion()
              .asUser(embedded.signUp("alice@example.com"))
              .profiles()
              .me()
              .getId();
      System.out.println("Alice's profile is " + alice + ", with 1000 calls");
      queue.add(new Job("sample-1", alice, 600));
      queue.add(new Job("sample-1", alice, 600));
      queue.add(new Job("sample-2", alice, 600));
      run(embedded.flashfusion(), queue, in, System.out);
    }
  }

  /** Works until the input ends and all its jobs are done. */
  static void run(FlashFusion flashfusion, BlockingQueue<Job> queue, Reader in, PrintStream out)
      throws IOException {
    try (Worker worker = new Worker(flashfusion.asService("quota worker"), queue, out).start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
      BufferedReader lines = new BufferedReader(in);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          queue.add(Job.parse(line));
        } catch (IllegalArgumentException e) {
          out.println(e.getMessage());
        }
      }
      worker.finish();
    }
  }
}
