package ai.flashfusion.fault;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.CallInterruptedException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.error.StatementTimeoutException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The outcomes that callers were told, to be compared with what is stored. Thread-safe. */
final class SoakLedger {

  /** The operations; the marker of a write is in each of its rows. */
  enum Kind {
    READ(0),
    /** A read that calls a function which the library does not know, and cannot resolve. */
    SLOW_READ(0),
    STREAM(0),
    INSERT(1),
    KEYED_INSERT(1),
    TRANSACTION(2),
    RETRIED_TRANSACTION(2),
    KEYED_TRANSACTION(2),
    BATCH(2),
    /** An insert of the caller's own, which the library cannot resolve. */
    OWN_INSERT(1),
    PIPELINE(0),
    WRITE_PIPELINE(2),
    /** Writes with their commit, which the library cannot resolve. */
    WRITE_PIPELINE_AT_ONCE(2),
    RETRIED_TRANSACTION_OF_PIPELINES(2),
    KEYED_TRANSACTION_OF_PIPELINES(2);

    final int rows;

    Kind(int rows) {
      this.rows = rows;
    }

    boolean isKeyed() {
      return this == KEYED_INSERT
          || this == KEYED_TRANSACTION
          || this == KEYED_TRANSACTION_OF_PIPELINES;
    }

    boolean isResolved() {
      return this != SLOW_READ && this != OWN_INSERT && this != WRITE_PIPELINE_AT_ONCE;
    }
  }

  private enum Outcome {
    STORED,
    NOT_STORED,
    UNKNOWN
  }

  private record Told(Kind kind, Outcome outcome) {}

  /** The number of violations that are listed. */
  private static final int MOST_VIOLATIONS = 10;

  private static final String RETURNED = "returned";

  private final Map<String, Told> told = new ConcurrentHashMap<>();
  private final Map<Kind, Map<String, AtomicLong>> counts = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  void returned(Kind kind, String marker) {
    count(kind, RETURNED);
    tell(kind, marker, Outcome.STORED);
  }

  /**
   * Records a failure.
   *
   * @param interrupted whether the thread was interrupted
   * @param limited whether the call had a time limit
   */
  void failed(
      Kind kind, String marker, RuntimeException failure, boolean interrupted, boolean limited) {
    String name = failure.getClass().getSimpleName();
    count(kind, name.replace("Exception", ""));
    if (failure instanceof OutcomeUnknownException) {
      if (kind.isResolved() && !interrupted && !limited) {
        violation(kind + " " + marker + " stayed unknown", failure);
      }
      tell(kind, marker, Outcome.UNKNOWN);
      return;
    }
    boolean expected =
        failure instanceof ConnectionException
            || failure instanceof StatementTimeoutException
            || (failure instanceof CallInterruptedException && interrupted);
    if (!expected) {
      violation(kind + " " + marker + " failed", failure);
    }
    tell(kind, marker, Outcome.NOT_STORED);
  }

  private void tell(Kind kind, String marker, Outcome outcome) {
    if (kind.rows > 0) {
      told.put(marker, new Told(kind, outcome));
    }
  }

  private void count(Kind kind, String outcome) {
    counts
        .computeIfAbsent(kind, any -> new ConcurrentHashMap<>())
        .computeIfAbsent(outcome, any -> new AtomicLong())
        .incrementAndGet();
  }

  void violation(String what, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    if (violations.size() < MOST_VIOLATIONS) {
      violations.add(what + ": " + trace);
    }
  }

  /** Fails if anything happened that must not, or if what is stored is not what was told. */
  void verify(Map<String, Integer> stored) {
    Map<String, Integer> left = new HashMap<>(stored);
    told.forEach(
        (marker, told) -> {
          int rows = left.getOrDefault(marker, 0);
          left.remove(marker);
          Set<Integer> right =
              switch (told.outcome()) {
                case STORED -> Set.of(told.kind().rows);
                case NOT_STORED -> Set.of(0);
                case UNKNOWN -> Set.of(0, told.kind().rows);
              };
          if (!right.contains(rows)) {
            violations.add(marker + ", " + told + ", has " + rows + " rows");
          }
        });
    assertThat(violations).isEmpty();
    assertThat(left).as("rows that nobody wrote").isEmpty();
    for (Kind kind : Kind.values()) {
      assertThat(counts.get(kind)).as("calls of %s that returned", kind).containsKey(RETURNED);
    }
  }

  /** Returns a table of the operations by outcome. */
  @Override
  public String toString() {
    Set<String> outcomes = new TreeSet<>();
    counts.values().forEach(counted -> outcomes.addAll(counted.keySet()));
    StringBuilder table = new StringBuilder("%-34s".formatted("operation"));
    outcomes.forEach(outcome -> table.append(" %16s".formatted(outcome)));
    new TreeMap<>(counts)
        .forEach(
            (kind, counted) -> {
              table.append("\n%-34s".formatted(kind));
              outcomes.forEach(
                  outcome ->
                      table.append(
                          " %16d"
                              .formatted(counted.getOrDefault(outcome, new AtomicLong()).get())));
            });
    return table.toString();
  }

  static boolean isRetryable(RuntimeException failure) {
    return failure instanceof FlashFusionException known && known.isRetryable();
  }
}
