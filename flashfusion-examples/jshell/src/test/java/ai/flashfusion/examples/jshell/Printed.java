package ai.flashfusion.examples.jshell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The result of the program in this process.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
record Printed(int status, String out, String err) {

  static final Path MODULE = Path.of(System.getProperty("basedir", "."));

  static Printed run(Map<String, String> environment, String... args) {
    System.setProperty(Main.SCRIPTS, MODULE.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    try {
      System.setOut(new PrintStream(out, true, UTF_8));
      System.setErr(new PrintStream(err, true, UTF_8));
      int status = Main.run(List.of(args), environment);
      return new Printed(status, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
