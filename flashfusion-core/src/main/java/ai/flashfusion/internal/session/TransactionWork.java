package ai.flashfusion.internal.session;

import org.jspecify.annotations.Nullable;

/** The work that runs in a transaction. */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object, X extends Exception> {

  T run(SessionContext transaction) throws X;

  /**
   * Returns the work as one that declares no checked exception. Whatever it throws still arrives as
   * it is: a type parameter for it would have to be spelled out in Kotlin.
   */
  @SuppressWarnings("unchecked") // the parameter has no meaning at run time
  static <T extends @Nullable Object> TransactionWork<T, RuntimeException> unchecked(
      TransactionWork<T, Exception> work) {
    return (TransactionWork<T, RuntimeException>) (TransactionWork<T, ?>) work;
  }
}
