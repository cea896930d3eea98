/**
 * The sums of everybody's usage are those of the rows, at any moment and for nobody else's eyes.
 */
@NullMarked
package ai.flashfusion.schema.rollup;

import org.jspecify.annotations.NullMarked;
