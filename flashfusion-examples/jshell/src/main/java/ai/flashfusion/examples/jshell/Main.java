package ai.flashfusion.examples.jshell;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.flashfusion.error.FlashFusionException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program behind {@code run}: without arguments the shell, with {@code -s} a script. Its exit
 * status is 0, 1 if a script failed, and 2 for input that is wrong.
 */
public final class Main {

  /** The property with which {@code run} names the folder of the ready scripts. */
  static final String SCRIPTS = "flashfusion.scripts";

  private static final String USAGE =
      """
      usage: run                       a shell
             run -s script [argument…] a script: a file, or one of the ready ones
             run -h                    this text

      The database is an embedded one with sample data, or that of FLASHFUSION_URL, _USER,
      _PASSWORD, _SERVICE_USER, _SERVICE_PASSWORD and _SEAL_KEY. The manual: docs/guides/scripting.md
      """;

  private Main() {}

  /** Runs the program. */
  public static void main(String[] args) {
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    System.exit(run(List.of(args), System.getenv()));
  }

  static int run(List<String> args, Map<String, String> environment) {
    try {
      if (args.equals(List.of("-h")) || args.equals(List.of("--help"))) {
        System.out.print(USAGE + "\nReady scripts: " + String.join(", ", readyScripts()) + "\n");
        return 0;
      }
      if (args.isEmpty()) {
        try (Database database = new Database(Settings.of(environment))) {
          return Interactive.run(database);
        }
      }
      if (!args.get(0).equals("-s") || args.size() < 2) {
        throw new InputException(
            args.get(0).equals("-s")
                ? "-s needs the name of a script: " + String.join(", ", readyScripts())
                : "'" + args.get(0) + "' is not understood: " + USAGE.strip());
      }
      return script(args.get(1), args.subList(2, args.size()), environment);
    } catch (InputException | FlashFusionException e) {
      System.out.flush();
      System.err.println("run: " + e.getMessage());
      return ScriptRunner.WRONG_INPUT;
    }
  }

  private static int script(String name, List<String> args, Map<String, String> environment) {
    Path file = find(name);
    String source;
    try {
      source = Files.readString(file);
    } catch (IOException e) {
      throw new InputException("the script " + file + " cannot be read: " + e);
    }
    String shortName = String.valueOf(file.getFileName());
    ScriptArguments arguments = ScriptArguments.of(shortName, source, args);
    try (Database database = new Database(Settings.of(environment))) {
      Shell.use(database, arguments);
      return new ScriptRunner(shortName, source, System.err).run(imports());
    }
  }

  /** Finds a script in the working directory, otherwise among the ready ones. */
  private static Path find(String name) {
    Path given = Path.of(name);
    Path ready = scripts().resolve(name);
    if (Files.isRegularFile(given)) {
      return given;
    }
    if (Files.isRegularFile(ready)) {
      return ready;
    }
    throw new InputException(
        "there is no script '"
            + name
            + "', here or ready-made: "
            + String.join(", ", readyScripts()));
  }

  private static Path scripts() {
    return Path.of(System.getProperty(SCRIPTS, "."));
  }

  static List<String> readyScripts() {
    try (Stream<Path> files = Files.list(scripts())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.endsWith(".jsh"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns the imports of the shell and of scripts. */
  static List<String> imports() {
    try (InputStream startup = Main.class.getResourceAsStream("imports.jsh")) {
      return new String(startup.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
