package ai.flashfusion.internal.repository;

import java.time.Instant;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The time by the database's clock, so that the rows of all writers have times of one clock. */
public final class Now {

  /** The start of the transaction, the same for all of its statements. */
  public static final Field<Instant> OF_TRANSACTION =
      DSL.field("pg_catalog.now()", SQLDataType.INSTANT);

  /** The time at which it is read, so that later events of a transaction have later times. */
  public static final Field<Instant> OF_CLOCK =
      DSL.field("pg_catalog.clock_timestamp()", SQLDataType.INSTANT);

  private Now() {}
}
