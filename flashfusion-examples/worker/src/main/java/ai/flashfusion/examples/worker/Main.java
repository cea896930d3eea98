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
import java.util.Map;
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
   * Uses the database of {@code FLASHFUSION_URL}, {@code FLASHFUSION_USER} and {@code
   * FLASHFUSION_PASSWORD}; without a URL an embedded one, with three jobs for a first profile.
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> settings = System.getenv();
    Reader in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
    BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    if (settings.containsKey("FLASHFUSION_URL")) {
      try (FlashFusion flashfusion =
          FlashFusion.connect(
              setting(settings, "FLASHFUSION_URL"),
              setting(settings, "FLASHFUSION_USER"),
              setting(settings, "FLASHFUSION_PASSWORD"))) {
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

  private static String setting(Map<String, String> settings, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing, as FLASHFUSION_URL is set");
    }
    return value;
  }
}
