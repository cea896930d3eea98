package ai.flashfusion.internal.repository;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jooq.Record;
import org.jooq.UniqueKey;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;

/** Rows, so many at a time; rows with the same key come in different chunks. */
final class Chunks<R extends UpdatableRecord<R>> implements Iterator<List<R>> {

  private final Iterator<R> rows;
  private final @Nullable UniqueKey<R> key;
  private final int size;
  private @Nullable R left;

  /**
   * Over rows that are read as they are needed.
   *
   * @param key whose values a chunk holds once, or null for rows that may be equal
   */
  Chunks(Iterator<R> rows, @Nullable UniqueKey<R> key, int size) {
    this.rows = rows;
    this.key = key;
    this.size = size;
  }

  @Override
  public boolean hasNext() {
    return left != null || rows.hasNext();
  }

  @Override
  public List<R> next() {
    List<R> chunk = new ArrayList<>();
    Set<Record> keys = new HashSet<>();
    while (hasNext() && chunk.size() < size) {
      R row = left != null ? left : rows.next();
      left = null;
      if (key != null) {
        Record values = row.into(key.getFieldsArray());
        // A null is no other null's equal.
        if (!Arrays.asList(values.intoArray()).contains(null) && !keys.add(values)) {
          left = row;
          break;
        }
      }
      chunk.add(row);
    }
    if (chunk.isEmpty()) {
      throw new NoSuchElementException("there are no more rows");
    }
    return chunk;
  }
}
