package ai.flashfusion.internal.repository;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The database's clock, so that rows of all writers have times of one clock. */
public final class Now {

  /** The beginning of the transaction, the same for all of its statements. */
  public static final Field<Instant> OF_TRANSACTION =
      DSL.field("pg_catalog.now()", SQLDataType.INSTANT);

  /** The time at which it is read, so that what happens later in a transaction is later. */
  public static final Field<Instant> OF_CLOCK =
      DSL.field("pg_catalog.clock_timestamp()", SQLDataType.INSTANT);

  private Now() {}
}
