package ai.flashfusion.examples.benchmarks.contestant;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * One turn of one contestant, timed by JMH. By default JMH measures one benchmark after the other,
 * each in its own JVM. To let contestants take turns, each turn is a run of a single iteration in
 * this JVM.
 */
@State(Scope.Benchmark)
public class Turn {

  private static volatile Callable<?> next = () -> 0;
  private static volatile @Nullable Object sink;

  /** Runs one call, which JMH times. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Object call() throws Exception {
    return next.call();
  }

  /** Returns the times in microseconds of the calls that fit into this many milliseconds. */
  public static Statistics of(Callable<?> call, int milliseconds) {
    next = call;
    try {
      return new Runner(
              new OptionsBuilder()
                  .include(Turn.class.getName() + ".call")
                  .forks(0)
                  .warmupIterations(0)
                  .measurementIterations(1)
                  .measurementTime(TimeValue.milliseconds(milliseconds))
                  .verbosity(VerboseMode.SILENT)
                  .shouldFailOnError(true)
                  .build())
          .runSingle()
          .getPrimaryResult()
          .getStatistics();
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps the compiler from noticing that nobody uses the row. */
  public static void consume(Object row) {
    sink = row;
  }

  static @Nullable Object last() {
    return sink;
  }
}
