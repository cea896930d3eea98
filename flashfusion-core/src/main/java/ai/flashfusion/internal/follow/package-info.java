/** The delivery of new rows of a table, each once, although transactions commit in any order. */
@NullMarked
package ai.flashfusion.internal.follow;

import org.jspecify.annotations.NullMarked;
