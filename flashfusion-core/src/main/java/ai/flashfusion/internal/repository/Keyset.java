package ai.flashfusion.internal.repository;

import ai.flashfusion.error.CursorException;
import ai.flashfusion.query.PageQuery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A total order of a table's rows, and the positions in it. Nulls are where Postgres puts them: at
 * the end in ascending order, at the beginning in descending order (manual, chapter 7.5).
 */
public final class Keyset {

  /** The orders of all rows of a table, the newest first, as most pages are asked for. */
  private static final Map<Table<?>, Keyset> NEWEST = new ConcurrentHashMap<>();

  /** The length of a fingerprint, in characters. */
  private static final int FINGERPRINT = 16;

  /** Stands for a null in a cursor; other values begin with their length and a colon. */
  private static final char NULL = '-';

  private final List<SortField<?>> order;
  private final String fingerprint;

  private Keyset(List<SortField<?>> order, String fingerprint) {
    this.order = order;
    this.fingerprint = fingerprint;
  }

  /** Returns the order that the query requests, made total by the id. */
  public static Keyset of(DSLContext dsl, Table<?> table, Field<?> id, PageQuery query) {
    return isNewest(query)
        ? NEWEST.computeIfAbsent(table, t -> derive(dsl, t, id, query))
        : derive(dsl, table, id, query);
  }

  /** Returns whether the query is for all rows, the newest first. */
  public static boolean isNewest(PageQuery query) {
    return query.order().isEmpty() && query.filter() == DSL.noCondition();
  }

  private static Keyset derive(DSLContext dsl, Table<?> table, Field<?> id, PageQuery query) {
    List<SortField<?>> order = new ArrayList<>(query.order());
    if (order.isEmpty()) {
      Stream.of("created_at", "timestamp")
          .map(table::field)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(created -> order.add(created.desc()));
    }
    for (SortField<?> sort : order) {
      Field<?> field = field(sort);
      if (!field.equals(table.field(field))) {
        throw new IllegalArgumentException(
            "a page is ordered by plain columns of " + table.getName() + ", not by " + field);
      }
      if (sort.$nullOrdering() != null || field.getType().isArray()) {
        throw new IllegalArgumentException(
            "a page cannot be ordered by "
                + sort
                + ": use columns that are not arrays, with nulls where Postgres puts them");
      }
    }
    boolean descending = !order.isEmpty() && descending(order.get(order.size() - 1));
    if (order.stream().noneMatch(sort -> field(sort).equals(id))) {
      order.add(descending ? id.desc() : id.asc());
    }
    StringBuilder asked = new StringBuilder(table.getName());
    for (SortField<?> sort : order) {
      asked.append(' ').append(field(sort).getName()).append(' ').append(sort.getOrder());
    }
    asked.append(' ').append(dsl.renderInlined(query.filter()));
    return new Keyset(order, fingerprint(asked.toString()));
  }

  public List<SortField<?>> order() {
    return order;
  }

  /** Returns the cursor that marks the position of the row. */
  public String cursor(Record row) {
    StringBuilder position = new StringBuilder(fingerprint);
    for (SortField<?> sort : order) {
      String value = text(field(sort), row);
      if (value == null) {
        position.append(NULL);
      } else {
        position.append(value.length()).append(':').append(value);
      }
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static <T> @Nullable String text(Field<T> field, Record row) {
    Object value = databaseValue(field, row.get(field));
    return value == null ? null : value.toString();
  }

  /** Returns the value in the type of the column, before its conversion to ours. */
  private static <T> @Nullable Object databaseValue(Field<T> field, @Nullable T value) {
    return field.getConverter().to(value);
  }

  /** Returns the condition for the rows after the cursor. */
  public Condition after(String cursor) {
    String position;
    List<@Nullable String> values;
    try {
      position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      values = values(position);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CursorException("the cursor is damaged: pass it on unchanged", e);
    }
    if (!position.startsWith(fingerprint)) {
      throw new CursorException(
          "the cursor belongs to another table, filter or order: repeat the query of the page"
              + " before, or start again without a cursor",
          null);
    }
    if (values.size() != order.size()) {
      throw new CursorException("the cursor is damaged: pass it on unchanged", null);
    }
    return after(values);
  }

  private static List<@Nullable String> values(String position) {
    List<@Nullable String> values = new ArrayList<>();
    int at = FINGERPRINT;
    while (at != position.length()) {
      if (position.charAt(at) == NULL) {
        values.add(null);
        at++;
      } else {
        int colon = position.indexOf(':', at);
        int end = colon + 1 + Integer.parseInt(position, at, colon, 10);
        values.add(position.substring(colon + 1, end));
        at = end;
      }
    }
    return values;
  }

  private Condition after(List<@Nullable String> texts) {
    List<Field<?>> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      values.add(value(field(order.get(i)), texts.get(i)));
    }
    boolean known = texts.stream().allMatch(Objects::nonNull);
    if (known && order.stream().allMatch(Keyset::descending)) {
      // Rows with a null come before these, and a comparison with null is not true.
      return row().lessThan(DSL.row(values));
    }
    if (known && order.stream().noneMatch(sort -> descending(sort) || nullable(sort))) {
      return row().greaterThan(DSL.row(values));
    }
    Condition after = DSL.falseCondition();
    for (int i = order.size() - 1; i >= 0; i--) {
      Field<?> field = field(order.get(i));
      boolean isNull = texts.get(i) == null;
      Condition same = isNull ? field.isNull() : equal(field, values.get(i));
      after = beyond(order.get(i), values.get(i), isNull).or(same.and(after));
    }
    return after;
  }

  private org.jooq.RowN row() {
    return DSL.row(order.stream().map(Keyset::field).toList());
  }

  private static Condition beyond(SortField<?> sort, Field<?> value, boolean isNull) {
    Field<?> field = field(sort);
    if (descending(sort)) {
      return isNull ? field.isNotNull() : less(field, value);
    }
    if (isNull) {
      return DSL.falseCondition();
    }
    Condition greater = greater(field, value);
    return nullable(sort) ? greater.or(field.isNull()) : greater;
  }

  @SuppressWarnings("unchecked") // the value was made for the field
  private static <T> Condition less(Field<T> field, Field<?> value) {
    return field.lessThan((Field<T>) value);
  }

  @SuppressWarnings("unchecked") // the value was made for the field
  private static <T> Condition greater(Field<T> field, Field<?> value) {
    return field.greaterThan((Field<T>) value);
  }

  @SuppressWarnings("unchecked") // the value was made for the field
  private static <T> Condition equal(Field<T> field, Field<?> value) {
    return field.eq((Field<T>) value);
  }

  private static <T> Field<T> value(Field<T> field, @Nullable String text) {
    try {
      return DSL.val(field.getDataType().convert(text), field.getDataType());
    } catch (RuntimeException e) {
      throw new CursorException("the cursor is damaged: pass it on unchanged", e);
    }
  }

  private static Field<?> field(SortField<?> sort) {
    return sort.$field();
  }

  private static boolean descending(SortField<?> sort) {
    return sort.getOrder() == SortOrder.DESC;
  }

  private static boolean nullable(SortField<?> sort) {
    return field(sort).getDataType().nullable();
  }

  private static String fingerprint(String asked) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(asked.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 12));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
