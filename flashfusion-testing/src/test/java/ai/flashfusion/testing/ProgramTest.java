package ai.flashfusion.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.schema.ids.AuthUserId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the manual, compiled and run as pasted; they print what the page says. */
class ProgramTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Pattern PROGRAM =
      Pattern.compile(
          "<!-- program -->\n```java\n(.*?class (\\w+).*?)```.*?\n```text\n(.*?)```",
          Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");

  @TempDir Path directory;

  @Test
  void readmeExampleRunsAsPasted() throws Exception {
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      assumeTrue(
          embedded.postgres().login().equals("authenticator"),
          "on a server that wants passwords the tests log in under another name");
      AuthUserId alice = embedded.signUp("alice@example.com");
      run("README.md", embedded.url(), embedded.postgres().password(), alice.toString());
    }
  }

  @Test
  void firstProgramRunsAsPasted() throws Exception {
    run("docs/start.md");
  }

  private void run(String page, String... arguments) throws Exception {
    Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve(page)));
    assertThat(program.find()).as("a program and what it prints in %s", page).isTrue();
    Path source = directory.resolve(program.group(2) + ".java");
    Files.writeString(source, program.group(1));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-d",
                directory.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(failed).as(errors.toString(UTF_8)).isZero();
    assertThat(ID.matcher(output(program.group(2), arguments)).replaceAll("…"))
        .isEqualTo(program.group(3));
  }

  private String output(String name, String... arguments) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader());
        PrintStream stream = new PrintStream(printed, true, UTF_8)) {
      System.setOut(stream);
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
