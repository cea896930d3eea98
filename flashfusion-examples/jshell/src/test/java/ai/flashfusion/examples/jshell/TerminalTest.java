package ai.flashfusion.examples.jshell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell in a real terminal, typed into and looked at through tmux. */
class TerminalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String server = "flashfusion-" + UUID.randomUUID();

  @BeforeEach
  void needsTmux() {
    assumeTrue(
        System.getProperty("flashfusion.tmux") != null,
        "needs tmux, which -Dflashfusion.tmux names");
  }

  @AfterEach
  void endTerminal() throws Exception {
    if (System.getProperty("flashfusion.tmux") == null) {
      return;
    }
    tmux(Map.of(), "kill-server");
  }

  @Test
  void tablesFitAndNamesComplete() throws Exception {
    open(LauncherTest.JDK, 80, Map.of());
    tryOut();
  }

  @Test
  void tablesFitAndNamesCompleteOnNewerJdk() throws Exception {
    open(LauncherTest.newerJdk(), 80, Map.of());
    tryOut();
  }

  @Test
  void widerTerminalShowsMoreColumns() throws Exception {
    open(LauncherTest.JDK, 140, Map.of());
    waitFor("sample>");
    type("table(as(\"alice@example.com\").projects().visible())");
    assertThat(waitFor("(3 rows")).contains("visibility  star_count  fork_count  view_count");
  }

  @Test
  void secretsOfTheConnectionAreNowhere() throws Exception {
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      open(LauncherTest.JDK, 140, ScriptsTest.environment(embedded));
      String prompt = embedded.database() + ">";
      waitFor(prompt);
      for (String command :
          List.of("var f = flashfusion()", "/vars -all", "/env", "/list -all", "/set")) {
        type(command);
      }
      type("System.out.println(\"the \" + \"end\")");
      assertThat(waitFor("the end"))
          .contains("connected to " + embedded.database())
          .doesNotContain(
              embedded.logins().userPassword(),
              embedded.logins().servicePassword(),
              embedded.logins().sealKey());
    }
  }

  private void tryOut() throws Exception {
    assertThat(waitFor("sample>"))
        .contains("alice@example.com", "\nTry\n", "help() lists the commands")
        .doesNotContain("Welcome to JShell", "Exception", "WARN");
    type("table(as(\"alice@example.com\").projects().visible())");
    assertThat(waitFor("(3 rows")).contains("Alice's Lab", "no room for", "\nid  ");
    keys("-l", "PROJECTS.LAST_DEPL");
    keys("Tab");
    waitFor("PROJECTS.LAST_DEPLOYED_AT");
    keys("C-c");
    type("anonymous().aiUsage().total(UsageQuery.lastDays(1))");
    assertThat(waitFor("Exception ai.flashfusion.error.AccessDeniedException"))
        .doesNotContain("at AbstractQuery");
    type("var service = service(\"slow\").dsl()");
    type(
        "Stream.of(\"run\").peek(run -> System.out.println(run + \"ning\")).map(run ->"
            + " service.fetch(\"select count(*) from generate_series(1, 9999999999)\")).toList()");
    waitFor("running");
    keys("C-c");
    waitFor("Exception ai.flashfusion.error.CallInterruptedException");
    type("/exit");
    waitFor("status 0");
  }

  private void open(String jdk, int width, Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", jdk);
    tmux(
        all,
        "new-session",
        "-d",
        "-x",
        String.valueOf(width),
        "-y",
        "2000",
        "'" + Printed.MODULE.resolve("run").toAbsolutePath() + "'; echo status $?; sleep 600");
  }

  private void type(String line) throws Exception {
    keys("-l", line);
    keys("Enter");
  }

  private void keys(String... keys) throws Exception {
    List<String> command = new ArrayList<>(List.of("send-keys"));
    command.addAll(List.of(keys));
    tmux(Map.of(), command.toArray(String[]::new));
  }

  /** Returns the screen as soon as it shows this. */
  private String waitFor(String text) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    String screen = "";
    while (Instant.now().isBefore(end)) {
      screen = tmux(Map.of(), "capture-pane", "-p");
      if (screen.contains(text)) {
        return screen;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the terminal never showed '" + text + "':\n" + screen.strip());
  }

  private String tmux(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(System.getProperty("flashfusion.tmux"), "-u", "-L", server, "-f", "/dev/null"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("FLASHFUSION_"));
    builder.environment().remove("TMUX");
    builder.environment().remove("COLUMNS");
    builder.environment().put("TERM", "xterm");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }
}
