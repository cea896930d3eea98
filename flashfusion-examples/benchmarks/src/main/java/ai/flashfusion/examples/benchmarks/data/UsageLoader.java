package ai.flashfusion.examples.benchmarks.data;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.repository.AiUsageRepository;
import ai.flashfusion.schema.ids.AuthUserId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Loads usage through the library, which is a benchmark in itself. */
public final class UsageLoader {

  /**
   * The number of rows above which they are loaded into a table without indexes, as is usual for so
   * many.
   */
  private static final int INDEXED = 1_000_000;

  private static final int SESSIONS = 2;
  private static final int BY_USERS = 10;

  private final FlashFusion flashfusion;
  private final World world;
  private final UsageRows rows;
  private final UUID[] auth;
  private int loaded;

  /**
   * The time that loading took.
   *
   * @param by the identity and the way of loading
   * @param rows the number of rows
   */
  public record Load(String by, int rows, double seconds) {}

  public UsageLoader(FlashFusion flashfusion, World world, UsageRows rows, UUID[] auth) {
    this.flashfusion = flashfusion;
    this.world = world;
    this.rows = rows;
    this.auth = auth;
  }

  /** Adds usage in service sessions, up to this many rows in total. */
  public List<Load> upTo(int size) {
    int added = size - loaded;
    List<Load> loads = new ArrayList<>();
    if (added > INDEXED) {
      BareTable bare = new BareTable(world.owner(), "ai_usage_logs");
      loads.add(new Load("service, two sessions, without indexes and triggers", added, copy(size)));
      long start = System.nanoTime();
      bare.restore();
      loads.add(new Load("the indexes of these and the rows before", size, since(start)));
      start = System.nanoTime();
      service().rebuildRollup(); // no trigger told it of these rows
      loads.add(new Load("the rollup, summed anew over all rows", size, since(start)));
    } else {
      loads.add(new Load("service, two sessions", added, copy(size)));
      long start = System.nanoTime();
      service().foldRollup();
      loads.add(new Load("these rows folded into the rollup", added, since(start)));
    }
    loaded = size;
    // Pages not yet on disk count as not yet visible to all.
    world.execute("checkpoint");
    world.execute(
        "vacuum (analyze) ai_usage_logs, flashfusion_rollup.usage_hours,"
            + " flashfusion_rollup.usage_deltas");
    return loads;
  }

  /** Adds further usage by people under row level security, each their own. */
  public Load byUsers(int rowsEach) {
    long start = System.nanoTime();
    int end = Math.min(Data.OTHERS + BY_USERS, auth.length);
    for (int i = Data.OTHERS; i < end; i++) {
      flashfusion
          .asUser(AuthUserId.of(auth[i]))
          .aiUsage()
          .insertAll(rows.rowsOf(i, i * rowsEach, (i + 1) * rowsEach));
    }
    return new Load(
        "users under RLS, one after the other", rowsEach * (end - Data.OTHERS), since(start));
  }

  private double copy(int size) {
    long start = System.nanoTime();
    List<CompletableFuture<?>> sessions = new ArrayList<>();
    int from = loaded;
    for (int i = 1; i <= SESSIONS; i++) {
      int first = from;
      int end = loaded + (int) ((long) (size - loaded) * i / SESSIONS);
      sessions.add(CompletableFuture.runAsync(() -> service().insertAll(rows.rows(first, end))));
      from = end;
    }
    sessions.forEach(CompletableFuture::join);
    return since(start);
  }

  private AiUsageRepository service() {
    return flashfusion.asService("benchmark data").aiUsage();
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
