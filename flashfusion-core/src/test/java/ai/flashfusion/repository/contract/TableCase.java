package ai.flashfusion.repository.contract;

import ai.flashfusion.repository.Repository;
import ai.flashfusion.session.Session;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.UpdatableRecord;
import org.jspecify.annotations.Nullable;

/**
 * The facts about one table that the contract of all repositories needs.
 *
 * @param repository the repository of a session
 * @param id the column of the id
 * @param key the natural key
 * @param row a new row that Alice may see; equal numbers have an equal natural key
 * @param change a change that Alice may make in her own row, or null if users change nothing
 * @param insertedByUser whether Alice may insert such rows; otherwise the service does
 * @param deletedByUser whether Alice may delete them
 */
record TableCase<R extends UpdatableRecord<R>, I>(
    Function<Session, Repository<R, I>> repository,
    TableField<R, I> id,
    UniqueKey<R> key,
    BiFunction<SampleRows, Integer, R> row,
    @Nullable Consumer<R> change,
    boolean insertedByUser,
    boolean deletedByUser) {

  @Override
  public String toString() {
    return java.util.Objects.requireNonNull(id.getTable()).getName();
  }
}
