package ai.flashfusion.examples.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts, in this process. */
class ScriptsTest {

  static final Path PAGE = Printed.MODULE.resolve("../../docs/guides/scripting.md");

  @TempDir Path directory;

  @Test
  void usageReportHasChartAndTables() {
    Printed printed = Printed.run(Map.of(), "-s", "usage-report.jsh", "7");
    assertThat(printed.err()).isEqualTo("usage of 7 days\n");
    assertThat(printed.status()).isZero();
    assertThat(printed.out())
        .containsPattern("^\\d+ requests, [\\d,]+ tokens, \\$\\d+\\.\\d\\d, \\d\\.\\d% failed\n")
        .containsPattern("\n20\\d\\d-\\d\\d-\\d\\d +\\d\\.\\d{4}  █+")
        .containsPattern("\nanthropic  claude-3-5-sonnet +\\d+ +\\d+ +\\d\\.\\d{6} +\\d")
        .containsPattern("\nalice@example\\.com +\\d+");
  }

  @Test
  void quotaAuditFailsIfSomebodyHasNothingLeft() {
    Printed printed = Printed.run(Map.of(), "-s", "quota-audit.jsh");
    assertThat(printed.status()).isEqualTo(1);
    assertThat(printed.err()).isEqualTo("1 person has used up a quota\n");
    assertThat(printed.out())
        .containsPattern("bob@example.com +free +1000 +1000 +0 +500\nalice@example.com +free +930")
        .doesNotContain("carol");
  }

  @Test
  void staleKeysAreThoseNobodyUsed() {
    Printed printed = Printed.run(Map.of(), "-s", "stale-api-keys.jsh");
    assertThat(printed.status()).as(printed.err()).isZero();
    assertThat(printed.out())
        .containsPattern("bob@example.com +old server +ff_sample")
        .containsPattern("carol@example.com +trial +ff_sample")
        .containsPattern("Expire within 14 days\n.*\n.*\nalice@example.com +CI +")
        .doesNotContain("laptop", "the hash of no key");
  }

  @Test
  void dormantProjectsAreThoseWithoutChangeDeploymentOrUse() {
    Printed printed = Printed.run(Map.of(), "-s", "dormant-projects.jsh", "100");
    assertThat(printed.status()).as(printed.err()).isZero();
    assertThat(printed.out())
        .containsPattern("old-landing-page +bob@example.com +public")
        .containsPattern("prototype +carol@example.com +private")
        .endsWith("(2 rows)\n");
  }

  @Test
  void doctorFindsNothingInSample() {
    assertThat(Printed.run(Map.of(), "-s", "doctor.jsh"))
        .isEqualTo(new Printed(0, "Nothing is wrong.\n", ""));
  }

  @Test
  void everyReadyScriptIsOnThePageAndDeclaresItsArguments() throws IOException {
    String page = Files.readString(PAGE);
    System.setProperty(Main.SCRIPTS, Printed.MODULE.toString());
    assertThat(Main.readyScripts()).hasSize(5);
    for (String script : Main.readyScripts()) {
      String usage =
          Files.readAllLines(Printed.MODULE.resolve(script)).stream()
              .filter(line -> line.startsWith("// usage: "))
              .findFirst()
              .orElseThrow();
      assertThat(page).contains("\n| `" + usage.substring("// usage: ".length()) + "` |");
    }
  }

