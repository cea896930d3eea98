package ai.flashfusion.internal.follow;

import java.util.List;

/** New rows, and where they end. */
record Reading<R, I>(List<R> rows, Position<I> end) {}
