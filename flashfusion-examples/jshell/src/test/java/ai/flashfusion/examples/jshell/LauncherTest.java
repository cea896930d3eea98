package ai.flashfusion.examples.jshell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program {@code run}, in processes of its own. */
class LauncherTest {

  /** The JDK of this test. */
  static final String JDK = System.getProperty("java.home");

  @TempDir Path directory;

  static EmbeddedFlashFusion embedded;

  @BeforeAll
  static void start() {
    embedded = EmbeddedFlashFusion.start();
    SampleData.write(embedded);
  }

  @AfterAll
  static void stop() {
    embedded.close();
  }

  @ParameterizedTest
  @CsvSource({
    "usage-report.jsh, 0, alice@example.com",
    "quota-audit.jsh, 1, bob@example.com",
    "stale-api-keys.jsh, 0, old server",
    "dormant-projects.jsh, 0, old-landing-page",
    "doctor.jsh, 0, Nothing is wrong.",
    "nope.jsh, 2, ''"
  })
  void readyScriptsRun(String script, int status, String output) throws Exception {
    check(JDK, script, status, output);
  }

  @ParameterizedTest
  @CsvSource({
    "usage-report.jsh, 0, █",
    "quota-audit.jsh, 1, 1000",
    "stale-api-keys.jsh, 0, trial",
    "dormant-projects.jsh, 0, prototype",
    "doctor.jsh, 0, Nothing is wrong."
  })
  void readyScriptsRunOnNewerJdk(String script, int status, String output) throws Exception {
    check(newerJdk(), script, status, output);
  }

  private static void check(String jdk, String script, int status, String output) throws Exception {
    Printed printed = run(jdk, ScriptsTest.environment(embedded), "-s", script);
    assertThat(printed.status()).as(printed.err()).isEqualTo(status);
    assertThat(printed.out()).contains(output);
  }

  @Test
  void startsDatabaseOfItsOwnWithoutSettings() throws Exception {
    assertThat(run(JDK, Map.of(), "-s", "doctor.jsh"))
        .isEqualTo(new Printed(0, "Nothing is wrong.\n", ""));
  }

  @Test
  void secretsAreNotOnTheCommandLine() throws Exception {
    Path script = directory.resolve("look.jsh");
    Files.writeString(
        script,
        """
        System.out.println(service("look").profiles().count());
        System.out.println(ProcessHandle.current().info());
        System.out.println(System.getProperties());
        """);
    Printed printed = run(JDK, ScriptsTest.environment(embedded), "-s", script.toString());
    assertThat(printed.status()).as(printed.err()).isZero();
    assertThat(printed.out() + printed.err())
        .contains("ai.flashfusion.examples.jshell.Main")
        .doesNotContain(
            embedded.logins().userPassword(),
            embedded.logins().servicePassword(),
            embedded.logins().sealKey());
  }

  @Test
  void saysWhatItNeedsWithoutJdk() throws Exception {
    Printed printed = run(directory.toString(), Map.of(), "-h");
    assertThat(printed)
        .isEqualTo(
            new Printed(
                2,
                "",
                "run: '"
                    + directory.resolve("bin/java")
                    + "' is not there or has no JShell: set JAVA_HOME to the folder of a"
                    + " JDK, 17 or newer\n"));
  }

  @Test
  void jbangScriptRunsFromItsSource() throws Exception {
    String source = Files.readString(Printed.MODULE.resolve("ModelCosts.java"));
    assertThat(source)
        .startsWith(
            """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            """)
        .contains("//DEPS ai.flashfusion:flashfusion-core:" + version() + "\n");
    Printed printed =
        process(
            ScriptsTest.environment(embedded),
            List.of(
                Path.of(JDK, "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--source",
                "17",
                Printed.MODULE.resolve("ModelCosts.java").toString(),
                "30"));
    assertThat(printed.status()).as(printed.err()).isZero();
    assertThat(printed.out())
        .startsWith("provider,model,requests,cost_usd\nanthropic,\"claude-3-5-sonnet\",")
        .hasLineCount(5);
  }

  private static String version() throws IOException {
    String pom = Files.readString(Printed.MODULE.resolve("pom.xml"));
    return pom.replaceFirst("(?s).*?<parent>.*?<version>(.*?)</version>.*", "$1");
  }

  static String newerJdk() {
    String home = System.getProperty("flashfusion.jdk21", "");
    assumeTrue(!home.isEmpty(), "-Dflashfusion.jdk21=HOME names no JDK, 21 or newer");
    return home;
  }

  static Printed run(String jdk, Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Printed.MODULE.resolve("run").toAbsolutePath().toString());
    command.addAll(List.of(args));
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", jdk);
    return process(all, command);
  }

  private static Printed process(Map<String, String> environment, List<String> command)
      throws Exception {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("FLASHFUSION_"));
      builder.environment().putAll(environment);
      int status = builder.start().waitFor();
      return new Printed(status, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