  @Test
  void snippetsOfThePageRun() throws IOException {
    List<String> snippets =
        Pattern.compile("```jshell\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult snippet) -> snippet.group(1))
            .toList();
    assertThat(snippets).hasSize(3);
    for (String snippet : snippets) {
      Printed printed = run(snippet);
      assertThat(printed.status()).as(snippet + printed.err()).isZero();
      assertThat(printed.out()).isNotBlank();
    }
  }

  @Test
  void greetingsTryWhatWorks() throws IOException {
    List<String> tries =
        Greeting.of(new Database(Settings.of(Map.of())))
            .lines()
            .filter(line -> line.startsWith("  "))
            .toList();
    assertThat(tries).hasSize(3);
    assertThat(run(String.join(";\n", tries)).status()).isZero();
    assertThat(Greeting.of(new Database(Settings.of(Map.of())))).satisfies(ScriptsTest::fits);
    assertThat(Greeting.help()).satisfies(ScriptsTest::fits);
  }

  static void fits(String text) {
    assertThat(text.lines()).allMatch(line -> line.length() < 80);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int a = 1;\\n"
            + "\\n"
            + "int b = \"x\" + c;        | s.jsh:3: cannot find symbol; symbol: variable c",
        "int f() {\\n  return 1 / 0;\\n}\\n\\nf(); | s.jsh:2: ArithmeticException: / by zero",
        "// a\\n"
            + "/* b\\n"
            + " */\\n"
            + "void x() { y(); }     | s.jsh:4: x needs method y(), which the script does not"
            + " declare",
        "if (true) {                               | s.jsh:1: the statement that begins here does"
            + " not end",
        "int a = 1;\\n"
            + "/vars                        | s.jsh:2: '/vars' is a command of the shell: scripts"
            + " have only /exit",
        "int a = 1;\\nfail(\"no\");                | no",
        "throw new java.io.IOException(\"gone\");  | s.jsh:1: IOException: gone"
      })
  void scriptStopsAtFirstFailureAndNamesItsLine(String source, String error) throws IOException {
    Printed printed = run(source.replace("\\n", "\n") + "\nSystem.out.println(\"not reached\");\n");
    assertThat(printed).isEqualTo(new Printed(1, printed.out(), error + "\n"));
    assertThat(printed.out()).as("methods are only complete at the end").isIn("", "not reached\n");
  }

  @Test
  void refusalsOfTheLibraryAreToldWithoutStack() throws IOException {
    Printed printed =
        run("var nobody = anonymous();\nnobody.aiUsage().total(UsageQuery.lastDays(1));\n");
    assertThat(printed.status()).isEqualTo(1);
    assertThat(printed.err()).startsWith("s.jsh:2: AccessDeniedException: ").hasLineCount(1);
  }

  @Test
  void exitEndsScript() throws IOException {
    assertThat(run("System.out.println(1);\n/exit\nnonsense")).isEqualTo(new Printed(0, "1\n", ""));
  }

  @Test
  void argumentsAreCheckedBeforeAnythingRuns() throws IOException {
    String source =
        "// usage: s.jsh <model> [days]\nSystem.out.print(arg(\"model\") + arg(\"days\", 7));";
    assertThat(run(source, "gpt")).isEqualTo(new Printed(0, "gpt7", ""));
    assertThat(run(source, "gpt", "3")).isEqualTo(new Printed(0, "gpt3", ""));
    assertThat(run(source))
        .isEqualTo(
            new Printed(
                2, "", "run: the argument model is missing: usage: run -s s.jsh <model> [days]\n"));
    assertThat(run(source, "a", "1", "b").err())
        .isEqualTo("run: 'b' is one argument too many: usage: run -s s.jsh <model> [days]\n");
    assertThat(run(source, "a", "-1"))
        .isEqualTo(
            new Printed(2, "", "s.jsh:2: days is '-1': a whole number above zero is expected\n"));
  }

  @Test
  void unknownScriptsAndOptionsAreWrongInput() {
    assertThat(Printed.run(Map.of(), "-s", "nope.jsh"))
        .isEqualTo(
            new Printed(
                2,
                "",
                "run: there is no script 'nope.jsh', here or ready-made: doctor.jsh,"
                    + " dormant-projects.jsh, quota-audit.jsh, stale-api-keys.jsh,"
                    + " usage-report.jsh\n"));
    assertThat(Printed.run(Map.of(), "-s").err()).startsWith("run: -s needs the name of a script");
    assertThat(Printed.run(Map.of(), "--file").err()).startsWith("run: '--file' is not understood");
  }

