package ai.flashfusion.fault;

import static ai.flashfusion.schema.Tables.AI_USAGE_LOGS;

import ai.flashfusion.error.OutcomeUnknownException;
import ai.flashfusion.fault.SoakLedger.Kind;
import ai.flashfusion.fixture.Given;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.enums.AiUsageLogAction;
import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** One thread that works for random identities, and enters in the ledger what it was told. */
final class SoakWorker implements Runnable {

  /** An identity, and the beginning of everything that it stores. */
  record Person(Session session, ProfileId profile, String marker) {

    /** Creates the identity's project, which carries its marker. */
    static Person of(Session session, int number) {
      String marker = "person" + number + "-";
      Given.project(session, marker + "p");
      return new Person(session, Given.profile(session), marker);
    }
  }

  private static final int TRIES = 3;
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final List<Person> people;
  private final Random random;
  private final AtomicBoolean over;
  private final SoakLedger ledger;

  SoakWorker(List<Person> people, long seed, AtomicBoolean over, SoakLedger ledger) {
    this.people = people;
    this.random = new Random(seed);
    this.over = over;
    this.ledger = ledger;
  }

  @Override
  public void run() {
    Kind[] kinds = Kind.values();
    while (!over.get()) {
      Person person = people.get(random.nextInt(people.size()));
      Kind kind = kinds[random.nextInt(kinds.length)];
      boolean limited = random.nextInt(5) == 0;
      Session session =
          limited
              ? person.session().withTimeout(Duration.ofMillis(1 + random.nextInt(300)))
              : person.session();
      call(kind, person, session, limited);
    }
  }

