/** Limits of cost, in counts that are the same on every machine. */
@NullMarked
package ai.flashfusion.performance;

import org.jspecify.annotations.NullMarked;
