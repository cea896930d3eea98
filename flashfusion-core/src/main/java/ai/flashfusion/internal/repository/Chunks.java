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

/** Splits rows into chunks; rows with the same key come in different chunks. */
final class Chunks<R extends UpdatableRecord<R>> implements Iterator<List<R>> {

  private final Iterator<R> rows;
  private final @Nullable UniqueKey<R> key;
  private final int size;
  private @Nullable R left;

  /**
   * Creates an iterator over rows that are read as they are needed.
   *
   * @param key the key whose values must be unique within a chunk, or null
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
        // A null equals no other null.
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