  /** Calls, and again as long as the failure says so, or a key makes it safe. */
  private void call(Kind kind, Person person, Session session, boolean limited) {
    String marker = person.marker() + NUMBERS.incrementAndGet();
    for (int attempt = 1; ; attempt++) {
      try {
        perform(kind, person, session, marker);
        ledger.returned(kind, marker);
        return;
      } catch (RuntimeException e) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        ledger.failed(kind, marker, e, interrupted, limited);
        boolean again =
            SoakLedger.isRetryable(e) || (kind.isKeyed() && e instanceof OutcomeUnknownException);
        if (!again || attempt == TRIES) {
          return;
        }
      } catch (Throwable e) {
        ledger.violation(kind + " " + marker, e);
        return;
      } finally {
        Thread.interrupted();
      }
    }
  }

  private void perform(Kind kind, Person person, Session session, String marker) {
    switch (kind) {
      case READ -> read(person, session);
      case SLOW_READ -> slowRead(person, session);
      case STREAM -> stream(person, session);
      case INSERT -> check(person, session.aiUsage().record(usage(marker)));
      case KEYED_INSERT -> check(person, session.aiUsage().record(usage(marker), marker));
      case TRANSACTION -> session.transaction(tx -> writeTwo(person, tx, marker));
      case RETRIED_TRANSACTION ->
          session.transaction(RetryPolicy.standard(), tx -> writeTwo(person, tx, marker));
      case KEYED_TRANSACTION ->
          session.once(marker).transaction(tx -> writeTwo(person, tx, marker));
      case BATCH -> {
        Query insert = insert(person, session, marker);
        session.dsl().batch(List.of(insert, insert)).execute();
      }
      case OWN_INSERT -> insert(person, session, marker).execute();
      case PIPELINE -> readAll(person, session.pipeline());
      case WRITE_PIPELINE -> writeTwo(person, session.writePipeline(), marker);
      case WRITE_PIPELINE_AT_ONCE -> writeTwo(person, session.writePipelineAtOnce(), marker);
      case RETRIED_TRANSACTION_OF_PIPELINES ->
          session.transaction(
              RetryPolicy.standard(), tx -> writeTwo(person, tx.pipeline(), marker));
      case KEYED_TRANSACTION_OF_PIPELINES ->
          session.once(marker).transaction(tx -> writeTwo(person, tx.pipeline(), marker));
    }
  }

  private void read(Person person, Session session) {
    session
        .projects()
        .page(PageQuery.ofSize(10))
        .rows()
        .forEach(row -> check(person, row.getName()));
    session
        .dsl()
        .select(AI_USAGE_LOGS.MODEL)
        .from(AI_USAGE_LOGS)
        .limit(50)
        .fetch(AI_USAGE_LOGS.MODEL)
        .forEach(model -> check(person, model));
  }

  private static void slowRead(Person person, Session session) {
    Object name = session.dsl().fetchValue("select name from public.projects, pg_sleep(0.05)");
    check(person, String.valueOf(name));
  }

  private void stream(Person person, Session session) {
    if (random.nextBoolean()) {
      session.transaction(tx -> streamAll(person, tx));
    } else if (random.nextInt(50) > 0) {
      streamAll(person, session);
    } else {
      rows(session).limit(1).forEach(row -> check(person, row));
    }
  }

  private static void streamAll(Person person, Session session) {
    try (Stream<AiUsageLogRecord> rows = rows(session)) {
      rows.forEach(row -> check(person, row));
    }
  }

  private static Stream<AiUsageLogRecord> rows(Session session) {
    return session.dsl().selectFrom(AI_USAGE_LOGS).limit(100).fetchSize(20).fetchStream();
  }

  private static void writeTwo(Person person, Session tx, String marker) {
    check(person, tx.aiUsage().record(usage(marker)));
    check(person, tx.aiUsage().record(usage(marker)));
  }

  private void readAll(Person person, Pipeline begun) {
    try (Pipeline page = begun) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        page.add(
            s -> {
              read(person, s);
              return true;
            });
        page.send();
        page.add(s -> name(person, s));
        page.add(s -> name(person, s));
      }
      page.flush();
    }
  }

  private static boolean name(Person person, Session session) {
    session
        .dsl()
        .select(AI_USAGE_LOGS.MODEL)
        .from(AI_USAGE_LOGS)
        .limit(20)
        .fetch(AI_USAGE_LOGS.MODEL)
        .forEach(model -> check(person, model));
    return true;
  }

  private static void writeTwo(Person person, Pipeline begun, String marker) {
    try (Pipeline writes = begun) {
      Response<AiUsageLogRecord> one = writes.add(s -> s.aiUsage().record(usage(marker)));
      writes.add(s -> name(person, s));
      Response<AiUsageLogRecord> two = writes.add(s -> s.aiUsage().record(usage(marker)));
      writes.flush();
      check(person, one.get());
      check(person, two.get());
    }
  }

  private static Query insert(Person person, Session session, String marker) {
    return session
        .dsl()
        .insertInto(
            AI_USAGE_LOGS, AI_USAGE_LOGS.USER_ID, AI_USAGE_LOGS.PROVIDER, AI_USAGE_LOGS.MODEL)
        .values(
            DSL.val(person.profile(), AI_USAGE_LOGS.USER_ID),
            DSL.val(AiUsageLogProvider.OPENAI, AI_USAGE_LOGS.PROVIDER),
            DSL.val(marker));
  }

  private static AiUsageLogRecord usage(String marker) {
    return new AiUsageLogRecord()
        .setProvider(AiUsageLogProvider.OPENAI)
        .setModel(marker)
        .setAction(AiUsageLogAction.CHAT)
        .setTotalTokens(3);
  }

  private static void check(Person person, AiUsageLogRecord row) {
    check(person, row.getModel());
    if (!person.profile().equals(row.getUserId())) {
      throw new AssertionError(person.marker() + " got a row of " + row.getUserId());
    }
  }

  private static void check(Person person, String value) {
    if (!value.startsWith(person.marker())) {
      throw new AssertionError(person.marker() + " got " + value);
    }
  }
}
