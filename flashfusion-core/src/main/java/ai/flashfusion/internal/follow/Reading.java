package ai.flashfusion.internal.follow;

import java.util.List;

/** New rows, and the position where they end. */
record Reading<R, I>(List<R> rows, Position<I> end) {}
