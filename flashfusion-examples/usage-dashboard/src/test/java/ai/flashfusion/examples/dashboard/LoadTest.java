package ai.flashfusion.examples.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Session;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A hundred people at once. {@code -Dflashfusion.load=PT1M} says for how long, {@code
 * -Dflashfusion.latency=PT0.002S} how far away the database is.
 */
class LoadTest {

  private static final int PEOPLE = 100;
  private static final Duration TIME =
      Duration.parse(System.getProperty("flashfusion.load", "PT6S"));
  private static final Duration LATENCY =
      Duration.parse(System.getProperty("flashfusion.latency", "PT0S"));
  private static final int TURNS = 20;

  private static final Pattern OWNER = Pattern.compile("model-of-(\\d+)-");

  private static final List<SamplePerson> people = new ArrayList<>();
  private static EmbeddedFlashFusion database;
  private static WireProxy wire;
  private static Dashboard.Running service;

  @BeforeAll
  static void start() {
    database = EmbeddedFlashFusion.start();
    wire = WireProxy.to(database.host(), database.port());
    service =
        Dashboard.start(
            0,
            database,
            LATENCY.isZero() ? database.url() : wire.url(database.database()),
            PlainPages.class);
    wire.latency(LATENCY);
    Session all = database.flashfusion().asService("test under load");
    List<AiUsageLogRecord> rows = new ArrayList<>();
    for (int number = 0; number < PEOPLE; number++) {
      AuthUserId user = database.signUp("person" + number + "@example.com");
      ProfileId profile = database.flashfusion().asUser(user).profiles().me().getId();
      people.add(new SamplePerson(user, profile, "Person " + number, ""));
      for (int row = 0; row < 60; row++) {
        rows.add(
            new AiUsageLogRecord()
                .setUserId(profile)
                .setProvider(AiUsageLogProvider.CUSTOM)
                .setModel("model-of-" + number + "-" + row % 3)
                .setTotalTokens(1_000 + number)
                .setCostUsd(new BigDecimal("0.05"))
                .setCreatedAt(Instant.now().minus(Duration.ofHours(11L * row))));
      }
    }
    all.aiUsage().recordAll(rows, sent -> {});
  }

  @AfterAll
  static void stop() {
    service.close();
    wire.close();
  }

  @Test
  void showsNobodyARowOfAnother() throws InterruptedException {
    Duration turn = TIME.dividedBy(TURNS);
    List<Long> together = new ArrayList<>();
    List<Long> oneByOne = new ArrayList<>();
    run("/usage", turn.multipliedBy(2)); // warm up
    run("/plain/usage", turn.multipliedBy(2));
    for (int round = 0; round < TURNS / 2; round++) {
      together.addAll(run("/usage", turn));
      oneByOne.addAll(run("/plain/usage", turn));
    }
    double seconds = turn.multipliedBy(TURNS / 2).toMillis() / 1e3;
    System.out.println(report("in one pipeline", together, seconds));
    System.out.println(report("one by one", oneByOne, seconds));
    System.out.printf(
        Locale.ROOT,
        "load: a pipeline serves %.2f times as many requests%n",
        (double) together.size() / oneByOne.size());
    assertThat(together).hasSizeGreaterThanOrEqualTo(PEOPLE);
  }

  private static String report(String name, List<Long> nanos, double seconds) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "load: %s: %,d requests of %d people, %.0f in a second; half within %.0f ms, 95 %% within"
            + " %.0f ms",
        name,
        sorted.length,
        PEOPLE,
        sorted.length / seconds,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 95 / 100] / 1e6);
  }

  /** Has everybody open the page again and again, and returns how long each request took. */
  private static List<Long> run(String path, Duration time) throws InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    CountDownLatch ready = new CountDownLatch(PEOPLE);
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < PEOPLE; number++) {
      int who = number;
      Thread thread =
          new Thread(
              () -> {
                try {
                  HttpRequest request = request(path, people.get(who));
                  ready.countDown();
                  ready.await();
                  long until = System.nanoTime() + time.toNanos();
                  while (System.nanoTime() < until) {
                    long start = System.nanoTime();
                    HttpResponse<String> answer =
                        http.send(request, HttpResponse.BodyHandlers.ofString());
                    times.add(System.nanoTime() - start);
                    check(answer, who);
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    return List.copyOf(times);
  }

  private static HttpRequest request(String path, SamplePerson person) {
    return HttpRequest.newBuilder(java.net.URI.create(service.address() + path))
        .header("Cookie", Security.COOKIE + "=" + service.auth().token(person))
        .build();
  }

  private static void check(HttpResponse<String> answer, int who) {
    assertThat(answer.statusCode()).isEqualTo(200);
    Set<String> owners = new TreeSet<>();
    Matcher models = OWNER.matcher(answer.body());
    while (models.find()) {
      owners.add(models.group(1));
    }
    assertThat(owners).isEqualTo(Set.of(String.valueOf(who)));
  }
}
