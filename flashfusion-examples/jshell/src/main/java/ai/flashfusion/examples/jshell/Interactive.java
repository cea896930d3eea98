package ai.flashfusion.examples.jshell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.prefs.BackingStoreException;
import java.util.prefs.Preferences;
import jdk.jshell.tool.JavaShellToolBuilder;

/** The jshell tool of the JDK in this process, so that its snippets use this connection. */
final class Interactive {

  private static final String HISTORY = "HISTORY_LINE_";

  /** The logger that tells on the first start that the history has a folder now. */
  private static final Logger PREFERENCES = Logger.getLogger("java.util.prefs");

  private Interactive() {}

  /** Connects, greets, and runs the tool until its user leaves it. */
  static int run(Database database) {
    System.err.println(
        database.isSample()
            ? "Starting the embedded Postgres …"
            : "Connecting to " + database.name() + " …");
    PREFERENCES.setLevel(Level.WARNING);
    CompletableFuture<Map<String, String>> settings =
        CompletableFuture.supplyAsync(() -> settings(database.name()));
    database.flashfusion();
    Shell.use(database, ScriptArguments.NONE);
    System.out.print(Greeting.of(database));
    Preferences history = Preferences.userRoot().node("ai/flashfusion/shell");
    Map<String, String> persistent = settings.join();
    try {
      for (String key : history.keys()) {
        persistent.put(key, history.get(key, ""));
      }
      int status = start(persistent);
      for (Map.Entry<String, String> entry : persistent.entrySet()) {
        if (entry.getKey().startsWith(HISTORY)) {
          history.put(entry.getKey(), entry.getValue());
        }
      }
      history.flush();
      return status;
    } catch (BackingStoreException e) {
      // A history that cannot be kept is no reason to fail.
      return 0;
    }
  }

  private static int start(Map<String, String> persistent) {
    try {
      Path imports = Files.createTempFile("flashfusion", ".jsh");
      try {
        Files.write(imports, Main.imports());
        return tool(persistent)
            .interactiveTerminal(true)
            .start(
                "--execution",
                ShellExecution.NAME,
                "--class-path",
                System.getProperty("java.class.path"),
                "--startup",
                imports.toString());
      } finally {
        Files.deleteIfExists(imports);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new InputException("the shell did not start: " + e);
    }
  }

  /**
   * Returns the settings of a tool with the database's name as its prompt, and without a welcome of
   * its own. The tool takes such settings only from what an earlier run retained, so this runs one.
   */
  private static Map<String, String> settings(String database) {
    String commands =
        """
        /set mode flashfusion normal -quiet
        /set prompt flashfusion "%s> " "%s> "
        /set truncation flashfusion 400 varvalue,expression
        /set mode flashfusion -retain
        /set feedback flashfusion -retain
        /exit
        """
            .formatted(database, " ".repeat(database.length()));
    Map<String, String> retained = new HashMap<>();
    try {
      tool(retained)
          .in(new ByteArrayInputStream(commands.getBytes(Charset.defaultCharset())), null)
          .out(new PrintStream(OutputStream.nullOutputStream(), false, Charset.defaultCharset()))
          .start("--execution", "local", "--no-startup");
    } catch (Exception e) {
      throw new InputException("the shell did not start: " + e);
    }
    retained.keySet().removeIf(key -> key.startsWith(HISTORY));
    return retained;
  }

  private static JavaShellToolBuilder tool(Map<String, String> persistent) {
    return JavaShellToolBuilder.builder().persistence(persistent);
  }
}
