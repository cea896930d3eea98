package ai.flashfusion.examples.benchmarks.data;

import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The filled database.
 *
 * @param target the address to which contestants connect
 * @param owner the superuser, for preparing and cleaning up
 * @param caller the person who reads; their rows stay as they are
 * @param writer the person who writes
 * @param heavy the person with the most usage
 * @param from the start of the summary's month
 * @param to the end of the summary's month
 */
public record World(
    Target target,
    Owner owner,
    Person caller,
    Person writer,
    Person heavy,
    Instant from,
    Instant to) {

  public UUID projectOf(Person person, int n) {
    return person.projects().get(n % person.projects().size());
  }

  public NewUsage newUsage(int n) {
    int prompt = 100 + n % 4_000;
    int completion = 10 + n % 500;
    return new NewUsage(
        writer.profile(),
        projectOf(writer, n),
        "anthropic",
        "claude-3-haiku-20240307",
        "chat",
        prompt,
        completion,
        prompt + completion,
        BigDecimal.valueOf(prompt + 5L * completion, 6),
        200 + n % 4_800,
        "success");
  }

  public List<NewUsage> newUsages(int rows) {
    return IntStream.range(0, rows).mapToObj(this::newUsage).toList();
  }

  /** Deletes what the writer inserted. */
  public void clear() {
    execute("delete from ai_usage_logs where user_id = '" + writer.profile() + "'");
  }

  public void execute(String sql) {
    owner.execute(sql);
  }
}
