package ai.flashfusion.internal.session;

import org.jspecify.annotations.Nullable;

/**
 * The values of two statements that travelled together.
 *
 * @param first the value of the one that ran first
 * @param last the value of the one that ran next
 */
public record Both<A extends @Nullable Object, B extends @Nullable Object>(A first, B last) {}
