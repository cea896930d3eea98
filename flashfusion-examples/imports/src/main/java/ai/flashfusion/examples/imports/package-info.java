/** Loads files of real data through the repositories, and compares totals with the files' own. */
@NullMarked
package ai.flashfusion.examples.imports;

import org.jspecify.annotations.NullMarked;
