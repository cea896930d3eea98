package ai.flashfusion.examples.benchmarks.data;

import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.AiUsageLogStatus;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The trace, repeated for other users and on other days. Row k is the same in every run: its tokens
 * are those of request k modulo the length of the trace; user, project, model, status and time are
 * drawn from a hash of k.
 */
public final class UsageRows {

  public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  public static final int DAYS = 90;

  /**
   * The number of the first rows, which are the caller's, so that the caller has as many, whatever
   * the total.
   */
  public static final int CALLERS = 1_000;

  private static final List<Model> MODELS =
      List.of(
          new Model(AiUsageLogProvider.OPENAI, "gpt-4o", 2.5, 10),
          new Model(AiUsageLogProvider.OPENAI, "gpt-4o-mini", 0.15, 0.6),
          new Model(AiUsageLogProvider.ANTHROPIC, "claude-3-7-sonnet-20250219", 3, 15),
          new Model(AiUsageLogProvider.ANTHROPIC, "claude-3-haiku-20240307", 0.25, 1.25),
          new Model(AiUsageLogProvider.GOOGLE, "gemini/gemini-2.5-flash", 0.3, 2.5),
          new Model(AiUsageLogProvider.COHERE, "command-r", 0.15, 0.6));

  private final Scale scale;
  private final Trace trace;
  private final UUID[] profiles;
  private final UUID[] projects;

  /** A model with its prices in dollars per million tokens. */
  private record Model(
      AiUsageLogProvider provider, String name, double prompt, double completion) {}

  /** Creates rows of these people; project j belongs to person j modulo their number. */
  public UsageRows(Scale scale, Trace trace, UUID[] profiles, UUID[] projects) {
    this.scale = scale;
    this.trace = trace;
    this.profiles = profiles;
    this.projects = projects;
  }

  /** Returns the rows from one number to another, the latter excluded, created as they are read. */
  public Iterable<AiUsageLogRecord> rows(int from, int to) {
    return () -> IntStream.range(from, to).mapToObj(k -> row(k, person(k))).iterator();
  }

  /** Returns the rows with these numbers, all of one person. */
  public Iterable<AiUsageLogRecord> rowsOf(int person, int from, int to) {
    return () -> IntStream.range(from, to).mapToObj(k -> row(k, person)).iterator();
  }

  private int person(int k) {
    if (k % scale.heavyEvery() == 0) {
      return Data.HEAVY;
    }
    if (k < CALLERS) {
      return Data.CALLER;
    }
    return Data.OTHERS + draw(k, 1, profiles.length - Data.OTHERS);
  }

  private AiUsageLogRecord row(int k, int person) {
    Trace.Request request = trace.requests().get(k % trace.requests().size());
    Model model = MODELS.get(draw(k, 2, MODELS.size()));
    int perPerson = projects.length / profiles.length;
    int project = person + profiles.length * draw(k, 3, perPerson);
    long dollars =
        Math.round(request.prompt() * model.prompt() + request.completion() * model.completion());
    int status = draw(k, 4, 100);
    return new AiUsageLogRecord()
        .setUserId(ProfileId.of(profiles[person]))
        .setProjectId(ProjectId.of(projects[project]))
        .setProvider(model.provider())
        .setModel(model.name())
        .setAction(AiUsageLogAction.CHAT)
        .setPromptTokens(request.prompt())
        .setCompletionTokens(request.completion())
        .setTotalTokens(request.prompt() + request.completion())
        .setCostUsd(BigDecimal.valueOf(dollars, 6))
        .setLatencyMs(200 + draw(k, 5, 4_800))
        .setStatus(
            status < 2
                ? AiUsageLogStatus.ERROR
                : status == 2 ? AiUsageLogStatus.TIMEOUT : AiUsageLogStatus.SUCCESS)
        .setCreatedAt(
            BEGIN.plus(Duration.ofDays(draw(k, 6, DAYS))).plusMillis(draw(k, 7, 86_400_000)));
  }

  private static int draw(int k, int what, int bound) {
    return (int) Long.remainderUnsigned(mix(mix(k) + what), bound);
  }

  /**
   * Mixes the bits like the finalizer of MurmurHash3, so that neighbouring rows get unrelated
   * values.
   */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
