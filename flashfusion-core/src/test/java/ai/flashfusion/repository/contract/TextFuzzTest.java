package ai.flashfusion.repository.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.property.Property;
import ai.flashfusion.repository.Repository;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.session.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Random text for every column and every helper: it is stored and read back exactly, or refused
 * with an exception of the library.
 */
class TextFuzzTest {

  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("flashfusion.fuzzSeconds", 5));

  /** The pieces of which text is made; a question mark would hide what a driver replaced. */
  private static final String[] PIECES = {
    "a",
    "Z",
    "0",
    " ",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u0001",
    "'",
    "\"",
    "\\",
    "\\u0000",
    "{",
    "}",
    ",",
    "%",
    "_",
    "/",
    "..",
    ".",
    "-",
    "@",
    ";",
    "--",
    "$1",
    "$$",
    "null",
    "NULL",
    "\\N",
    "é",
    "e\u0301",
    "ß",
    "İ",
    "\u00a0",
    "\u200b",
    "\u202e",
    "\ufeff",
    "שלום",
    "مرحبا",
    "漢字",
    "😀",
    "\ud83d",
    "\udc00",
    "👩‍👩‍👧",
    "\uffff",
    "𝒳",
    "\udbff\udfff"
  };

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final SampleRows samples = new SampleRows(embedded, embedded.flashfusion());

  private final SampleArguments sampleArguments = new SampleArguments(samples);
  private int rows = 2_000_000;

  @Test
  void columnsStoreTextExactlyOrRefuseIt() {
    Set<String> stored = new TreeSet<>();
    Property.holdsFor(
        "columns store text exactly or refuse it",
        TIME,
        random -> {
          for (TableCase<?, ?> table : TableCases.ALL) {
            stored.addAll(insert(table, random));
          }
        });
    assertThat(stored).hasSizeGreaterThan(40);
  }

  /** Inserts a row for each text column, and returns the columns that stored their text. */
  private <R extends UpdatableRecord<R>, I> List<String> insert(
      TableCase<R, I> table, RandomGenerator random) {
    List<String> stored = new ArrayList<>();
    Repository<R, I> repository =
        table.repository().apply(table.insertedByUser() ? samples.alice : samples.service);
    for (Field<?> column : table.row().apply(samples, ++rows).fields()) {
      Object value = value(column, text(random));
      if (value == null) {
        continue;
      }
      R row = table.row().apply(samples, ++rows);
      setObject(row, column, value);
      R inserted;
      try {
        inserted =
            random.nextBoolean()
                ? repository.insert(row)
                : repository.get(repository.insertAllReturningIds(List.of(row)).get(0));
      } catch (FlashFusionException | IllegalArgumentException e) {
        continue;
      }
      assertThat(inserted.get(column)).as("%s", column).isEqualTo(value);
      R read = repository.get(inserted.get(table.id()));
      assertThat(read.get(column)).as("%s", column).isEqualTo(value);
      stored.add(column.toString());
    }
    return stored;
  }

  private static @Nullable Object value(Field<?> column, String text) {
    if (column.getType() == String.class) {
      return text;
    }
    if (column.getType() == String[].class) {
      return new String[] {"first", text};
    }
    if (column.getType() == JsonNode.class) {
      return JsonNodeFactory.instance.objectNode().put("key", text).put(text, 1);
    }
    if (column.getName().equals("messages")) {
      return List.of(ChatMessage.of("user", text));
    }
    return null;
  }

  @SuppressWarnings("unchecked") // the value has the column's type
  private static <T> void setObject(Record row, Field<T> column, Object value) {
    row.set(column, (T) value);
  }

  @Test
  void helpersReturnTextExactlyOrRefuseIt() {
    samples.alice.webhooks().rotateSecret(samples.webhook);
    Set<String> called = new TreeSet<>();
    Property.holdsFor(
        "helpers return text exactly or refuse it",
        TIME,
        random -> {
          for (Session session : List.of(samples.alice, samples.service)) {
            for (TableCase<?, ?> table : TableCases.ALL) {
              Object repository = table.repository().apply(session);
              for (Method helper : helpers(repository.getClass())) {
                call(repository, helper, random);
                called.add(repository.getClass().getSimpleName() + "." + helper.getName());
              }
            }
          }
        });
    assertThat(called).hasSizeGreaterThan(20);
  }

  private static List<Method> helpers(Class<?> repository) {
    return Arrays.stream(repository.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> Arrays.asList(method.getParameterTypes()).contains(String.class))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private void call(Object repository, Method helper, RandomGenerator random)
      throws IllegalAccessException {
    List<String> given = new ArrayList<>();
    Object[] arguments =
        Arrays.stream(helper.getParameterTypes())
            .map(
                type ->
                    sampleArguments.of(
                        type,
                        () -> {
                          given.add(text(random));
                          return given.get(given.size() - 1);
                        },
                        random))
            .toArray();
    Object returned;
    try {
      returned = helper.invoke(repository, arguments);
    } catch (InvocationTargetException e) {
      assertThat(e.getCause())
          .as("%s of %s", helper, given)
          .isInstanceOfAny(FlashFusionException.class, IllegalArgumentException.class);
      return;
    }
    if (returned instanceof Record row) {
      for (Field<?> column : row.fields()) {
        if (row.get(column) instanceof String stored) {
          assertThat(stored).as("%s by %s", column, helper).doesNotContain("?", "\ufffd");
        }
      }
    }
  }

  private static String text(RandomGenerator random) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return "";
    }
    if (kind == 1) {
      return " \t\n".repeat(random.nextInt(1, 4));
    }
    StringBuilder text = new StringBuilder();
    int pieces = kind == 2 ? 20_000 : random.nextInt(1, 8);
    // Most of them without what is refused anywhere, so that much is stored.
    boolean whole = random.nextInt(3) > 0;
    while (pieces-- > 0) {
      String piece = PIECES[random.nextInt(PIECES.length)];
      boolean refused = piece.equals("\0") || piece.equals("\ud83d") || piece.equals("\udc00");
      text.append(whole && refused ? "x" : piece);
    }
    return text.toString();
  }
}