  @ParameterizedTest
  @ValueSource(strings = {"as(\"x@example.com\");", "as(\"\");"})
  void unknownPersonIsWrongInput(String source) throws IOException {
    Printed printed = run(source);
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.err()).startsWith("s.jsh:1: nobody has the address '");
  }

  @Test
  void wrongSettingsAreToldBeforeConnecting() {
    Map<String, String> own = Map.of("FLASHFUSION_URL", "jdbc:postgresql://localhost:1/x");
    assertThat(settings(own)).isEqualTo("FLASHFUSION_USER is missing, which FLASHFUSION_URL needs");
    assertThat(settings(Map.of("FLASHFUSION_PASSWORD", "p")))
        .isEqualTo(
            "FLASHFUSION_PASSWORD is set, but FLASHFUSION_URL is not: name the database, or unset"
                + " both for the embedded one");
    assertThat(settings(Map.of("FLASHFUSION_URL", " ")))
        .isEqualTo("FLASHFUSION_URL is empty: give it a value, or unset it");
    assertThat(settings(with(own, "FLASHFUSION_USER", "u", "FLASHFUSION_SERVICE_USER", "s")))
        .isEqualTo("FLASHFUSION_SERVICE_PASSWORD is missing, which FLASHFUSION_SERVICE_USER needs");
    assertThat(settings(with(own, "FLASHFUSION_USER", "u", "FLASHFUSION_SEAL_KEY", "hush")))
        .startsWith("FLASHFUSION_SEAL_KEY: sealKey is not hexadecimal")
        .doesNotContain("hush");
  }

  @Test
  void databaseThatDoesNotAnswerIsWrongInput() {
    Printed printed =
        Printed.run(
            Map.of("FLASHFUSION_URL", "jdbc:postgresql://localhost:1/x", "FLASHFUSION_USER", "u"),
            "-s",
            "usage-report.jsh");
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.err()).contains("cannot connect to localhost:1 as 'u'");
  }

  @Test
  void scriptsUseTheDatabaseOfTheSettings() throws IOException {
    try (EmbeddedFlashFusion embedded = EmbeddedFlashFusion.start()) {
      embedded.signUp("dora@example.com");
      Path script = directory.resolve("own.jsh");
      Files.writeString(
          script,
          "as(\"dora@example.com\").projects().create(\"A\", \"a\", ProjectFramework.REACT,"
              + " ProjectVisibility.PUBLIC);\n"
              + "System.out.print(service(\"count\").projects().count());");
      assertThat(Printed.run(environment(embedded), "-s", script.toString()))
          .isEqualTo(new Printed(0, "1", ""));
    }
  }

  static Map<String, String> environment(EmbeddedFlashFusion embedded) {
    Logins logins = embedded.logins();
    return Map.of(
        "FLASHFUSION_URL", embedded.url(),
        "FLASHFUSION_USER", logins.user(),
        "FLASHFUSION_PASSWORD", logins.userPassword(),
        "FLASHFUSION_SERVICE_USER", logins.service(),
        "FLASHFUSION_SERVICE_PASSWORD", logins.servicePassword(),
        "FLASHFUSION_SEAL_KEY", logins.sealKey());
  }

  private static String settings(Map<String, String> environment) {
    Printed printed = Printed.run(environment, "-s", "doctor.jsh");
    assertThat(printed.status()).isEqualTo(2);
    return printed.err().replaceFirst("^run: ", "").strip();
  }

  private static Map<String, String> with(Map<String, String> some, String... more) {
    Map<String, String> all = new LinkedHashMap<>(some);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private Printed run(String source, String... args) throws IOException {
    Path script = directory.resolve("s.jsh");
    Files.writeString(script, source);
    String[] all = new String[args.length + 2];
    all[0] = "-s";
    all[1] = script.toString();
    System.arraycopy(args, 0, all, 2, args.length);
    return Printed.run(Map.of(), all);
  }
}
