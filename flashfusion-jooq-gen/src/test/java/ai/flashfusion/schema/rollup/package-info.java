/**
 * Tests that the sums of everybody's usage are those of the rows, at any moment, and visible to
 * nobody else.
 */
@NullMarked
package ai.flashfusion.schema.rollup;

import org.jspecify.annotations.NullMarked;
