package ai.flashfusion.examples.imports;

import ai.flashfusion.examples.quickstart.Person;
import ai.flashfusion.examples.quickstart.TraceFiles;
import ai.flashfusion.examples.quickstart.UsageImport;
import ai.flashfusion.session.Session;
import ai.flashfusion.usage.Usage;
import ai.flashfusion.usage.UsageByDay;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Requests to language models. The file does not say whose they are, so each is given to one of the
 * people.
 */
final class UsageTrace {

  /** A row, recognized by its last two columns; the header ends differently. */
  private static final String PROMPT = ",(\\d+),\\d+$";

  private static final String COMPLETION = ",\\d+,(\\d+)$";

  private UsageTrace() {}

  static void load(TraceFiles files, List<Person> people, Session service, Comparison comparison) {
    UsageQuery period =
        comparison
            .load(DataFolder.USAGE, () -> UsageImport.importAll(files, people, service))
            .period();
    TextFile text = TextFile.read(files.usage());
    comparison.compare(
        "requests",
        text.count(PROMPT),
        () -> sum(people, session -> Stream.of(session.aiUsage().total(period)), Usage::requests));
    comparison.compare(
        "prompt tokens, by model",
        text.sum(PROMPT),
        () ->
            sum(
                people,
                session -> session.aiUsage().byModel(period).stream().map(UsageByModel::usage),
                Usage::promptTokens));
    comparison.compare(
        "completion tokens, by day",
        text.sum(COMPLETION),
        () ->
            sum(
                people,
                session -> session.aiUsage().daily(period).stream().map(UsageByDay::usage),
                Usage::completionTokens));
    comparison.compare(
        "tokens, for the service",
        text.sum(PROMPT) + text.sum(COMPLETION),
        () -> service.aiUsage().total(period).totalTokens());
  }

  /** Returns the sum over all people, each of whom queries their own rows. */
  private static long sum(
      List<Person> people,
      Function<Session, Stream<Usage>> question,
      ToLongFunction<Usage> number) {
    return people.stream().map(Person::session).flatMap(question).mapToLong(number).sum();
  }
}
