package ai.flashfusion.examples.jshell;

/** The texts that the shell prints by itself. */
final class Greeting {

  private static final String SAMPLE =
      """
      FlashFusion shell, on an embedded Postgres that ends with it. Its sample data:
      alice@example.com, bob@example.com, carol@example.com and 30 days of usage.

      Try
        table(as("alice@example.com").projects().visible())
      """;

  private static final String OWN =
      """
      FlashFusion shell, connected to %s.

      Try
        table(service("look around").profiles().page(PageQuery.ofSize(10)))
      """;

  private static final String BOTH =
      """
        chart(service("costs").aiUsage().byModel(UsageQuery.lastDays(7)), "cost_usd")
        doctor()

      help() lists the commands, Tab completes names, /exit leaves.
      """;

  private static final String HELP =
      """
      as("a@b.c")       the session of a person     anonymous()       of nobody
      service("why")    the session of the service  flashfusion()     the library

      table(x)          rows as a table             table(x, "name")  some columns
      chart(x)          rows as bars                chart(x, "cost")  by that column
      csv(x), json(x)   rows for programs           csv(x, "a.csv")   into a file
      explain(query)    how Postgres would run it   doctor()          what is wrong
      explain("a@b.c", PROJECTS.ID, id, Operation.SELECT)   why they see it or not

      x is what repositories and queries return: alice.projects().visible(), a page,
      a jOOQ query, a list, a row.
      """;

  private Greeting() {}

  /** Returns the welcome, with three things to try. */
  static String of(Database database) {
    return (database.isSample() ? SAMPLE : OWN.formatted(database.name())) + BOTH;
  }

  /** Returns the commands. */
  static String help() {
    return HELP;
  }
}
