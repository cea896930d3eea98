/**
 * An example that loads files of real data through the repositories, and compares totals with those
 * of the files.
 */
@NullMarked
package ai.flashfusion.examples.imports;

import org.jspecify.annotations.NullMarked;
