package ai.flashfusion.internal.repository;

import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** Conditions on queries within a query. */
public final class Subquery {

  private Subquery() {}

  /**
   * Returns the condition that the query finds a row.
   *
   * <p>{@code DSL.exists} takes another type of argument since jOOQ 3.21, so calls that are
   * compiled with 3.19 fail there.
   */
  public static <T> Condition exists(Select<? extends Record1<T>> query) {
    return DSL.condition("exists {0}", DSL.field(query));
  }
}
