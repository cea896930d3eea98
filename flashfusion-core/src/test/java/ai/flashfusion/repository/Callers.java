package ai.flashfusion.repository;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs the same call in several threads at the same time. */
final class Callers {

  static final int COUNT = 32;

  /** The answer that one of them got: a result or an exception. */
  record Answer<T>(Optional<T> result, Optional<Throwable> failure) {}

  private Callers() {}

  /** Lets 32 threads begin together, and waits for all. */
  static <T> List<Answer<T>> together(IntFunction<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    try {
      CyclicBarrier start = new CyclicBarrier(COUNT);
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        int number = i;
        futures.add(
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  return call.apply(number);
                }));
      }
      List<Answer<T>> answers = new ArrayList<>();
      for (Future<T> future : futures) {
        try {
          answers.add(
              new Answer<>(Optional.of(future.get(60, TimeUnit.SECONDS)), Optional.empty()));
        } catch (ExecutionException e) {
          answers.add(new Answer<>(Optional.empty(), Optional.ofNullable(e.getCause())));
        }
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  static <T> List<T> results(List<Answer<T>> answers) {
    return answers.stream().flatMap(answer -> answer.result().stream()).toList();
  }

  static <T> List<Throwable> failures(List<Answer<T>> answers) {
    return answers.stream().flatMap(answer -> answer.failure().stream()).toList();
  }
}
