/** The benchmark of this library against other ways to access the rows. */
@NullMarked
package ai.flashfusion.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
