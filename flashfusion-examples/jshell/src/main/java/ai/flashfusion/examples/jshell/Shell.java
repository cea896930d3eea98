package ai.flashfusion.examples.jshell;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jooq.Configuration;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the shell and of its scripts, imported statically. Data goes to the standard
 * output, progress to the standard error.
 */
public final class Shell {

  private static final int DOCTOR_WIDTH = 100;

  private static @Nullable Database database;
  private static ScriptArguments arguments = ScriptArguments.NONE;

  private Shell() {}

  /** Uses a database and arguments instead of those of the environment. */
  static synchronized void use(Database other, ScriptArguments given) {
    database = other;
    arguments = given;
  }

  private static synchronized Database database() {
    if (database == null) {
      database = new Database(Settings.of(System.getenv()));
    }
    return database;
  }

  /** Returns the library, connected. */
  public static FlashFusion flashfusion() {
    return database().flashfusion();
  }

  /**
   * Returns the session of the person with this address, whom the service looks up.
   *
   * @throws InputException if there is none
   */
  public static Session as(String email) {
    return flashfusion().asUser(authUserId(email));
  }

  /** Returns a session without a user, which sees public rows only. */
  public static Session anonymous() {
    return flashfusion().asAnonymous();
  }

  /** Returns a session of the service, which sees everything and must say why. */
  public static Session service(String reason) {
    return flashfusion().asService(reason);
  }

  private static AuthUserId authUserId(String email) {
    ProfileRecord profile =
        service("shell: look up a person")
            .profiles()
            .findByEmail(email)
            .orElseThrow(
                () ->
                    new InputException(
                        "nobody has the address '"
                            + email
                            + "'"
                            + (database().isSample()
                                ? ": there are alice, bob and carol@example.com"
                                : ": table(service(\"who is there\").profiles()"
                                    + ".page(PageQuery.ofSize(20))) lists people")));
    AuthUserId id = profile.getUserId();
    if (id == null) {
      throw new InputException("'" + email + "' has a profile but no sign-in to act for");
    }
    return id;
  }

  /** Prints rows as a table that fits the terminal. A single row is written down the page. */
  public static void table(@Nullable Object rows) {
    print(FittedTable.of(Rows.of(rows), width(), false));
  }

  /** Prints these columns of the rows as a table. */
  public static void table(@Nullable Object rows, String... columns) {
    print(FittedTable.of(Rows.of(rows).only(List.of(columns)), width(), true));
  }

  /** Prints these columns of the rows as a table. */
  public static void table(@Nullable Object rows, Field<?>... columns) {
    table(rows, Arrays.stream(columns).map(Field::getName).toArray(String[]::new));
  }

  /** Prints a bar for each row, as long as the first column of numbers says. */
  public static void chart(@Nullable Object rows) {
    print(BarChart.of(Rows.of(rows), null, width()));
  }

  /** Prints a bar for each row, as long as this column of numbers says. */
  public static void chart(@Nullable Object rows, String column) {
    print(BarChart.of(Rows.of(rows), column, width()));
  }

  /** Prints rows as CSV (RFC 4180), with all columns. */
  public static void csv(@Nullable Object rows) {
    print(Export.csv(Rows.of(rows)));
  }

  /** Writes rows as CSV into a file, which is replaced. */
  public static void csv(@Nullable Object rows, String file) {
    write(file, Export.csv(Rows.of(rows)));
  }

  /** Prints rows as JSON, with names as in the database. */
  public static void json(@Nullable Object rows) {
    print(Export.json(Rows.of(rows)));
  }

  /** Writes rows as JSON into a file, which is replaced. */
  public static void json(@Nullable Object rows, String file) {
    write(file, Export.json(Rows.of(rows)));
  }

  /**
   * Prints how the database would run a query, without running it, under the identity of the
   * query's session. The library allows this to service sessions only, as a plan tells how many
   * rows others have.
   */
  public static void explain(Query query) {
    Configuration configuration = query.configuration();
    if (configuration == null) {
      throw new InputException(
          "the query belongs to no session: begin it with service(\"why\").dsl()");
    }
    configuration
        .dsl()
        .resultQuery("explain {0}", query)
        .forEach(line -> print(line.get(0) + "\n"));
  }

  /**
   * Prints whether a person may do something to a row, and by which rule: the answer to "why do I
   * get nothing?".
   *
   * @param idColumn the table's primary key, such as {@code PROJECTS.ID}
   */
  public static <R extends Record, I> void explain(
      String email, TableField<R, I> idColumn, I id, Operation operation) {
    print(
        FittedTable.of(
            Rows.of(
                service("shell: explain access")
                    .explainAccess(Identity.user(authUserId(email)), idColumn, id, operation)),
            width(),
            false));
  }

  /**
   * Prints what is wrong with the database and the login, and how to fix it.
   *
   * @return whether nothing is wrong
   */
  public static boolean doctor() {
    Diagnosis diagnosis = database().builder().doctor();
    StringBuilder text = new StringBuilder();
    int count = diagnosis.findings().size();
    text.append(
        diagnosis.isHealthy()
            ? "Nothing is wrong.\n"
            : count + (count == 1 ? " thing is" : " things are") + " wrong\n");
    findings(text, "wrong", diagnosis.findings());
    if (!diagnosis.advice().isEmpty()) {
      text.append("\nWorks, but would be safer otherwise\n");
      findings(text, "now", diagnosis.advice());
    }
    print(text.toString());
    return diagnosis.isHealthy();
  }

  private static void findings(StringBuilder text, String problem, List<Finding> findings) {
    for (Finding finding : findings) {
      text.append('\n').append(finding.subject()).append('\n');
      indented(text, problem + ": " + finding.problem());
      indented(text, "fix, by " + finding.who() + ": " + finding.fix());
    }
  }

  private static void indented(StringBuilder text, String block) {
    int room = Math.max(20, Math.min(DOCTOR_WIDTH, width()) - 2);
    block
        .lines()
        .flatMap(line -> FittedTable.wrapped(line, room).stream())
        .forEach(line -> text.append("  ").append(line).append('\n'));
  }

  /** Returns the script's argument of this name, which its line {@code // usage:} declares. */
  public static String arg(String name) {
    return arguments.required(name);
  }

  /** Returns the script's argument of this name, or what is usual if it was left out. */
  public static String arg(String name, String usual) {
    return arguments.optional(name).orElse(usual);
  }

  /**
   * Returns the script's argument of this name as a whole number above zero, or what is usual if it
   * was left out.
   *
   * @throws InputException if it is something else
   */
  public static int arg(String name, int usual) {
    return arguments.number(name, usual);
  }

  /** Prints a line to the standard error, where it does not mix with the data. */
  public static void progress(String line) {
    System.err.println(line);
  }

  /** Ends the script with the exit status 1, after this line on the standard error. */
  public static void fail(String line) {
    throw new ScriptFailure(line);
  }

  /** Prints the commands. */
  public static void help() {
    print(Greeting.help());
  }

  private static int width() {
    return Terminal.columns(System.getenv());
  }

  private static void print(String text) {
    System.out.print(text);
    System.out.flush();
  }

  private static void write(String file, String text) {
    try {
      Files.writeString(Path.of(file), text);
    } catch (IOException | RuntimeException e) {
      throw new InputException("'" + file + "' cannot be written: " + e);
    }
    progress("wrote " + file);
  }
}
