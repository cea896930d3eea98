package ai.flashfusion.examples.imports;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.examples.quickstart.InputException;
import ai.flashfusion.examples.quickstart.Narrator;
import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.examples.quickstart.TraceFiles;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads a folder of real data through the repositories, and compares their results with sums
 * computed from the text of the files. Read {@link #tell} from top to bottom.
 */
public final class Imports {

  private final DataFolder folder;
  private final Narrator narrator;

  private Imports(DataFolder folder, PrintStream out) {
    this.folder = folder;
    this.narrator = new Narrator(out);
  }

  /** Loads the folder that {@code -Ddata} names; the exit code is 1 if any total differs. */
  public static void main(String[] args) {
    int exitCode;
    try {
      exitCode = run(System.getProperty("data"), System.out, System.err);
    } finally {
      // Maven's process, in which this runs, does not end here.
      EmbeddedPostgres.stopServer();
    }
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Runs the whole program, and returns 0 if all totals are equal, otherwise 1. */
  static int run(@Nullable String data, PrintStream out, PrintStream err) {
    try {
      return new Imports(DataFolder.of(data), out).run() ? 0 : 1;
    } catch (InputException | FlashFusionException e) {
      out.flush();
      err.println(e.getMessage());
      return 1;
    }
  }

  private boolean run() {
    narrator.say("FlashFusion imports: real data through the repositories, and its totals.");
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start();
        WireProxy proxy = WireProxy.to(embedded.host(), embedded.port());
        FlashFusion flashfusion =
            embedded.builder().url(proxy.url(embedded.database())).poolSize(1).connect()) {
      return tell(embedded, flashfusion, new Comparison(proxy));
    }
  }

  private boolean tell(
      EmbeddedFlashFusion embedded, FlashFusion flashfusion, Comparison comparison) {
    Person alice = Person.signUp(embedded, flashfusion, "Alice", "Alice's Lab");
    Person bob = Person.signUp(embedded, flashfusion, "Bob", "Bob's Notebook");
    Person carol = Person.signUp(embedded, flashfusion, "Carol", "Carol's Studio");
    Session service = flashfusion.asService("imports example");
    narrator.say(
        "Usage is spread over Alice, Bob and Carol. Alice has the Stripe objects, Bob the");
    narrator.say(
        "webhook, Carol the conversations. Each asks for their own. What the files do not");
    narrator.say("say is filled in, or left empty.");

    if (present(DataFolder.USAGE) && present(DataFolder.PRICES)) {
      TraceFiles files =
          new TraceFiles(folder.file(DataFolder.USAGE), folder.file(DataFolder.PRICES));
      UsageTrace.load(files, List.of(alice, bob, carol), service, comparison);
    }
    if (present(DataFolder.STRIPE)) {
      StripeObjects.load(TextFile.read(folder.file(DataFolder.STRIPE)), alice, service, comparison);
    }
    if (present(DataFolder.WEBHOOKS)) {
      WebhookPayloads.load(
          TextFile.read(folder.file(DataFolder.WEBHOOKS)), bob, service, comparison);
    }
    if (present(DataFolder.CONVERSATIONS)) {
      Conversations.load(TextFile.read(folder.file(DataFolder.CONVERSATIONS)), carol, comparison);
    }

    narrator.show(comparison);
    narrator.say("%s", comparison.verdict());
    return comparison.allEqual();
  }

  private boolean present(String name) {
    if (folder.has(name)) {
      return true;
    }
    narrator.say("Skipped: there is no file %s", folder.file(name));
    return false;
  }
}
