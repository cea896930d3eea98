package ai.flashfusion.performance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.session.Session;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

class VirtualThreadTest {

  @Test
  @EnabledForJreRange(minVersion = 25, disabledReason = "virtual threads are asked of Java 25")
  void callersOnVirtualThreadsDoNotPinTheirCarriers(@TempDir Path directory) throws Throwable {
    try (TestDatabase embedded = TestDatabase.start();
        Recording recording = new Recording()) {
      Session alice = embedded.user("alice");
      alice.projects().count();
      // By reflection, as the code is compiled for Java 17.
      ExecutorService threads =
          (ExecutorService)
              MethodHandles.publicLookup()
                  .findStatic(
                      Executors.class,
                      "newVirtualThreadPerTaskExecutor",
                      MethodType.methodType(ExecutorService.class))
                  .invoke();
      // The JDK may pin while it initializes itself.
      callAtOnce(threads, alice);
      recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
      recording.start();
      callAtOnce(threads, alice);
      threads.shutdown();
      recording.stop();
      Path file = directory.resolve("pinned.jfr");
      recording.dump(file);
      assertThat(RecordingFile.readAllEvents(file)).isEmpty();
    }
  }

  private static void callAtOnce(ExecutorService threads, Session alice) throws Exception {
    List<Future<Long>> counts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      counts.add(
          threads.submit(
              () -> {
                alice.transaction(tx -> tx.projects().count());
                return alice.projects().count();
              }));
    }
    for (Future<Long> count : counts) {
      assertThat(count.get()).isZero();
    }
  }
}
