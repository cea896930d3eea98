package ai.flashfusion.internal.session;

import org.jspecify.annotations.Nullable;

/** The work that runs in a transaction. */
@FunctionalInterface
public interface TransactionWork<T extends @Nullable Object, X extends Exception> {

  T run(SessionContext transaction) throws X;
}
